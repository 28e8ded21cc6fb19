/**
 * What `<id>/matching.ts` says: who plays with whom, where the rules of a queue are not enough. It runs in the API, many times
 * in each pass over a queue, so it imports nothing but this file.
 */

/** A player, or a party that comes into one match and one team. */
export interface MatchingTicket {
  readonly id: string
  /** Null for who is alone. */
  readonly partyId: string | null
  readonly members: readonly MatchingMember[]
  /** What came with the request to queue; of a party, with its leader's. Anybody may send anything: check what it is. */
  readonly properties: Readonly<Record<string, string | number | boolean | null>>
  /** Milliseconds since 1970. */
  readonly queuedAtMs: number
}

export interface MatchingMember {
  readonly playerId: string
  /** The rating in this game and mode, by openskill; 25 and 25 / 3 for who is new. */
  readonly mu: number
  readonly sigma: number
  readonly roles: readonly string[]
  /** Round trip by region; undefined: none was measured. */
  readonly latencyMs?: Readonly<Record<string, number>>
}

/** A match that has begun and has seats to fill. */
export interface RunningMatch {
  readonly id: string
  readonly players: number
  readonly properties?: MatchingTicket['properties']
}

/** Functions of their arguments alone: no clock, no chance, nothing kept, nothing changed. */
export interface MatchingRule {
  /**
   * Asked each time a ticket is about to join those chosen so far. True, or the text that the players read who wait for it, of
   * 200 characters at most. Tickets that are refused must not please again when there are more of them. With `isComplete` they
   * are all that the match will have.
   */
  accepts?(
    tickets: readonly MatchingTicket[],
    isComplete: boolean,
    running: RunningMatch | undefined,
  ): true | string
  /** Points added to the difference of two ratings, from 0; Infinity if these two never play together. */
  distance?(anchor: MatchingTicket, candidate: MatchingTicket): number
}

/** By mode. The game declares the queue with `custom: true`. */
export type Matching = Readonly<Record<string, MatchingRule>>

export function defineMatching(matching: Matching): Matching {
  return matching
}
