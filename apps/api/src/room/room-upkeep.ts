import { noteMembersSeen } from '@gameserver/storage/presence'
import { sweepRooms } from '@gameserver/storage/room-presence'
import { type Loop, runEvery } from '../loop/run-every.ts'
import type { Services } from '../services.ts'

/** How late a ready check ends, or a member is shown as away, at most. */
const upkeepIntervalMs = 1_000

/** Whose live streams are open on this process are there: told to storage this often. Well below what makes one away. */
const noteIntervalMs = 5_000

/** Keeps rooms up to the clock. Every API process runs it: each knows its own live streams, and skips what others are at. */
export function startRoomUpkeep({ loopSql, live, config, log }: Services): Loop {
  let notedAtMs = Number.NEGATIVE_INFINITY
  return runEvery({
    name: 'room upkeep',
    intervalMs: upkeepIntervalMs,
    log,
    pass: async () => {
      const nowMs = performance.now()
      if (nowMs - notedAtMs >= noteIntervalMs) {
        await noteMembersSeen(loopSql, 'room_members', live.listeningPlayers)
        notedAtMs = nowMs
      }
      const { dropped, isMore } = await sweepRooms(loopSql, config.room)
      for (const member of dropped) log.info(member, 'unseen member dropped from a room')
      return isMore
    },
  })
}
