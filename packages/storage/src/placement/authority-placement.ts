import type { AuthorityLoad, HeldMatch, RegisteredAuthority, TakenMatch } from './placed-match.ts'

/** All that a process knows of its matches. Redis answers with what is otherwise. */
export interface Beat extends AuthorityLoad {
  /** It owns them, as far as it knows. */
  owned: readonly string[]
  /** It was given them by handover, and does not own them yet. */
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
  /** Told as prepared, and owned from now on: the former owner has yielded, or is dead. */
  gained: { matchId: string; isYielded: boolean }[]
  /** Matches of ours whose successor waits for us to yield. */
  ready: string[]
  /** Something waits that is left to a less loaded authority for so long; null: nothing does. */
  retryInMs: number | null
}

/** Told at once by Redis' pub/sub, which may lose a message: the next beat's answer says the same. */
export interface PlacementListener {
  /** Something waits that one might take, or something of ours has changed: worth a beat. */
  woken(): void
}

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
  /** Not played here after all (its room can't be entered, say): others may take it, and we again only after a while. */
  release(matchId: string): Promise<void>
  /** We want to hand it over. False: it is not ours. Offered again it may go to another than the one who prepares. */
  offer(matchId: string): Promise<boolean>
  /** Prepared: the owner may yield. 'gained': it is ours already, its owner is dead. 'lost': it is not to be ours. */
  ready(matchId: string): Promise<'waiting' | 'gained' | 'lost'>
  /** Hands it to the successor who is ready, and returns who that is. Undefined: nobody is ready (any more), or it is not ours. */
  yield(matchId: string): Promise<string | undefined>
  /** Stops listening and disconnects. What we have stays ours until the lease runs out: see `died`. */
  close(): void
}

/** For a supervisor, which knows of a death before any lease runs out. */
export interface PlacementObituary {
  /** Its matches are others' to take at once. Returns how many. Harmless for one that is not known. */
  died(authorityId: string): Promise<number>
  /**
   * The match was being stepped when its owner died. To be told before `died`. `isQuarantined`: no match of the game is taken for a
   * while, because several have killed their owners.
   */
  strike(matchId: string, game: string): Promise<{ strikes: number; isQuarantined: boolean }>
}
