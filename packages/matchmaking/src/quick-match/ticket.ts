export interface Ticket {
  playerId: string
  /** How many players, the owner included, the match may have. */
  playersMin: number
  playersMax: number
  queuedAtMs: number
}
