import { hastenEviction, takeDueEvictions } from '@gameserver/storage/room-evictions'
import { type Loop, runEvery } from '../loop/run-every.ts'
import type { Services } from '../services.ts'
import { LivekitRooms } from './livekit-rooms.ts'

/** For how long somebody who was put out may still hear the others. */
const evictionIntervalMs = 300

const evictionsPerPassMax = 20

/**
 * Puts those who have left a party or a room out of its LiveKit room, and again for as long as a token may let them in. A webhook of LiveKit's
 * makes it at once when they come back; without webhooks it is found at the next turn. While LiveKit is away it is tried on.
 */
export function startRoomEvictions({ loopSql, config, log }: Services): Loop {
  const rooms = new LivekitRooms(config.livekit)
  return runEvery({
    name: 'room evictions',
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
