import { relayOutbox } from '@gameserver/storage/outbox'
import type { Services } from '../services.ts'
import { type Loop, runEvery } from './run-every.ts'

const relayIntervalMs = 200

/** Counts what has been committed. Results of matches are worked off by the settling. */
export function startOutboxRelay({ loopSql, log, metrics }: Services): Loop {
  return runEvery({
    name: 'outbox relay',
    intervalMs: relayIntervalMs,
    log,
    pass: async () => {
      const relayed = await relayOutbox(loopSql, async ({ topic }) => {
        metrics.outboxRelayed.inc({ topic })
      })
      return relayed > 0
    },
  })
}
