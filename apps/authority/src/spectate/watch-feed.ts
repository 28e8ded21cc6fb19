import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import {
  type AnyGame,
  DelayedStream,
  SpectatorStream,
  type SpectatorTerms,
  type StateMoment,
} from '@gameserver/engine'
import {
  type AuthorityEvent,
  AuthorityEventSchema,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import type { FormerPacket, HeldPacket } from '@gameserver/storage/held-shows'
import { encodeStatePacket } from '../snapshot/state-packet.ts'
import { type AuthorityEventBody, encodeAuthorityEvent } from '../transport/authority-event.ts'

/** Who comes in the middle knows after this long who is there, and whether it is over. Of 16 players: a kilobyte. */
const repeatMs = 5_000

/** What was due so long ago, when a successor begins to show the match, is shown all the same: each event, but states only so far. */
const overdueMsMax = 5_000
const overdueStateMsMax = 2_000

/** More at once would not find room on the lossy way, of eight kilobytes. */
const lossyPacketsMax = 4

type Body = NonNullable<AuthorityEventBody>
type Standing = 'phaseChange' | 'roster' | 'matchEnded'

/** A packet, and under whose epoch it is shown. */
type WatchPacket = HeldPacket & { readonly epoch: number }

/** What former owners held. */
export interface FormerShow {
  readonly packets: readonly FormerPacket[]
  /** When they were as old as they say. */
  readonly atMs: number
}

export interface WatchOutlet {
  /** False: not sent, since too much is on its way. */
  publishState(packets: readonly Uint8Array[]): boolean
  /** Reliably, and in order. */
  publish(topic: 'state' | 'events', payload: Uint8Array): void
}

export interface WatchFeedOptions {
  readonly epoch: number
  readonly game: AnyGame
  readonly terms: SpectatorTerms
  readonly outlet: WatchOutlet
  /** Of the next event of this owner's. */
  nextSequence(): number
  /** So that a successor shows them, if this owner doesn't live to. */
  hold(packets: readonly HeldPacket[], forMs: number): void
  /** Calls when a successor would know of it. */
  after(run: () => void): void
}

/** A match as it goes out to all who watch: nothing before its time, and all of it once for any number of them. */
export class WatchFeed {
  snapshotsSkipped = 0
  readonly #options: WatchFeedOptions
  readonly #stream: SpectatorStream
  readonly #delayMs: number
  /** Under lower epochs, which comes before all of this owner's. */
  readonly #former: DelayedStream<WatchPacket>
  readonly #own: DelayedStream<WatchPacket>
  /** The newest of what stays true, as far as it has been told. */
  readonly #standing = new Map<Standing, AuthorityEvent>()
  #isOpen = false
  #shownEpoch = 0
  #repeatAtMs: number | undefined
  #newestMs = 0

  constructor(options: WatchFeedOptions) {
    const { game, terms } = options
    this.#options = options
    this.#delayMs = terms.delaySeconds * 1_000
    this.#stream = new SpectatorStream(game, terms.reveals)
    this.#former = new DelayedStream({ delayMs: this.#delayMs })
    this.#own = new DelayedStream({ delayMs: this.#delayMs })
  }

  see({ tick, state }: Pick<StateMoment, 'tick' | 'state'>, nowMs: number): void {
    const { epoch } = this.#options
    this.#newestMs = nowMs
    const packets = this.#stream.packets(tick, state).map((packet): WatchPacket => {
      const payload = encodeStatePacket(epoch, packet)
      // What is kept is not to keep all that was encoded beside it.
      return { kind: 'state', epoch, tick, payload: this.#delayMs > 0 ? payload.slice() : payload }
    })
    if (this.#delayMs > 0) this.#hold(packets)
    for (const packet of packets) this.#own.push(packet, packet.payload.length, nowMs)
    this.flush(nowMs)
  }

  /** It is told when players are, or later. */
  hear(tick: number, body: Body, nowMs: number): void {
    const { epoch, nextSequence, after } = this.#options
    this.#newestMs = nowMs
    const payload = encodeAuthorityEvent({ epoch, sequence: nextSequence(), tick, body })
    const packet: WatchPacket = { kind: 'event', epoch, tick, payload }
    this.#hold([packet])
    after(() => {
      this.#own.push(packet, payload.length, nowMs)
      this.flush(nowMs)
    })
  }

  /** From now on what is due is sent: at first what former owners held. */
  open({ packets, atMs }: FormerShow, nowMs: number): void {
    for (const { ageMs, ...packet } of packets) {
      const overdueMs = nowMs - atMs + ageMs - this.#delayMs
      if (overdueMs <= (packet.kind === 'state' ? overdueStateMsMax : overdueMsMax))
        this.#former.push(packet, packet.payload.length, atMs - ageMs)
    }
    this.#isOpen = true
    this.flush(nowMs)
  }

  /** Whether all has been shown that there was so far. */
  isDrained(nowMs: number): boolean {
    return nowMs >= this.#newestMs + this.#delayMs
  }

  /** Sends what is due. */
  flush(nowMs: number): void {
    if (!this.#isOpen) return
    // Of an epoch nothing is taken after the next one's.
    const due = this.#former.take(nowMs)
    if (this.#former.isEmpty) due.push(...this.#own.take(nowMs))
    for (const epoch of new Set(due.map((packet) => packet.epoch)))
      this.#show(due.filter((packet) => packet.epoch === epoch))
    this.#repeatAtMs ??= nowMs + repeatMs
    if (nowMs >= this.#repeatAtMs) this.#repeat(nowMs)
  }

  #hold(packets: readonly HeldPacket[]): void {
    if (packets.length > 0) this.#options.hold(packets, this.#delayMs + overdueMsMax)
  }

  #show(packets: readonly WatchPacket[]): void {
    const { outlet } = this.#options
    const payloadsOf = (wanted: WatchPacket['kind']) =>
      packets.flatMap(({ kind, payload }) => (kind === wanted ? [payload] : []))
    this.#shownEpoch = packets[0]?.epoch ?? this.#shownEpoch
    const states = payloadsOf('state')
    if (states.length > lossyPacketsMax) for (const payload of states) outlet.publish('state', payload)
    else if (states.length > 0 && !outlet.publishState(states)) this.snapshotsSkipped++
    for (const payload of payloadsOf('event')) this.#tell(payload)
  }

  #tell(payload: Uint8Array): void {
    const event = fromBinary(AuthorityEventSchema, payload)
    if (isStanding(event.body.case)) this.#standing.set(event.body.case, event)
    this.#options.outlet.publish('events', payload)
  }

  #repeat(nowMs: number): void {
    this.#repeatAtMs = nowMs + repeatMs
    for (const { tick, body } of this.#standing.values()) {
      const again = create(AuthorityEventSchema, { epoch: this.#shownEpoch, sequence: 0, tick, body })
      this.#options.outlet.publish('events', toBinary(AuthorityEventSchema, again))
    }
  }
}

function isStanding(wanted: AuthorityEvent['body']['case']): wanted is Standing {
  return wanted === 'phaseChange' || wanted === 'roster' || wanted === 'matchEnded'
}
