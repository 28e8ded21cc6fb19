import type { Properties } from './ticket.ts'

/** A running match that takes players. */
export interface OpenMatch {
  readonly id: string
  readonly teams: readonly OpenTeam[]
  /** Playing now. */
  readonly players: number
  readonly region?: string
  /** Mean mu of who plays in it. */
  readonly meanMu: number
  /** From then on it takes nobody: its end is near, or its round is over. */
  readonly openUntilMs: number
  readonly properties?: Properties
  /** Players who have left it: they don't come back. */
  readonly leaverIds?: readonly string[]
}

/** A free-for-all is one team. */
export interface OpenTeam {
  readonly seats: number
  /** Of the open seats, by role; only in queues with roles. */
  readonly roles?: Readonly<Record<string, number>>
  /** Sum of mu of who is in it: the newcomer goes where he evens things out. */
  readonly muSum: number
}
