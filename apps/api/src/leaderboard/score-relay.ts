import { relayScoreChanges } from '@gameserver/storage/score-changes'
import { type Loop, runEvery } from '../loop/run-every.ts'
import type { Services } from '../services.ts'

const relayIntervalMs = 500

/** Whoever has committed a change tells Redis at once, and the mark goes with the next commit: what is older was not told. */
const olderThanMs = 1_000

/** Tells Redis of scores that were committed by a process which could not tell it: killed, or without Redis. */
export function startScoreRelay({
  loopSql,
  leaderboards,
  log,
}: Pick<Services, 'loopSql' | 'leaderboards' | 'log'>): Loop {
  return runEvery({
    name: 'score relay',
    intervalMs: relayIntervalMs,
    log,
    pass: async () => {
      const relayed = await relayScoreChanges(loopSql, olderThanMs, (change) => leaderboards.apply([change]))
      return relayed > 0
    },
  })
}
