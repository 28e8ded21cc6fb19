import { withDeadline } from '../deadline.ts'
import { connectRedis } from '../redis.ts'
import { channelPrefix, placementScripts } from './scripts.ts'

/** For a supervisor, which knows of a death before any lease runs out. Calls reject when Redis does not answer in time. */
export interface PlacementObituary {
  /** Its matches are others' to take at once. Returns how many. Harmless for one that is not known, or told again. */
  died(authorityId: string): Promise<number>
  /**
   * The match was being stepped when its owner died: to be told once, before `died`. `isQuarantined`: no match of the game is taken
   * for a while, because several have killed their owners.
   */
  strike(matchId: string, game: string): Promise<{ strikes: number; isQuarantined: boolean }>
  close(): void
}

const callTimeoutMs = 900

export function openPlacementObituary(redisUrl: string): PlacementObituary {
  const redis = connectRedis(redisUrl)
  const run = placementScripts(redis)
  const channels = channelPrefix(redis)
  const inTime = <T>(work: Promise<T>) => withDeadline(work, callTimeoutMs, 'Redis')
  return {
    async died(authorityId) {
      return (await inTime(run('died', channels, authorityId))) as number
    },
    async strike(matchId, game) {
      const [strikes, quarantined] = (await inTime(run('strike', channels, matchId, game))) as [
        number,
        number,
      ]
      return { strikes, isQuarantined: quarantined === 1 }
    },
    close: () => redis.disconnect(),
  }
}
