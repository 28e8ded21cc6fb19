import {
  type AnyGame,
  DelayedStream,
  SpectatorFeed,
  type SpectatorTerms,
  type StateMoment,
} from '@gameserver/engine'
import { encodeStatePacket } from '../snapshot/state-packet.ts'
import { type AuthorityEventBody, encodeAuthorityEvent } from '../transport/authority-event.ts'

/** Who comes in the middle knows after this long who is there, and whether it is over. Of 16 players: a kilobyte. */
const repeatMs = 5_000

type Body = NonNullable<AuthorityEventBody>
type Standing = 'phaseChange' | 'roster' | 'matchEnded'

interface Telling {
  readonly tick: number
  readonly body: Body
}

/** A name in a telling takes this much; the bound of what is held back need not be exact. */
const tellingBytes = 1_000

export interface WatchOutlet {
  /** False: not sent, since too much is on its way. */
  publishState(packets: readonly Uint8Array[]): boolean
  publishEvent(payload: Uint8Array): void
}

/** A match as it goes out to all who watch: nothing before its time, and all of it once for any number of them. */
export class WatchFeed {
  snapshotsSkipped = 0
  readonly #epoch: number
  readonly #outlet: WatchOutlet
  readonly #feed: SpectatorFeed
  readonly #tellings: DelayedStream<Telling>
  readonly #delayMs: number
  /** The newest of what stays true, as far as it has been told. */
  readonly #standing = new Map<Standing, Telling>()
  #sequence = 0
  #repeatAtMs: number | undefined
  #newestMs = 0

  constructor(options: { epoch: number; game: AnyGame; terms: SpectatorTerms; outlet: WatchOutlet }) {
    const { epoch, game, terms, outlet } = options
    this.#epoch = epoch
    this.#outlet = outlet
    this.#delayMs = terms.delaySeconds * 1_000
    this.#feed = new SpectatorFeed({ game, delayMs: this.#delayMs, reveals: terms.reveals })
    this.#tellings = new DelayedStream({ delayMs: this.#delayMs })
  }

  see(moment: StateMoment, nowMs: number): void {
    this.#newestMs = nowMs
    this.#feed.addMoment(moment, nowMs)
    this.flush(nowMs)
  }

  hear(tick: number, body: Body, nowMs: number): void {
    this.#newestMs = nowMs
    this.#tellings.push({ tick, body }, tellingBytes, nowMs)
    this.flush(nowMs)
  }

  /** Whether all has been shown that there was so far. */
  isDrained(nowMs: number): boolean {
    return nowMs >= this.#newestMs + this.#delayMs
  }

  /** Sends what is due. */
  flush(nowMs: number): void {
    const packets = this.#feed
      .take(nowMs)
      .flatMap((item) => (item.kind === 'snapshot' ? [encodeStatePacket(this.#epoch, item.packet)] : []))
    if (packets.length > 0 && !this.#outlet.publishState(packets)) this.snapshotsSkipped++
    for (const telling of this.#tellings.take(nowMs)) this.#tell(telling)
    this.#repeatAtMs ??= nowMs + repeatMs
    if (nowMs >= this.#repeatAtMs) this.#repeat(nowMs)
  }

  #tell(telling: Telling): void {
    const { body } = telling
    if (isStanding(body)) this.#standing.set(body.case, telling)
    this.#outlet.publishEvent(this.#encode(telling, ++this.#sequence))
  }

  #repeat(nowMs: number): void {
    this.#repeatAtMs = nowMs + repeatMs
    for (const telling of this.#standing.values()) this.#outlet.publishEvent(this.#encode(telling, 0))
  }

  #encode({ tick, body }: Telling, sequence: number): Uint8Array {
    return encodeAuthorityEvent({ epoch: this.#epoch, sequence, tick, body })
  }
}

function isStanding(body: Body): body is Body & { case: Standing } {
  return body.case === 'phaseChange' || body.case === 'roster' || body.case === 'matchEnded'
}
