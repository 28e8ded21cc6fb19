import type { LiveEndReason, LiveMessage } from '@gameserver/protocol/live-events'
import { formatCursor, isBefore, type LiveCursor } from '@gameserver/storage/live-cursor'
import type { StoredLiveEvent } from '@gameserver/storage/live-events'

/** Proxies and mobile networks drop a connection on which nothing is heard for 30 to 60 s; clients wait for two of these. */
const heartbeatMs = 15_000

/** What waits for a slow reader; some hundred events. Who is further behind is cut off, and resumes from the database. */
const bufferedBytesMax = 256 * 1024

/** Enough to keep a connection busy while the next is read. */
const catchUpBytesMax = 32 * 1024

/** What happens while a stream catches up, which takes milliseconds unless the database is away. */
const pendingMax = 1_000

/** How long a reader may take to take the last of a stream that has ended; a stopping process waits no longer. */
const endGraceMs = 1_000

/** Clients come back after this long, spread out so that a restart is not followed by all of them at once. */
const retryMsMin = 500
const retryMsSpread = 2_500

export interface Listener {
  playerId: string
  sessionId: string
  /** When the access token expires; the stream ends then. */
  expiresAtMs: number
  /** Cuts the connection. */
  destroy(): void
}

export type StreamEnd = LiveEndReason | 'gone' | 'too_slow' | 'failed'

/**
 * One player's connection. It first catches up: events that happen meanwhile wait until those that were missed are sent, so
 * that the ids sent only ever grow.
 */
export class LiveStream {
  readonly listener: Listener
  readonly body: ReadableStream<Uint8Array>
  readonly #ended: (why: StreamEnd) => void
  readonly #timers: NodeJS.Timeout[]
  #controller!: ReadableStreamDefaultController<Uint8Array>
  /** Of the last event that was sent. */
  #cursor: LiveCursor = { xid: 0n, id: 0n }
  /** Undefined once live. */
  #pending: { stored: StoredLiveEvent; bytes: Uint8Array }[] | undefined = []
  #onDrained: (() => void) | undefined
  #isEnded = false

  constructor(listener: Listener, ended: (why: StreamEnd) => void) {
    this.listener = listener
    this.#ended = ended
    this.body = new ReadableStream(
      {
        start: (controller) => {
          this.#controller = controller
        },
        pull: () => this.#onDrained?.(),
        cancel: () => void this.#finish('gone'),
      },
      // Nothing is read ahead: what is queued is what the connection has not taken.
      { highWaterMark: 0, size: ({ length }) => length },
    )
    this.#timers = [
      setInterval(() => this.#heartbeat(), heartbeatMs).unref(),
      setTimeout(() => this.end('token_expired'), listener.expiresAtMs - Date.now()).unref(),
    ]
  }

  get isEnded(): boolean {
    return this.#isEnded
  }

  /** Where the client is already. */
  resumeAfter(cursor: LiveCursor): void {
    this.#cursor = cursor
  }

  /** Sends an event that was missed, when the connection has taken those before: however many they are, they need no room. */
  async catchUp(stored: StoredLiveEvent): Promise<void> {
    if (this.#bufferedBytes > catchUpBytesMax) await this.#drained()
    this.#sendEvent(stored, encodeEvent(stored))
  }

  /** An event as it happens. */
  deliver(stored: StoredLiveEvent, bytes: Uint8Array): void {
    if (this.#pending === undefined) this.#sendEvent(stored, bytes)
    else if (this.#pending.push({ stored, bytes }) > pendingMax) this.cutOff()
  }

  /** Tells that it can't be told what was missed. */
  reset(): void {
    this.#send(encode({ kind: 'reset' }))
  }

  /** All up to `cursor` has been sent: goes on with what happened since, as it happens. */
  goLive(cursor: LiveCursor): void {
    if (isBefore(this.#cursor, cursor)) this.#cursor = cursor
    const pending = this.#pending ?? []
    this.#pending = undefined
    for (const { stored, bytes } of pending) this.#sendEvent(stored, bytes)
    this.#send(encode({ kind: 'ready' }, `id: ${formatCursor(this.#cursor)}\n${retryField()}`))
  }

  /** Tells why, and lets the connection end once that is read. */
  end(reason: LiveEndReason): void {
    this.#send(encode({ kind: 'end', reason }, retryField()))
    if (!this.#finish(reason)) return
    this.#controller.close()
    setTimeout(() => this.listener.destroy(), endGraceMs).unref()
  }

  /** Ends at once, without a word. */
  cutOff(): void {
    if (this.discard('too_slow')) this.listener.destroy()
  }

  /** Ends a stream that nobody has been given. False: it had ended before. */
  discard(why: 'failed' | 'too_slow'): boolean {
    const hasEnded = this.#finish(why)
    if (hasEnded) this.#controller.close()
    return hasEnded
  }

  get #bufferedBytes(): number {
    return -(this.#controller.desiredSize ?? 0)
  }

  #sendEvent({ cursor }: StoredLiveEvent, bytes: Uint8Array): void {
    if (!isBefore(this.#cursor, cursor)) return
    this.#cursor = cursor
    this.#send(bytes)
  }

  #send(bytes: Uint8Array): void {
    if (this.#isEnded) return
    if (this.#bufferedBytes > bufferedBytesMax) this.cutOff()
    else this.#controller.enqueue(bytes)
  }

  /** Resolves when the connection has taken everything, or the stream has ended. */
  #drained(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isEnded || this.#bufferedBytes === 0) resolve()
      else this.#onDrained = resolve
    })
  }

  /** Who has not taken the last of what was sent needs no sign of life. */
  #heartbeat(): void {
    if (this.#bufferedBytes === 0) this.#send(heartbeat)
  }

  /** False: it had ended before. */
  #finish(why: StreamEnd): boolean {
    if (this.#isEnded) return false
    this.#isEnded = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#onDrained?.()
    this.#pending = undefined
    this.#ended(why)
    return true
  }
}

export function encodeEvent({ cursor, event }: StoredLiveEvent): Uint8Array {
  return encode(event, `id: ${formatCursor(cursor)}\n`)
}

/** As `text/event-stream` wants it; JSON has no line break in it. */
function encode(message: LiveMessage, fields = ''): Uint8Array {
  return utf8.encode(`${fields}event: ${message.kind}\ndata: ${JSON.stringify(message)}\n\n`)
}

const utf8 = new TextEncoder()
const heartbeat = utf8.encode(':\n\n')
const retryField = () => `retry: ${Math.round(retryMsMin + Math.random() * retryMsSpread)}\n`
