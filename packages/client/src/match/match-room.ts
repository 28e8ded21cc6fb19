import type { RoomToken } from '@gameserver/protocol/http'
import type { Topic } from '@gameserver/protocol/topics'
import { LastingRoom, type LastingRoomListener } from '../room/lasting-room.ts'
import type { Transport } from '../transport.ts'
import { type ClosedReason, closedReasons } from './connection.ts'

/**
 * How long a dropped player tries to get back. The API says when the seat is lost or the match is over; this is for when nobody can be
 * reached, and longer than the authority seeks the room for.
 */
const windowMs = 90_000

export interface MatchRoomListener extends Omit<LastingRoomListener, 'ended'> {
  closed(reason: ClosedReason): void
}

/** The match's LiveKit room, in which the player stays until the seat is lost. */
export class MatchRoom {
  readonly #room: LastingRoom

  constructor(
    transport: Transport,
    fetchToken: (signal: AbortSignal, visit: number | undefined) => Promise<RoomToken>,
    { closed, ...listener }: MatchRoomListener,
  ) {
    this.#room = new LastingRoom({
      transport,
      fetchPass: fetchToken,
      listener: { ...listener, ended: (reason) => closed(closedReasons[reason]) },
      finalReasons: ['removed'],
      windowMs,
    })
  }

  /** Joins with a token already fetched; rejects when the room can't be joined. */
  enter(token: RoomToken): Promise<void> {
    return this.#room.enter(token)
  }

  /** To authorities by their identities. False when it was not sent. */
  publish(topic: Topic, payload: Uint8Array, options: { reliable: boolean; to: readonly string[] }): boolean {
    return this.#room.publish(topic, payload, options)
  }

  /** To everybody in the room, unreliably. False when it was not sent. */
  publishToAll(topic: Topic, payload: Uint8Array): boolean {
    return this.#room.publish(topic, payload, { reliable: false })
  }

  /** The match has ended: nobody makes the room again. */
  over(): void {
    this.#room.over()
  }

  close(): Promise<void> {
    return this.#room.close()
  }
}
