/**
 * Why a match looks for an authority: it has had none, its owner is dead, its owner wants to hand it over, or nobody stands by should
 * its owner die.
 */
export type PlacementHow = 'new' | 'takeover' | 'handover' | 'standby'

/** What an authority has been given. With `handover` and `standby` it is not the owner yet: it prepares, and says when it is ready. */
export interface TakenMatch {
  matchId: string
  game: string
  /** In which it is to be played, or is played; null: anywhere. */
  region: string | null
  how: PlacementHow
  /** The authority that had it before, where one had. */
  from?: string | undefined
  /** How many of its owners have died so far. */
  deaths: number
  /** Of those, how many it is blamed for: from `strikesMax` on it is to be abandoned instead of played. */
  strikes: number
}

/** A match that has killed so many owners is given up (reason `game_crashed`). */
export const strikesMax = 2

/** A match as its owner tells of it to a Redis that has lost everything. */
export interface HeldMatch {
  matchId: string
  game: string
  region: string | null
  /** Of its owner in Postgres; 0 until claimed. If two say that they have a match, the higher epoch has it. */
  epoch: number
}

/** An authority process, as it is for as long as it runs. */
export interface RegisteredAuthority {
  /** Never used by another process. */
  id: string
  /** The machine or container that it shares with others. */
  host: string
  /** Whose matches it takes besides those of no region. Null: those of no region alone. */
  region: string | null
  /** By which schemas it writes matches down, by id of the game: one that has begun goes on where these are the same. */
  games: Readonly<Record<string, string>>
  /** Matches at a time, those included that it prepares to take. */
  capacity: number
  /** For how many matches of others it stands by at a time, at most, besides. */
  standbysMax: number
  /** It is taken for dead when it has not been heard of for so long. */
  leaseMs: number
}

/** What a process tells of itself at each beat. */
export interface AuthorityLoad {
  /** Of one core, 0 to 1: how busy its event loop was in the last second or so. */
  cpuShare: number
  /** By how much its ticks were late in the last second or so. */
  tickLagMs: number
  isDraining: boolean
  /** Takes what others leave behind, and new matches only when nobody else can. */
  isSpare: boolean
}

/** Above either, an authority takes no new matches. */
export const overload = { cpuShare: 0.85, tickLagMs: 25 } as const
