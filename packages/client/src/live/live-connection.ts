import type { LiveEndReason, LiveMessage } from '@gameserver/protocol/live-events'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { pause } from '../http/http-client.ts'

/** The server is heard every 15 s: after two times that and some, nobody is there. */
const silenceMsMax = 40_000

/** After a lost connection: random up to twice this, so that clients of a killed process don't come all at once. */
const lostWaitMs = 500

/** After a failed try, doubling with each. */
const failedWaitMsMax = 30_000

/** After the player has opened too many others: the one that was opened last stays. */
const replacedWaitMs = 60_000

export interface LiveSource {
  /** Opens the stream as the player, after the event with this id. */
  open(lastEventId: string | undefined, signal: AbortSignal): Promise<Response>
  message(message: LiveMessage): void
  /** The connection is gone; another will be tried. */
  lost(): void
}

/** What became of one connection. */
interface Ending {
  wasReady: boolean
  reason?: LiveEndReason
  /** What the server asks for. */
  retryMs?: number
}

/** Keeps a live stream open until closed: connects again, and goes on after the last event. */
export class LiveConnection {
  readonly #source: LiveSource
  readonly #closing = new AbortController()
  #lastEventId: string | undefined

  constructor(source: LiveSource) {
    this.#source = source
    void this.#run()
  }

  close(): void {
    this.#closing.abort()
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing
    for (let failures = 0; !signal.aborted; ) {
      const ending = await this.#listen()
      if (signal.aborted) return
      this.#source.lost()
      failures = ending.wasReady ? 0 : failures + 1
      await pause(waitMs(ending, failures), signal).catch(() => {})
    }
  }

  /** One connection, from its opening until it ends for whatever reason. */
  async #listen(): Promise<Ending> {
    const ending: Ending = { wasReady: false }
    const connection = new AbortController()
    const abort = () => connection.abort()
    this.#closing.signal.addEventListener('abort', abort)
    let silence = setTimeout(abort, silenceMsMax)
    const heard = () => {
      clearTimeout(silence)
      silence = setTimeout(abort, silenceMsMax)
    }
    try {
      const response = await this.#source.open(this.#lastEventId, connection.signal)
      await this.#read(response, ending, heard)
    } catch {
      // Refused, cut off, silent for too long or no stream at all: the next try tells.
    } finally {
      clearTimeout(silence)
      abort()
      this.#closing.signal.removeEventListener('abort', abort)
    }
    return ending
  }

  async #read({ body }: Response, ending: Ending, heard: () => void): Promise<void> {
    const reader = (body as ReadableStream<Uint8Array>).getReader()
    const decoder = new TextDecoder()
    const parser = createParser({
      onEvent: (event) => this.#take(event, ending),
      onRetry: (retryMs) => {
        ending.retryMs = retryMs
      },
    })
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      heard()
      parser.feed(decoder.decode(chunk.value, { stream: true }))
    }
  }

  #take({ id, data }: EventSourceMessage, ending: Ending): void {
    if (this.#closing.signal.aborted) return
    const message = JSON.parse(data) as LiveMessage
    this.#lastEventId = id ?? this.#lastEventId
    if (message.kind === 'ready') ending.wasReady = true
    if (message.kind === 'end') ending.reason = message.reason
    this.#source.message(message)
  }
}

function waitMs({ wasReady, reason, retryMs }: Ending, failures: number): number {
  if (reason === 'replaced') return replacedWaitMs * (0.5 + Math.random())
  if (!wasReady) return Math.random() * Math.min(failedWaitMsMax, lostWaitMs * 2 ** failures)
  if (reason === 'token_expired') return 0
  return (reason === 'shutdown' && retryMs) || Math.random() * lostWaitMs * 2
}
