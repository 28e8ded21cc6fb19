import type { RoomToken } from '@gameserver/protocol/http'
import { authorityIdentity, type Topic } from '@gameserver/protocol/topics'
import { ApiError } from '../http/api-error.ts'
import { pause } from '../http/http-client.ts'
import type { CloseReason, RoomConnection, RoomListener, Transport } from '../transport.ts'

/** How long a dropped player tries to get back: as long as the authority holds the seat. */
const seatWindowMs = 30_000

/** The first try after a loss is made at once; waits between the later ones double up to the longest, with jitter. */
const firstWaitMs = 250
const longestWaitMs = 4_000

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

export interface MatchRoomListener extends Omit<RoomListener, 'reconnecting' | 'reconnected' | 'closed'> {
  /** In the room, for the first time or again: whatever was said in between may be lost. */
  entered(connection: RoomConnection): void
  interrupted(attempt: number): void
  closed(reason: ClosedReason): void
}

/**
 * Stays in the match's LiveKit room. LiveKit restores a connection by itself for as long as it can; when it gives up,
 * the room is joined anew with a new token, until the seat is lost.
 */
export class MatchRoom {
  readonly #transport: Transport
  readonly #fetchToken: (signal: AbortSignal) => Promise<RoomToken>
  readonly #listener: MatchRoomListener
  readonly #ending = new AbortController()
  #connection: RoomConnection | undefined

  constructor(
    transport: Transport,
    fetchToken: (signal: AbortSignal) => Promise<RoomToken>,
    listener: MatchRoomListener,
  ) {
    this.#transport = transport
    this.#fetchToken = fetchToken
    this.#listener = listener
  }

  /** Joins with a token already fetched; rejects when the room can't be joined. */
  async enter({ url, token }: RoomToken): Promise<void> {
    const connection = await this.#transport.connect(url, token, this.#roomListener())
    if (this.#ending.signal.aborted) return connection.close()
    this.#connection = connection
    this.#listener.entered(connection)
  }

  /** To the authority. False when it was not sent. */
  publish(topic: Topic, payload: Uint8Array, reliable: boolean): boolean {
    return this.#connection?.publish(topic, payload, { reliable, to: [authorityIdentity] }) ?? false
  }

  /** To everybody in the room, unreliably. False when it was not sent. */
  publishToAll(topic: Topic, payload: Uint8Array): boolean {
    return this.#connection?.publish(topic, payload, { reliable: false }) ?? false
  }

  async close(reason: ClosedReason): Promise<void> {
    if (this.#ending.signal.aborted) return
    this.#ending.abort()
    const connection = this.#connection
    this.#connection = undefined
    this.#listener.closed(reason)
    await connection?.close()
  }

  #roomListener(): RoomListener {
    const { packet, joined, speaking, playbackBlocked, interrupted, entered } = this.#listener
    return {
      packet,
      joined,
      speaking,
      playbackBlocked,
      reconnecting: () => interrupted(0),
      reconnected: () => {
        if (this.#connection) entered(this.#connection)
      },
      closed: (reason) => this.#closed(reason),
    }
  }

  #closed(reason: CloseReason): void {
    this.#connection = undefined
    if (this.#ending.signal.aborted) return
    const final = finalReasons[reason]
    if (final) void this.close(final)
    else void this.#rejoin()
  }

  async #rejoin(): Promise<void> {
    const { signal } = this.#ending
    const seatLostAtMs = performance.now() + seatWindowMs
    for (let attempt = 1; !signal.aborted; attempt++) {
      this.#listener.interrupted(attempt)
      try {
        return await this.enter(await this.#fetchToken(signal))
      } catch (error) {
        if (hasNoMatch(error)) return this.close('match_gone')
      }
      const waitMs = Math.min(firstWaitMs * 2 ** attempt, longestWaitMs) * (0.5 + Math.random() / 2)
      if (performance.now() + waitMs > seatLostAtMs) return this.close('seat_lost')
      await pause(waitMs, signal).catch(() => {})
    }
  }
}

const finalReasons: Readonly<Partial<Record<CloseReason, ClosedReason>>> = {
  left: 'left',
  removed: 'removed',
  duplicate_identity: 'joined_elsewhere',
  room_closed: 'ended',
}

/** The API's answer won't change by asking again, unlike 409: the room is not open yet. */
function hasNoMatch(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  return error.status === 401 || error.status === 403 || error.status === 404
}
