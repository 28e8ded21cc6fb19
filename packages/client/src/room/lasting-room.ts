import { ApiError } from '../http/api-error.ts'
import { pause } from '../http/http-client.ts'
import { onNetworkChange } from '../region/network-changes.ts'
import type { CloseReason, PublishOptions, RoomConnection, RoomListener, Transport } from '../transport.ts'

/**
 * The first try after a loss is made at once; waits between the later ones double up to the longest, with jitter. A LiveKit that
 * died has its rooms again within half a second of its return, and everybody comes then.
 */
const firstWaitMs = 250
const longestWaitMs = 2_000

/**
 * How long LiveKit's own restoring is waited for. It takes two or three round trips where it can be done; when LiveKit has died it
 * can't, and its tries are up to seven seconds apart.
 */
const restoringMsMax = 3_000

/** After a change of network nothing comes by the old way; where something came until then, its absence shows by now. */
const silentMsMax = 1_500

/**
 * A duplicate so soon after a connection was given up is that one, which LiveKit had restored meanwhile. Where visits are counted
 * it is the API that tells.
 */
const ownDuplicateMsMax = 3_000

export interface RoomPass {
  url: string
  token: string
  /** Which of the player's visits it is for; undefined where they are not counted. */
  visit?: number
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
  /** Asked for each new connection, once there was one to come back to its visit. While the API is out of reach the last pass is tried. */
  fetchPass(signal: AbortSignal, visit: number | undefined): Promise<RoomPass>
  listener: LastingRoomListener
  /** After these there is no way back; `left` always is one, and `duplicate_identity` where no visits are counted. */
  finalReasons: readonly CloseReason[]
  /** How long a way back is sought. */
  windowMs: number
}

/**
 * Stays in a LiveKit room. LiveKit restores a connection by itself if it soon can; else, as when it has died or the room was
 * closed, the room is joined anew with a new token, until the window closes.
 *
 * Of two devices LiveKit keeps the one that came last, be it a device that had lost its network and finds its way back by itself.
 * So whoever is put out by the same identity asks the API, which knows the newest visit that a player has begun: that one comes
 * back, an older one ends.
 */
export class LastingRoom {
  readonly #options: LastingRoomOptions
  readonly #ending = new AbortController()
  #connection: RoomConnection | undefined
  #pass: RoomPass | undefined
  /** Counts connections, since one that was given up may still be heard of. */
  #visit = 0
  #heardAtMs = Number.NEGATIVE_INFINITY
  #gaveUpAtMs = Number.NEGATIVE_INFINITY
  #restoring: ReturnType<typeof setTimeout> | undefined
  /** The wait before the next try. */
  #waiting: AbortController | undefined
  #isOver = false
  /** Why the last connection ended, until there is another. */
  #closedFor: CloseReason | undefined

