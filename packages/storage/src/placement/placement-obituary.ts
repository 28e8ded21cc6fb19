import { withDeadline } from '../deadline.ts'
import { connectRedis } from '../redis.ts'
import { channelPrefix, placementScripts } from './scripts.ts'

/** For a supervisor, which knows of a death before any lease runs out. Calls reject when Redis does not answer in time. */
export interface PlacementObituary {
  /**
   * The host's supervisor is there for so long from now on. Meanwhile none of its processes is taken for dead because its lease has run
   * out: the supervisor finds out within two seconds whether it is, and of what.
   */
  watched(host: string, forMs: number): Promise<void>
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
    async watched(host, forMs) {
      await inTime(redis.set(`placement:watched:${host}`, '1', 'PX', Math.round(forMs)))
    },
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
