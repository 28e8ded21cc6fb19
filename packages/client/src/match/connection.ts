import type { RoomEnd } from '../room/lasting-room.ts'

export type ClosedReason =
  /** Left or closed here. */
  | 'left'
  /** The match is over and its room is gone. */
  | 'ended'
  /** The authority or an operator put the player out. */
  | 'removed'
  /** The same player joined from elsewhere. */
  | 'joined_elsewhere'
  /** The API says that the player has no match any more. */
  | 'match_gone'
  /** No way back was found while the seat was held. */
  | 'seat_lost'

export type Connection =
  | { state: 'joining' }
  | { state: 'connected' }
  /** LiveKit restores the connection, or a new one is being made. Input has no effect until then. */
  | { state: 'reconnecting'; sinceMs: number; attempt: number }
  | { state: 'closed'; reason: ClosedReason }

/** What it means for a match that its LiveKit room has ended for good. */
export const closedReasons: Readonly<Record<RoomEnd, ClosedReason>> = {
  left: 'left',
  removed: 'removed',
  duplicate_identity: 'joined_elsewhere',
  room_closed: 'ended',
  refused: 'match_gone',
  given_up: 'seat_lost',
  lost: 'seat_lost',
}

/** Attempts that follow each other are one interruption, since the first of them. */
export function reconnecting(before: Connection, attempt: number): Connection {
  const sinceMs = before.state === 'reconnecting' ? before.sinceMs : performance.now()
  return { state: 'reconnecting', sinceMs, attempt }
}
