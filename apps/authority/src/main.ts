import { findGames } from '@gameserver/games/find-games.ts'
import { gamesFolder } from '@gameserver/games/game-folders.ts'
import { shutdown } from '@gameserver/livekit'
import { pino } from 'pino'
import { startAuthority } from './authority.ts'
import { loadAuthorityConfig } from './config.ts'
import { reloadGames } from './placement/game-reload.ts'

async function main(): Promise<void> {
  const config = loadAuthorityConfig()
  const log = pino({ level: config.logLevel, base: { service: 'authority' } })
  const { gamesFolder: folder = gamesFolder, reloadGames: isAgain } = config
  const games = await findGames({ folder, isAgain, report: (problem) => log.error(problem) })
  const authority = await startAuthority(config, games, log)
  log.info(
    { port: authority.port, capacity: config.capacity, games: games.map(({ id }) => id) },
    'authority ready',
  )

  if (config.reloadGames)
    await reloadGames({ folder, games, log, replaced: (game) => authority.replaceGame(game) })

  let isStopping = false
  const stop = async (signal: string) => {
    // A second signal is from somebody who won't wait for the matches.
    if (isStopping) process.exit(1)
    isStopping = true
    log.info({ signal }, 'stopping: no new matches')
    await authority.stop()
    await shutdown()
    log.info('stopped')
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

main().catch((error: Error) => {
  console.error(`authority: ${error.message.replaceAll('\n', ' ')}`)
  process.exit(1)
})