  constructor(options: LastingRoomOptions) {
    this.#options = options
    onNetworkChange(() => this.#networkChanged(), this.#ending.signal)
  }

  /** Joins with a pass already fetched; rejects when the room can't be joined. */
  async enter(pass: RoomPass): Promise<void> {
    const { transport, listener } = this.#options
    this.#pass = pass
    const connection = await transport.connect(pass.url, pass.token, this.#roomListener(++this.#visit))
    if (this.#ending.signal.aborted) return connection.close()
    this.#connection = connection
    this.#closedFor = undefined
    listener.entered(connection)
  }

  /** Joins as soon as it can be done. */
  async seek(): Promise<void> {
    const { signal } = this.#ending
    const windowEndsAtMs = performance.now() + this.#options.windowMs
    for (let attempt = 1; !signal.aborted; attempt++) {
      this.#options.listener.interrupted(attempt)
      try {
        return await this.enter(await this.#newPass())
      } catch (error) {
        if (isElsewhere(error)) return this.#end('duplicate_identity')
        if (isRefused(error)) return this.#end(this.#closedFor === 'room_closed' ? 'room_closed' : 'refused')
      }
      const waitMs = Math.min(firstWaitMs * 2 ** attempt, longestWaitMs) * (0.5 + Math.random() / 2)
      if (performance.now() + waitMs > windowEndsAtMs)
        return this.#end(this.#isReplaced ? 'duplicate_identity' : 'given_up')
      this.#waiting = new AbortController()
      if (!signal.aborted) await pause(waitMs, this.#waiting.signal).catch(() => {})
    }
  }

  /** What the room is for has come to its end: when it closes now, that is final. */
  over(): void {
    this.#isOver = true
  }

  /** False when it was not sent. */
  publish(topic: string, payload: Uint8Array, options: PublishOptions): boolean {
    return this.#connection?.publish(topic, payload, options) ?? false
  }

  close(): Promise<void> {
    return this.#end('left')
  }

  async #newPass(): Promise<RoomPass> {
    try {
      return await this.#options.fetchPass(this.#ending.signal, this.#pass?.visit)
    } catch (error) {
      // Two devices that put each other out without asking would never end.
      if (this.#pass && isAway(error) && !this.#isReplaced) return this.#pass
      throw error
    }
  }

  async #end(reason: RoomEnd): Promise<void> {
    if (this.#ending.signal.aborted) return
    this.#ending.abort()
    this.#waiting?.abort()
    const connection = this.#letGo()
    this.#options.listener.ended(reason)
    await connection?.close()
  }

  #roomListener(visit: number): RoomListener {
    const { packet, joined, speaking, playbackBlocked, interrupted, entered } = this.#options.listener
    const isCurrent = () => visit === this.#visit
    return {
      packet: (sender, topic, payload) => {
        this.#heardAtMs = performance.now()
        if (isCurrent()) packet(sender, topic, payload)
      },
      joined: (participant) => isCurrent() && joined(participant),
      speaking: (identities) => isCurrent() && speaking(identities),
      playbackBlocked: (isBlocked) => isCurrent() && playbackBlocked(isBlocked),
      reconnecting: () => {
        if (!isCurrent() || !this.#connection) return
        interrupted(0)
        this.#restoring ??= setTimeout(() => this.#giveUpConnection(), restoringMsMax)
      },
      reconnected: () => {
        if (!isCurrent() || !this.#connection) return
        this.#notRestoring()
        entered(this.#connection)
      },
      // One that could not be made at all may be told of, too: whoever asked for it knows.
      closed: (reason) => isCurrent() && this.#connection && this.#closed(reason),
    }
  }

  #closed(reason: CloseReason): void {
    this.#letGo()
    this.#closedFor = reason
    void (reason === 'left' || this.#isFinal(reason) ? this.#end(reason) : this.seek())
  }

  #isFinal(reason: CloseReason): boolean {
    if (reason === 'room_closed' && this.#isOver) return true
    if (reason !== 'duplicate_identity') return this.#options.finalReasons.includes(reason)
    return this.#pass?.visit === undefined && performance.now() - this.#gaveUpAtMs >= ownDuplicateMsMax
  }

  /** Another device may have the place. */
  get #isReplaced(): boolean {
    return this.#closedFor === 'duplicate_identity' && this.#pass?.visit !== undefined
  }

  /** Not waited for: LiveKit may hang, or be gone. */
  #giveUpConnection(): void {
    this.#gaveUpAtMs = performance.now()
    void this.#letGo()?.close()
    void this.seek()
  }

  #letGo(): RoomConnection | undefined {
    const connection = this.#connection
    this.#connection = undefined
    this.#visit++
    this.#notRestoring()
    return connection
  }

  #notRestoring(): void {
    clearTimeout(this.#restoring)
    this.#restoring = undefined
  }

  /** A new way is taken at once, instead of when LiveKit finds that the old one is dead. */
  #networkChanged(): void {
    this.#waiting?.abort()
    if (!this.#connection) return
    if (this.#restoring !== undefined) this.#giveUpConnection()
    else this.#giveUpIfSilent()
  }

  #giveUpIfSilent(): void {
    const visit = this.#visit
    const changedAtMs = performance.now()
    if (changedAtMs - this.#heardAtMs > silentMsMax) return
    setTimeout(() => {
      if (visit === this.#visit && this.#connection && this.#heardAtMs <= changedAtMs)
        this.#giveUpConnection()
    }, silentMsMax)
  }
}

/** The player has begun a newer visit, on another device. */
function isElsewhere(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'played_elsewhere'
}

/** The API's answer won't change by asking again, unlike 409: the room is not open yet. */
function isRefused(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  return error.status === 401 || error.status === 403 || error.status === 404
}

function isAway(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500)
}
