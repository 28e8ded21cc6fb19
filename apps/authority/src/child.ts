import type { AnyGame } from '@gameserver/engine'
import { findGames } from '@gameserver/games/find-games.ts'
import { gamesFolder } from '@gameserver/games/game-folders.ts'
import { shutdown } from '@gameserver/livekit'
import { type Logger, pino } from 'pino'
import { type Authority, startAuthority } from './authority.ts'
import { type AuthorityConfig, loadAuthorityConfig } from './config.ts'
import { reloadGames } from './placement/game-reload.ts'
import { authorityIdOf, noteDescriptor, ownCharge } from './supervisor/charge.ts'
import { SupervisorLink } from './supervisor/supervisor-link.ts'
import { WorkNote } from './supervisor/work-note.ts'

const charge = ownCharge()
const work = new WorkNote(noteDescriptor)
let authority: Authority | undefined
let { isSpare } = charge
let isLeaving = false
let log: Logger | undefined

// A terminal, and some keepers of services, signal whole groups of processes. It is the supervisor who says what is to be done.
process.on('SIGTERM', () => {})
process.on('SIGINT', () => {})
process.on('uncaughtException', (error, origin) => {
  const told = { err: error, origin, ...work.current }
  if (log) log.fatal(told, 'nobody caught what was thrown: the process ends')
  else console.error(error)
  process.exit(1)
})

const link = new SupervisorLink({
  promote() {
    isSpare = false
    authority?.promote()
  },
  drain: () => void leave('the supervisor says so'),
  // Nobody would notice if it hung, or started another when it dies.
  orphaned: () => void leave('the supervisor has died'),
  answers: {
    stats: () => started().stats(),
    metrics: () => started().metrics.getMetricsAsJSON(),
    readiness: () => started().readiness(),
  },
})

async function main(): Promise<void> {
  const config = loadAuthorityConfig()
  log = pino({
    level: config.logLevel,
    base: { service: 'authority', process: charge.number, pid: process.pid },
  })
  const games = await gamesOf(config, log)
  const authorityId = authorityIdOf(charge, process.pid)
  const { host, isBesideOthers } = charge
  authority = await startAuthority(config, games, log, { authorityId, host, isSpare, isBesideOthers, work })
  // It was told so before it could do it.
  if (charge.isSpare && !isSpare) authority.promote()
  const ids = games.map(({ id }) => id)
  link.ready(ids)
  log.info({ authorityId, isSpare, capacity: config.capacity, games: ids }, 'process ready')
  if (config.reloadGames) await reload(config, games, log)
}

async function gamesOf(config: AuthorityConfig, log: Logger): Promise<AnyGame[]> {
  try {
    return await findGames({
      folder: config.gamesFolder,
      isAgain: config.reloadGames,
      leavesOut: new Set(charge.leftOut),
      loads: (game) => work.write({ game }),
      report: (problem) => log.error(problem),
    })
  } finally {
    work.clear()
  }
}

async function reload(config: AuthorityConfig, games: readonly AnyGame[], log: Logger): Promise<void> {
  const folder = config.gamesFolder ?? gamesFolder
  await reloadGames({ folder, games, log, replaced: async (game) => authority?.replaceGame(game) })
}

/** Nobody asks before it is ready. */
function started(): Authority {
  if (!authority) throw new Error('asked before it was ready')
  return authority
}

async function leave(why: string): Promise<void> {
  if (isLeaving) return
  isLeaving = true
  log?.info({ why }, 'stopping: no new matches')
  if (authority) {
    await authority.stop()
    await shutdown()
  }
  log?.info('stopped')
  process.exit(0)
}

main().catch(async (error: Error) => {
  await link.refuse(error.message.replaceAll('\n', ' '))
  process.exit(1)
})
