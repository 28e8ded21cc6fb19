import type { RoomToken } from '@gameserver/protocol/http'
import { authorityIdentity, type Topic } from '@gameserver/protocol/topics'
import { LastingRoom, type LastingRoomListener, type RoomEnd } from '../room/lasting-room.ts'
import type { Transport } from '../transport.ts'

/** How long a dropped player tries to get back: as long as the authority holds the seat. */
const seatWindowMs = 30_000

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

export interface MatchRoomListener extends Omit<LastingRoomListener, 'ended'> {
  closed(reason: ClosedReason): void
}

/** The match's LiveKit room, in which the player stays until the seat is lost. */
export class MatchRoom {
  readonly #room: LastingRoom

  constructor(
    transport: Transport,
    fetchToken: (signal: AbortSignal) => Promise<RoomToken>,
    { closed, ...listener }: MatchRoomListener,
  ) {
    this.#room = new LastingRoom({
      transport,
      fetchPass: fetchToken,
      listener: { ...listener, ended: (reason) => closed(closedReasons[reason]) },
      finalReasons: ['removed', 'duplicate_identity', 'room_closed'],
      windowMs: seatWindowMs,
    })
  }

  /** Joins with a token already fetched; rejects when the room can't be joined. */
  enter(token: RoomToken): Promise<void> {
    return this.#room.enter(token)
  }

  /** To the authority. False when it was not sent. */
  publish(topic: Topic, payload: Uint8Array, reliable: boolean): boolean {
    return this.#room.publish(topic, payload, { reliable, to: [authorityIdentity] })
  }

  /** To everybody in the room, unreliably. False when it was not sent. */
  publishToAll(topic: Topic, payload: Uint8Array): boolean {
    return this.#room.publish(topic, payload, { reliable: false })
  }

  close(): Promise<void> {
    return this.#room.close()
  }
}

const closedReasons: Readonly<Record<RoomEnd, ClosedReason>> = {
  left: 'left',
  removed: 'removed',
  duplicate_identity: 'joined_elsewhere',
  room_closed: 'ended',
  refused: 'match_gone',
  given_up: 'seat_lost',
  lost: 'seat_lost',
}
