import { abandonOverdue, findUnplaced } from '@gameserver/storage/match-sweep'
import { type Loop, runEvery } from '../loop/run-every.ts'
import type { Services } from '../services.ts'

const sweepIntervalMs = 2_000

/** An authority takes a job within milliseconds and opens the room in a few hundred: after this, a job may be lost. */
const unplacedAfterMs = 2_000

const limits = {
  /** Players do not wait longer for a room; meanwhile authorities may still be starting. */
  placingMsMax: 120_000,
  /** Above the longest a game can be set to (an hour) and its takeovers: only a match nobody runs gets this old. */
  liveMsMax: 4 * 60 * 60 * 1000,
}

/** Offers matches without a room again, since jobs live in Redis and may be lost, and gives up on overdue ones. */
export function startPlacementSweep({ loopSql, placement, log }: Services): Loop {
  return runEvery({
    name: 'placement sweep',
    intervalMs: sweepIntervalMs,
    log,
    pass: async () => {
      for (const job of await findUnplaced(loopSql, unplacedAfterMs)) await placement.add(job)
      const abandoned = await abandonOverdue(loopSql, limits)
      if (abandoned > 0) log.warn({ matches: abandoned }, 'overdue matches abandoned')
      return false
    },
  })
}
