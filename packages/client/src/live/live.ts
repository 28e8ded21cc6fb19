import type { LiveEventKind, LiveEventOf, LiveMessage } from '@gameserver/protocol/live-events'
import { Emitter } from '../emitter.ts'
import { ApiError } from '../http/api-error.ts'
import type { Login } from '../login/login.ts'
import { LiveConnection } from './live-connection.ts'

export type LiveEvents = { [Kind in LiveEventKind]: LiveEventOf<Kind> } & {
  /** What is read of the state from now on is followed by events of all that changes it; missed ones have been told. */
  ready: Extract<LiveMessage, { kind: 'ready' }>
  /** The stream was interrupted for so long that events are missing: read anew what is shown. */
  reset: Extract<LiveMessage, { kind: 'reset' }>
}

/**
 * What happens to the player, as it happens. Connected while there are listeners and somebody is logged in; a lost
 * connection is made again, and events go on where they were, in order and each once.
 */
export class Live {
  readonly #login: Login
  readonly #emitter = new Emitter<LiveEvents>()
  #listeners = 0
  #connection: LiveConnection | undefined
  #isReady = false

  constructor(login: Login) {
    this.#login = login
    login.onPlayer(() => {
      this.#close()
      this.#openIfWanted()
    })
  }

  /** Whether events come as they happen. Otherwise they will be told once there is a connection again. */
  get isReady(): boolean {
    return this.#isReady
  }

  /** Returns the function that ends the subscription. */
  on<Name extends keyof LiveEvents>(name: Name, listener: (event: LiveEvents[Name]) => void): () => void {
    const end = this.#emitter.on(name, (event) => listener(event))
    this.#listeners++
    this.#openIfWanted()
    return () => {
      if (!end()) return
      this.#listeners--
      if (this.#listeners === 0) this.#close()
    }
  }

  #openIfWanted(): void {
    if (this.#connection || this.#listeners === 0 || !this.#login.player) return
    this.#connection = new LiveConnection({
      open: (lastEventId, signal) => this.#request(lastEventId, signal),
      message: (message) => this.#take(message),
      lost: () => {
        this.#isReady = false
      },
    })
  }

  #close(): void {
    this.#connection?.close()
    this.#connection = undefined
    this.#isReady = false
  }

  async #request(lastEventId: string | undefined, signal: AbortSignal): Promise<Response> {
    const headers = { accept: 'text/event-stream', ...(lastEventId && { 'last-event-id': lastEventId }) }
    const response = await this.#login.stream({ path: '/v1/events', headers, signal })
    const type = response.headers.get('content-type') ?? 'no type'
    if (!type.startsWith('text/event-stream') || !response.body)
      throw new ApiError(response.status, 'malformed_answer', `The live stream is of ${type}`)
    return response
  }

  #take(message: LiveMessage): void {
    if (message.kind === 'end') return
    if (message.kind === 'ready') this.#isReady = true
    this.#emitter.emit(message.kind, message as never)
  }
}
