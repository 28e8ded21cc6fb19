import { noteMembersSeen } from '@gameserver/storage/presence'
import type { Services } from '../services.ts'
import { type Loop, runEvery } from './run-every.ts'

/** How late a ready check ends, or a member is shown as away, at most. */
const upkeepIntervalMs = 1_000

/** Whose live streams are open on this process are there: told to storage this often. Well below what makes one away. */
const noteIntervalMs = 5_000

/** One pass over what the clock has changed: the members dropped, and whether there may be more to do. */
type Sweep = () => Promise<{ dropped: readonly object[]; isMore: boolean }>

/** Every API process runs it: each knows its own live streams, and skips what others are at. */
export function startMemberUpkeep(
  { loopSql, live, log }: Services,
  place: 'party' | 'room',
  sweep: Sweep,
): Loop {
  let notedAtMs = Number.NEGATIVE_INFINITY
  return runEvery({
    name: `${place} upkeep`,
    intervalMs: upkeepIntervalMs,
    log,
    pass: async () => {
      const nowMs = performance.now()
      if (nowMs - notedAtMs >= noteIntervalMs) {
        await noteMembersSeen(loopSql, `${place}_members`, live.listeningPlayers)
        notedAtMs = nowMs
      }
      const { dropped, isMore } = await sweep()
      for (const member of dropped) log.info(member, `unseen member dropped from a ${place}`)
      return isMore
    },
  })
}
