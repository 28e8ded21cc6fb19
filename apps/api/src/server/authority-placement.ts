import type { PlacementQueue } from '@gameserver/storage/placement/placement-queue'
import type { Sql } from '@gameserver/storage/postgres'
import { serverGames } from '@gameserver/storage/server-games'

/** A game that studios' servers play does not become another's but by an authority that registers it. */
const keptMs = 2_000

/** Offers no match to the authorities that studios' servers play: with none of ours, its job would lie in Redis for ever. */
export function withoutServerGames(placement: PlacementQueue, sql: Sql): PlacementQueue {
  const kept = new Map<string, { isServers: Promise<boolean>; readMs: number }>()
  const isServers = (game: string): Promise<boolean> => {
    const known = kept.get(game)
    if (known !== undefined && performance.now() - known.readMs < keptMs) return known.isServers
    const asked = serverGames(sql, [game]).then(({ length }) => length > 0)
    asked.catch(() => kept.delete(game))
    kept.set(game, { isServers: asked, readMs: performance.now() })
    return asked
  }
  return {
    ...placement,
    async add(job) {
      if (!(await isServers(job.game))) await placement.add(job)
    },
  }
}
