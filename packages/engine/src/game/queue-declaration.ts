/** `start` for who has just come, `perSecond` more each second of waiting, `max` at last. */
export interface WideningLimit {
  readonly start: number
  readonly perSecond: number
  readonly max: number
}

/** Which seats of running matches are filled. */
export interface BackfillDeclaration {
  /** Of the match, from its beginning: afterwards nobody comes in. Until its end unless told. */
  readonly untilSeconds?: number
  /**
   * Free-for-alls: up to so many newcomers come into a match that was made for fewer, which is told by `ctx.seats`; as many as the
   * queue makes matches of unless told. A match of more keeps its size.
   */
  readonly playersMax?: number
}

/** How a queue of the game makes matches: plain JSON, which the API checks. docs/matchmaking.md says what each rule does. */
export interface QueueDeclaration {
  readonly shape:
    | {
        readonly kind: 'teams'
        readonly count: number
        readonly size: number
        readonly roles?: { readonly [role: string]: number }
      }
    | {
        readonly kind: 'freeForAll'
        readonly playersMin: number
        readonly playersMax: number
        readonly gatherMs: number
      }
  /** Null: ratings do not matter. */
  readonly rating?: WideningLimit | null
  readonly uncertaintyShare?: number
  /** Round trip that each player bears, where there are regions. Null: it does not matter. */
  readonly latencyLimitMs?: WideningLimit | null
  readonly partyDifference?: WideningLimit
  readonly teamDifference?: WideningLimit
  /** Names of properties that all tickets of a match share. */
  readonly same?: readonly string[]
  /** The game's folder has a rule of its own for this mode, in `matching.ts`. */
  readonly custom?: boolean
  /** How long players have to accept a match, from 5 to 60; it is made when all have. Not said: it is made at once. */
  readonly acceptSeconds?: number
  /** Whether who leaves others behind in a match has to wait before queueing again. */
  readonly leavingIsPenalised?: boolean
  /** Whether running matches take players in; `join` must then be right at any tick, and with slots that no player has had. */
  readonly backfill?: boolean | BackfillDeclaration
}
