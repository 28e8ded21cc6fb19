import { ApiError } from '../http/api-error.ts'
import { pause } from '../http/http-client.ts'
import type { CloseReason, PublishOptions, RoomConnection, RoomListener, Transport } from '../transport.ts'

/** The first try after a loss is made at once; waits between the later ones double up to the longest, with jitter. */
const firstWaitMs = 250
const longestWaitMs = 4_000

export interface RoomPass {
  url: string
  token: string
}

/** `refused`: the API has no token for the player any more. `given_up`: no way back was found in time. */
export type RoomEnd = CloseReason | 'refused' | 'given_up'

export interface LastingRoomListener extends Omit<RoomListener, 'reconnecting' | 'reconnected' | 'closed'> {
  /** In the room, for the first time or again: whatever was said in between may be lost. */
  entered(connection: RoomConnection): void
  /** LiveKit restores the connection (0), or a new one is being made. */
  interrupted(attempt: number): void
  /** The last call. */
  ended(reason: RoomEnd): void
}

export interface LastingRoomOptions {
  transport: Transport
  /** Asked for each new connection. */
  fetchPass(signal: AbortSignal): Promise<RoomPass>
  listener: LastingRoomListener
  /** After these there is no way back; `left` is always one. */
  finalReasons: readonly CloseReason[]
  /** How long a way back is sought. */
  windowMs: number
}

/**
 * Stays in a LiveKit room. LiveKit restores a connection by itself for as long as it can; when it gives up, the room is
 * joined anew with a new token, until the window closes.
 */
export class LastingRoom {
  readonly #options: LastingRoomOptions
  readonly #ending = new AbortController()
  #connection: RoomConnection | undefined

  constructor(options: LastingRoomOptions) {
    this.#options = options
  }

  /** Joins with a pass already fetched; rejects when the room can't be joined. */
  async enter({ url, token }: RoomPass): Promise<void> {
    const { transport, listener } = this.#options
    const connection = await transport.connect(url, token, this.#roomListener())
    if (this.#ending.signal.aborted) return connection.close()
    this.#connection = connection
    listener.entered(connection)
  }

  /** Joins as soon as it can be done. */
  async seek(): Promise<void> {
    const { signal } = this.#ending
    const windowEndsAtMs = performance.now() + this.#options.windowMs
    for (let attempt = 1; !signal.aborted; attempt++) {
      this.#options.listener.interrupted(attempt)
      try {
        return await this.enter(await this.#options.fetchPass(signal))
      } catch (error) {
        if (isRefused(error)) return this.#end('refused')
      }
      const waitMs = Math.min(firstWaitMs * 2 ** attempt, longestWaitMs) * (0.5 + Math.random() / 2)
      if (performance.now() + waitMs > windowEndsAtMs) return this.#end('given_up')
      await pause(waitMs, signal).catch(() => {})
    }
  }

  /** False when it was not sent. */
  publish(topic: string, payload: Uint8Array, options: PublishOptions): boolean {
    return this.#connection?.publish(topic, payload, options) ?? false
  }

  close(): Promise<void> {
    return this.#end('left')
  }

  async #end(reason: RoomEnd): Promise<void> {
    if (this.#ending.signal.aborted) return
    this.#ending.abort()
    const connection = this.#connection
    this.#connection = undefined
    this.#options.listener.ended(reason)
    await connection?.close()
  }

  #roomListener(): RoomListener {
    const { packet, joined, speaking, playbackBlocked, interrupted, entered } = this.#options.listener
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
    const isFinal = reason === 'left' || this.#options.finalReasons.includes(reason)
    void (isFinal ? this.#end(reason) : this.seek())
  }
}

/** The API's answer won't change by asking again, unlike 409: the room is not open yet. */
function isRefused(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  return error.status === 401 || error.status === 403 || error.status === 404
}
