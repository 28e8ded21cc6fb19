import { connectRedis } from '../redis.ts'
import type {
  AuthorityLoad,
  HeldMatch,
  PlacementHow,
  RegisteredAuthority,
  TakenMatch,
} from './placed-match.ts'
import { channelPrefix, placementScripts } from './scripts.ts'

/** All that a process knows of its matches. Redis answers with what is otherwise. */
export interface Beat extends AuthorityLoad {
  /** It owns them, as far as it knows. */
  owned: readonly string[]
  /** It was given them by handover or to stand by, and does not own them. */
  prepared: readonly string[]
  /** They have ended here, or ought to be forgotten, and Redis has not confirmed that yet. */
  over: readonly string[]
  /** Tells of what it owns and prepares, but takes nothing: it is not ready, or about to stop. */
  isTaking: boolean
}

export interface BeatAnswer {
  /** Taken just now, or earlier by a beat whose answer was lost. */
  taken: TakenMatch[]
  /** Told as owned or prepared, but another's by now: to be stopped without a word. */
  lost: string[]
  /** Told as prepared, and owned from now on: the former owner has yielded, or is dead. `strikes` as of a match that is taken. */
  gained: { matchId: string; isYielded: boolean; strikes: number }[]
  /** Matches of ours whose successor waits for us to yield. */
  ready: string[]
  /** We stood by for them, and their owners want to hand them over: `ready` says that we are prepared for that. */
  wanted: string[]
  /** Something waits that is left to a less loaded authority for so long; null: nothing does. */
  retryInMs: number | null
}

/**
 * Of a match that we prepare. 'waiting': for its owner to yield. 'standing_by': for its owner to die, or to want a successor. 'gained':
 * it is ours already, its owner is dead. 'lost': it is not to be ours.
 */
export type Readiness = 'waiting' | 'standing_by' | 'gained' | 'lost'

/**
 * An authority's side of placement. The clock is Redis' own. Every call rejects when Redis does not answer in time, and may then
 * have been carried out or not: all may be repeated.
 */
export interface AuthorityPlacement {
  /** Also after Redis has forgotten it (`beat` says 'unknown'). Matches of `held` that others have are told by the next beat. */
  register(authority: RegisteredAuthority, held: readonly HeldMatch[]): Promise<void>
  /**
   * Renews the lease, takes what fits, and reaps authorities that are not heard of any more. 'unknown': Redis does not know us, or has
   * taken us for dead; `register` comes first.
   */
  beat(beat: Beat): Promise<BeatAnswer | 'unknown'>
  /**
   * Not played here after all (its room can't be entered, say), or, if it has begun here, not any more: others may take it, and we
   * again only after a while.
   */
  release(matchId: string, hasBegun: boolean): Promise<void>
  /** We want to hand it over. False: it is not ours. Offered again it may go to another than the one who prepares. Who stands by is first. */
  offer(matchId: string): Promise<boolean>
  /** Prepared: the owner may yield. */
  ready(matchId: string): Promise<Readiness>
  /** Whether its successor's host may be given it now: if not, it has just been given another, and is to be asked again in a moment. */
  turn(matchId: string): Promise<boolean>
  /** Hands it to the successor who is ready, and returns who that is. Undefined: nobody is ready (any more), or it is not ours. */
  yield(matchId: string): Promise<string | undefined>
  /** Whether another process of our host stops, too, and is about to hand matches over: what we are at would be felt in them. */
  hostYields(): Promise<boolean>
  /** We stop: all that we have is others' at once. */
  leave(): Promise<void>
  /** Stops listening, and disconnects. What we have stays ours until the lease runs out. */
  close(): void
}

/**
 * `woken`: something waits that one might take, or something of ours has changed. It is worth a beat, whose answer says what; such
 * news may get lost.
 */
export function openAuthorityPlacement(redisUrl: string, id: string, woken: () => void): AuthorityPlacement {
  const redis = connectRedis(redisUrl)
  const run = placementScripts(redis)
  const channels = channelPrefix(redis)
  // A subscriber's connection is silent for as long as nothing happens.
  const subscriber = redis.duplicate({ socketTimeout: undefined, autoResubscribe: false })
  subscriber.on('error', () => {})
  subscriber.on('message', woken)
  subscriber.on('ready', () => {
    // If it fails, the connection is gone, and the next one repeats it.
    subscriber.subscribe(`${channels}wake`, channels + id).catch(() => {})
  })
  return {
    async register({ host, region, games, capacity, standbysMax, leaseMs }, held) {
      const schemas = Object.entries(games)
      const matches = held.flatMap((match) => [match.matchId, match.game, match.region ?? '', match.epoch])
      const own = [id, host, region ?? '', capacity, standbysMax, leaseMs]
      await run('register', channels, ...own, schemas.length, ...schemas.flat(), ...matches)
    },
    async beat({ owned, prepared, over, ...load }) {
      const flags = [load.isDraining, load.isSpare, load.isTaking].map(Number)
      const counts = [owned.length, prepared.length, over.length]
      const told = [id, load.cpuShare.toFixed(3), load.tickLagMs.toFixed(1), ...flags, ...counts]
      const answer = await run('beat', channels, ...told, ...owned, ...prepared, ...over)
      return answer === 'unknown' ? 'unknown' : readAnswer(answer as Answer)
    },
    async release(matchId, hasBegun) {
      await run('release', channels, id, matchId, Number(hasBegun))
    },
    async offer(matchId) {
      return (await run('offer', channels, id, matchId)) === 1
    },
    async ready(matchId) {
      return (await run('ready', channels, id, matchId)) as Readiness
    },
    async turn(matchId) {
      return (await run('turn', channels, id, matchId)) === 1
    },
    async yield(matchId) {
      return ((await run('yield', channels, id, matchId)) as string | null) ?? undefined
    },
    async hostYields() {
      return (await run('hostYields', channels, id)) === 1
    },
    async leave() {
      await run('died', channels, id)
    },
    close() {
      subscriber.disconnect()
      redis.disconnect()
    },
  }
}

type Answer = [
  taken: TakenRow[],
  lost: string[],
  gained: [matchId: string, how: PlacementHow, strikes: string][],
  ready: string[],
  retryInMs: number | null,
  wanted: string[],
]

type TakenRow = [
  matchId: string,
  game: string,
  region: string,
  how: PlacementHow,
  from: string,
  deaths: string,
  strikes: string,
]

function readAnswer([taken, lost, gained, ready, retryInMs, wanted]: Answer): BeatAnswer {
  return {
    taken: taken.map(([matchId, game, region, how, from, deaths, strikes]) => ({
      ...{ matchId, game, region: region || null, how, from: from || undefined },
      deaths: Number(deaths),
      strikes: Number(strikes),
    })),
    lost,
    gained: gained.map(([matchId, how, strikes]) => {
      return { matchId, isYielded: how === 'handover', strikes: Number(strikes) }
    }),
    ready,
    wanted,
    retryInMs,
  }
}
