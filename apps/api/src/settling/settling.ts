import { settleNext } from '@gameserver/storage/settling'
import { type Loop, runEvery } from '../loop/run-every.ts'
import type { Services } from '../services.ts'
import { ratingRules } from './rating-rules.ts'

/** How long a result waits for what follows from it, at most, unless there are many. */
const settlingIntervalMs = 150

/** Works off the results of matches: ratings, stats, achievements and leaderboards. Processes share the work. */
export function startSettling({
  loopSql,
  leaderboards,
  log,
  metrics,
}: Pick<Services, 'loopSql' | 'leaderboards' | 'log' | 'metrics'>): Loop {
  return runEvery({
    name: 'settling',
    intervalMs: settlingIntervalMs,
    log,
    pass: async () => {
      const settlement = await settleNext(loopSql, ratingRules)
      if (settlement.outcome !== 'nothing_to_do') metrics.matchesSettled.inc({ outcome: settlement.outcome })
      if (settlement.outcome === 'failed')
        log.error({ err: settlement.error }, 'a result could not be settled')
      // What Redis does not get now, the score relay hands on later.
      if (settlement.outcome === 'settled') await leaderboards.apply(settlement.changes).catch(() => {})
      return settlement.outcome !== 'nothing_to_do'
    },
  })
}
