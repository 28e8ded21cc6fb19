import { withDeadline } from '../deadline.ts'
import { connectRedis } from '../redis.ts'
import { type PlacementOverview, readOverview, readWaiting, type WaitingMatch } from './overview.ts'
import { channelPrefix, placementScripts } from './scripts.ts'

/** Asks for an authority to take a match. */
export interface PlacementJob {
  matchId: string
  game: string
  /** Whose authorities are asked; none: all. */
  region?: string | null
  /** Players are in it already, or may be: it is taken before new ones, and from afar if there is nobody near. */
  isTakeover?: boolean
}

/** The API's side of placement. Every call rejects when Redis does not answer in time. */
export interface PlacementQueue {
  /** Asking again changes nothing, be it waiting or taken. */
  add(job: PlacementJob): Promise<void>
  /** Asks no more. False: an authority has the match already. */
  withdraw(job: Pick<PlacementJob, 'matchId'>): Promise<boolean>
  /** Those of the matches that neither wait nor have an owner who is known: Redis has lost them, or has never heard of them. */
  forgotten(matchIds: readonly string[]): Promise<string[]>
  /** Since when it waits, and why nobody takes it. Undefined: it does not wait (any more), or was never asked for. */
  explain(matchId: string): Promise<WaitingMatch | undefined>
  overview(): Promise<PlacementOverview>
  close(): Promise<void>
}

/** Far above the 1 ms it takes; a match that could not be added is found by the sweep. */
const callTimeoutMs = 900

export function openPlacementQueue(redisUrl: string): PlacementQueue {
  const redis = connectRedis(redisUrl)
  const run = placementScripts(redis)
  const channels = channelPrefix(redis)
  const inTime = <T>(work: Promise<T>) => withDeadline(work, callTimeoutMs, 'Redis')
  return {
    async add({ matchId, game, region, isTakeover }) {
      await inTime(run('add', channels, matchId, game, region ?? '', isTakeover ? 'takeover' : 'new'))
    },
    async withdraw({ matchId }) {
      return (await inTime(run('withdraw', matchId))) === 1
    },
    async forgotten(matchIds) {
      return (await inTime(run('forgotten', ...matchIds))) as string[]
    },
    async explain(matchId) {
      return readWaiting(await inTime(run('explain', matchId)))
    },
    async overview() {
      return readOverview(await inTime(run('overview')))
    },
    async close() {
      redis.disconnect()
    },
  }
}
