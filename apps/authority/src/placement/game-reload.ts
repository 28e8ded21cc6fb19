import type { AnyGame } from '@gameserver/engine'
import { findGames } from '@gameserver/games/find-games.ts'
import { watch } from 'chokidar'
import type { Logger } from 'pino'

/** Files are written one after the other: what comes within this time is looked at once. */
const settleMs = 100

export interface GameReload {
  folder: string
  /** The games found at the start, by a search that may be made again. */
  games: readonly AnyGame[]
  log: Logger
  replaced(game: AnyGame): Promise<void>
}

/** Watches the built games, in development, and passes on each that is new or has changed. Resolves to what ends it. */
export async function reloadGames(reload: GameReload): Promise<() => Promise<void>> {
  const { folder, games, log, replaced } = reload
  const known = new Set(games)
  const search = async () => {
    const found = await findGames({ folder, isAgain: true, report: (problem) => log.error(problem) })
    for (const game of found) {
      if (known.has(game)) continue
      known.add(game)
      await replaced(game)
      log.info({ game: game.id }, 'game reloaded')
    }
  }
  let searching = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const watcher = watch(folder, { ignoreInitial: true }).on('all', () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      searching = searching.then(search).catch((error) => log.error({ err: error }, 'games not reloaded'))
    }, settleMs)
  })
  await new Promise<void>((resolve) => watcher.once('ready', resolve))
  return () => watcher.close()
}
