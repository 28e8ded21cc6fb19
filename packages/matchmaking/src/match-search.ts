import type { SplitRefusal } from './team-split.ts'

/**
 * Looks for a match that one waiting ticket is in, in one region; tickets and regions by their numbers in the pool.
 */
export interface Search {
  around(anchor: number, region: number): Found | Missing
  /** Whether a pass has had so much work that nothing is to be looked at twice. */
  readonly isSpent: boolean
}

/** Tickets that make a match, by team; a free-for-all is one team. */
export interface Found {
  readonly teams: readonly (readonly number[])[]
  /** Points between the highest and the lowest rating of them. */
  readonly spread: number
}

/** What keeps a ticket from a match. */
export type Missing =
  | { readonly code: 'players'; readonly short: number }
  | { readonly code: 'role'; readonly role: string; readonly short: number }
  | { readonly code: 'latency' }
  /**
   * There are players, but no choice of them fills the teams (`fit`), or teams with their roles (`roles`), or even
   * ones (`balance`).
   */
  | { readonly code: 'fit' | Exclude<SplitRefusal, 'parties'> }
  /** Parties would be too unlike; where it is known, how many players a party to play against needs. */
  | { readonly code: 'parties'; readonly atLeast?: number }
  | { readonly code: 'gather' }
  /** What the game's own rule said last. */
  | { readonly code: 'rule'; readonly text: string }

/** Kept for reuse: most tickets of a thin queue lack a few players. */
const shorts: Missing[] = []

export function shortOf(short: number): Missing {
  shorts[short] ??= { code: 'players', short }
  return shorts[short]
}

/** Whether it can't be helped by others' leaving: while nobody comes, looking again is in vain. */
export function isFinal({ code }: Missing): boolean {
  return code === 'players' || code === 'role' || code === 'latency'
}
