/** What passes between the run and the processes that its players live in. */

export interface Entry {
  apiUrl: string
  /** In this process. */
  players: number
  playersPerMatch: number
  /** Of its first player, for the name. */
  firstNumber: number
}

/** Moments of the clock that the processes share. */
export interface Windows {
  before: [number, number]
  fault: [number, number]
  after: [number, number]
}

export interface Asked {
  enter: { of: Entry; answer: Seat[] }
  /** Whether each player has seen something new within so many milliseconds. */
  sees: { of: number; answer: boolean[] }
  /** Every player says something, now. */
  speak: { of: undefined; answer: undefined }
  /** What the players' tallies are now, to compare with later. */
  tally: { of: undefined; answer: TallyOfPlayer[] }
  measure: { of: Windows; answer: PlayerWindow[] }
  /** Nobody says or orders anything any more; answered when nothing is under way, or too much time has passed. */
  quiet: { of: undefined; answer: undefined }
  /** Those players ask for the end of their matches; answered when all have heard of it, or too much time has passed. */
  finish: { of: string[]; answer: undefined }
  account: { of: undefined; answer: Account[] }
  leave: { of: undefined; answer: undefined }
}

export type Request = keyof Asked
export type Question = { [R in Request]: { id: number; request: R; of: Asked[R]['of'] } }[Request]
export type Reply = { id: number; answer: unknown } | { id: number; failure: string }

export interface Seat {
  matchId: string
  slot: number
  playerId: string
}

export interface TallyOfPlayer extends Seat {
  /** Inputs since the player came. */
  lost: number
  late: number
  reversed: number
}

export interface PlayerWindow extends WhatPlayerSaw {
  /** The longest time in which the player's own process did nothing, which looks like a pause of the match. */
  stallMs: number
}

export interface WhatPlayerSaw extends Seat {
  longestPauseMs: number
  /** Null: no snapshot came before the fault, or after it. */
  ticksLost: number | null
  tick: number
  /** Whether the newest state is far older than one that was seen before: the match has begun anew. */
  hasGoneBack: boolean
  isOver: boolean
  isConnected: boolean
  /** Times the connection was lost since this was last asked, whoever restored it. */
  disconnects: number
}

/** All that one player has to say about a match at its end. */
export interface Account extends Seat {
  /** Null: the player never heard that the match was over. */
  endReason: string | null
  linesSaid: number
  /** By the slot of the speaker. */
  linesHeard: Record<number, number[]>
  marksHeard: number[]
  ordersDone: number
  ordersRefused: number
  /** Without an outcome. */
  ordersOpen: number
  /** As the last state has it. */
  ordersCounted: number
  ordersOutOfTurn: number
  /** Packets of an owner that had lost the match, which were not taken. */
  stalePackets: number
}
