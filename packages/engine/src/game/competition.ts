/** A leaderboard that a game has besides its own, which keeps best scores under the game's id. Plain JSON. */
export interface GameLeaderboard {
  /** The game's id to replace its own leaderboard, else one that begins with the game's id and a hyphen. */
  readonly id: string
  readonly name: string
  /** Only results of this mode. */
  readonly mode?: string
  /** What becomes of a player's further scores; `best` unless told. */
  readonly policy?: 'best' | 'last' | 'sum'
  /** Which scores are good; `high` unless told. */
  readonly direction?: 'high' | 'low'
  /** When its seasons end, in UTC; never unless told. Weekdays from 1 for Monday, days up to 28. */
  readonly schedule?:
    | { readonly every: 'day'; readonly hour?: number }
    | { readonly every: 'week'; readonly weekday?: number; readonly hour?: number }
    | { readonly every: 'month'; readonly day?: number; readonly hour?: number }
    | { readonly at: string }
  /** To ranks at the end of a season, which must not overlap. */
  readonly rewards?: readonly {
    readonly fromRank: number
    readonly toRank: number
    readonly reward: { readonly [name: string]: unknown }
  }[]
  /** Above 0, at most 1: how far ratings go back to a new player's when a season ends. */
  readonly ratingReset?: number
}

/** Reached when a counter over a player's results comes to the goal. Plain JSON. */
export interface GameAchievement {
  /** Begins with the game's id and a hyphen. */
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly mode?: string
  readonly counter: 'matches' | 'wins' | 'scoreSum' | 'bestScore' | 'winStreak'
  readonly goal: number
}
