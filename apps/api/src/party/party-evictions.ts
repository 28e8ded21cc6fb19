import { hastenEviction, takeDueEvictions } from '@gameserver/storage/party-evictions'
import { type Loop, runEvery } from '../loop/run-every.ts'
import type { Services } from '../services.ts'
import { PartyRooms } from './party-rooms.ts'

/** For how long somebody who was put out may still hear the others. */
const evictionIntervalMs = 300

const evictionsPerPassMax = 20

/**
 * Puts those who have left a party out of its room, and again for as long as a token may let them in. A webhook of LiveKit's
 * makes it at once when they come back; without webhooks it is found at the next turn. While LiveKit is away it is tried on.
 */
export function startPartyEvictions({ loopSql, config, log }: Services): Loop {
  const rooms = new PartyRooms(config.livekit)
  return runEvery({
    name: 'party evictions',
    intervalMs: evictionIntervalMs,
    log,
    pass: async () => {
      const due = await takeDueEvictions(loopSql, evictionsPerPassMax)
      const outcomes = await Promise.allSettled(due.map((eviction) => rooms.evict(eviction)))
      const failed = due.filter((_, index) => outcomes[index]?.status === 'rejected')
      for (const eviction of failed) await hastenEviction(loopSql, eviction)
      const failure = outcomes.find((outcome) => outcome.status === 'rejected')
      if (failure) throw failure.reason
      return due.length === evictionsPerPassMax
    },
  })
}
