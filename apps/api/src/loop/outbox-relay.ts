import type { MatchEndedEvent } from '@gameserver/storage/matches'
import { type OutboxEvent, relayOutbox } from '@gameserver/storage/outbox'
import type { Services } from '../services.ts'
import { type Loop, runEvery } from './run-every.ts'

/** How far the leaderboards in Redis are behind the results, at most, while both services are there. */
const relayIntervalMs = 200

/** Carries what has been committed on to where it is read: a match's scores to the leaderboards. */
export function startOutboxRelay({ loopSql, leaderboards, log, metrics }: Services): Loop {
  return runEvery({
    name: 'outbox relay',
    intervalMs: relayIntervalMs,
    log,
    pass: async () => {
      const relayed = await relayOutbox(loopSql, async ({ topic, payload }: OutboxEvent) => {
        if (topic === 'match.ended') {
          const { leaderboard, scores } = payload as MatchEndedEvent
          await leaderboards.apply(leaderboard, scores)
        }
        metrics.outboxRelayed.inc({ topic })
      })
      return relayed > 0
    },
  })
}
