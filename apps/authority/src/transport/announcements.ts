import type { Logger } from 'pino'
import type { LivekitApi } from './livekit-api.ts'

/** Between two rounds of asking who is there, while packets come without a sender. */
const intervalMs = 150

/** With nobody left to announce, packets without a sender come from hidden participants, who have no business here. */
const idleIntervalMs = 1_000

/**
 * Has LiveKit tell who is in a room. It saves up the joins of participants without a track for three seconds, and until then what
 * they send comes without a sender.
 */
export class Announcements {
  readonly #api: LivekitApi
  readonly #room: string
  readonly #log: Logger
  readonly #isKnown: (identity: string) => boolean
  #notBeforeMs = 0

  constructor(options: {
    api: LivekitApi
    room: string
    log: Logger
    /** Whether LiveKit has told us of the participant. */
    isKnown(identity: string): boolean
  }) {
    this.#api = options.api
    this.#room = options.room
    this.#log = options.log
    this.#isKnown = options.isKnown
  }

  /** Resolves when LiveKit has done so, or has not. */
  async announce(identities: readonly string[]): Promise<void> {
    const announced = identities.map((identity) =>
      this.#api.announce(this.#room, identity).catch((error: unknown) => {
        this.#log.warn({ room: this.#room, identity, err: error }, 'participant not announced')
      }),
    )
    await Promise.all(announced)
  }

  /** A packet came from nobody we know. */
  async announceUnknown(): Promise<void> {
    const nowMs = performance.now()
    if (nowMs < this.#notBeforeMs) return
    this.#notBeforeMs = nowMs + intervalMs
    const there = await this.#api.participants(this.#room).catch(() => [])
    const unknown = there.filter(
      ({ identity }) => identity !== this.#api.identity && !this.#isKnown(identity),
    )
    if (unknown.length === 0) this.#notBeforeMs = nowMs + idleIntervalMs
    await this.announce(unknown.map(({ identity }) => identity))
  }
}
