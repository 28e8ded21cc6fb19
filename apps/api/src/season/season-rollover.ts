import { beginDueSeasons, closeDueSeason } from '@gameserver/storage/season-rollover'
import { type Loop, runEvery } from '../loop/run-every.ts'
import type { Services } from '../services.ts'
import { ratingRules } from '../settling/rating-rules.ts'

const rolloverIntervalMs = 5_000

/** The database ends a transaction after 10 s: what was under way when a season ended has ended by then. */
const graceMs = 30_000

/** Begins seasons that are due, and closes those that have ended: any process does, and each is closed once. */
export function startSeasonRollover({ loopSql, log }: Pick<Services, 'loopSql' | 'log'>): Loop {
  return runEvery({
    name: 'season roll-over',
    intervalMs: rolloverIntervalMs,
    log,
    pass: async () => {
      await beginDueSeasons(loopSql)
      const closed = await closeDueSeason(loopSql, { graceMs, newRating: ratingRules.newRating })
      if (closed !== undefined) log.info(closed, 'season closed')
      return closed !== undefined
    },
  })
}
