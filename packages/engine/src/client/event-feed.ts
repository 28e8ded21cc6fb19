import type { AnyGame, EventOf } from '../game/define-game.ts'
import { codersOf } from '../game/game-coders.ts'
import { NamedCodec } from '../game/named-codec.ts'

/** An event to be shown. Predicted ones may turn out not to have happened. */
export type PlayedEvent<G extends AnyGame> = EventOf<G> & {
  readonly tick: number
  readonly isPredicted: boolean
}

/** An event as it came from the authority. */
export interface PackedEvent {
  readonly kind: number
  readonly payload: Uint8Array
}

/** A correction may move an event by this many ticks: it is the same one still, and is not shown twice. */
const shiftTicksMax = 8
/** No tick is made again, and no event told, later than this: after a takeover 2.5 seconds at the fastest rate. */
const keptTicks = 384

interface KnownEvent {
  readonly kind: number
  readonly payload: Uint8Array
  /** Where it was last, as far as was known. */
  tick: number
  /** The tick at which prediction, as it stands, has it; undefined if it hasn't any more, or not yet. */
  predictedTick: number | undefined
  /** It was predicted for before a state that came from the authority, which has not told it: it may come later there. */
  isDoubted: boolean
  /** The authority has told it. */
  isTold: boolean
}

/**
 * Hands each event out once: those of the game's `predicts` when prediction first comes upon them, all others when the
 * authority tells them. Prediction comes upon an event again each time a tick is made again, and the authority tells of it
 * too; events with the same contents, a few ticks apart at most, are matched one to one.
 */
export class EventFeed<G extends AnyGame> {
  private readonly codec: NamedCodec<EventOf<G>>
  private readonly predicts: readonly string[]
  private known: KnownEvent[] = []
  /** Up to here ticks are made again after a correction. */
  private correctedTick = 0
  private played: PlayedEvent<G>[] = []

  constructor(game: G) {
    const { events, contextCount } = codersOf(game)
    this.codec = new NamedCodec(events, contextCount)
    this.predicts = (game.predicts ?? []) as string[]
  }

  /** The game emitted this as `tick` was predicted, for the first time or again. */
  predicted(tick: number, event: EventOf<G>): void {
    if (!this.predicts.includes(event.name)) return
    const { kind, payload, name, value } = this.codec.encode(event)
    const isAgain = tick <= this.correctedTick
    const known = this.nearest(
      { kind, payload },
      tick,
      ({ predictedTick, isDoubted }) => predictedTick === undefined || (isAgain && isDoubted),
    )
    if (known) {
      known.tick = tick
      known.predictedTick = tick
      known.isDoubted = false
    } else {
      this.remember({ kind, payload, tick, predictedTick: tick, isDoubted: false, isTold: false })
      this.played.push({ name, value, tick, isPredicted: true } as unknown as PlayedEvent<G>)
    }
  }

  /** `tick` and those after it will be predicted anew. */
  rolledBack(tick: number): void {
    for (const known of this.known)
      if (known.predictedTick !== undefined && known.predictedTick >= tick) known.predictedTick = undefined
  }

  /** A state of the authority's took the place of the one predicted: ticks from there to the newest one are made again. */
  corrected(stateTick: number, newestTick: number): void {
    this.rolledBack(stateTick + 1)
    this.correctedTick = newestTick
    for (const known of this.known)
      known.isDoubted = !known.isTold && known.predictedTick !== undefined && known.predictedTick <= stateTick
  }

  /** Takes what the authority says was emitted in a tick; returns how many of these are no events of this game. */
  told(tick: number, events: readonly PackedEvent[]): number {
    let malformed = 0
    for (const { kind, payload } of events) {
      const event = this.codec.decode(kind, payload)
      if (event === undefined) malformed++
      else this.tell(tick, { kind, payload }, event)
    }
    return malformed
  }

  /** What is to be shown now, each event once. */
  take(): PlayedEvent<G>[] {
    if (this.played.length === 0) return []
    const { played } = this
    this.played = []
    return played
  }

  private tell(tick: number, packed: PackedEvent, event: EventOf<G>): void {
    const isPredictable = this.predicts.includes(event.name)
    const known = isPredictable ? this.nearest(packed, tick, ({ isTold }) => !isTold) : undefined
    if (known) {
      known.isTold = true
      return
    }
    if (isPredictable)
      this.remember({ ...packed, tick, predictedTick: undefined, isDoubted: false, isTold: true })
    this.played.push({ ...event, tick, isPredicted: false } as PlayedEvent<G>)
  }

  private nearest(
    { kind, payload }: PackedEvent,
    tick: number,
    isFree: (known: KnownEvent) => boolean,
  ): KnownEvent | undefined {
    let nearest: KnownEvent | undefined
    let distance = shiftTicksMax + 1
    for (const known of this.known) {
      const away = Math.abs(known.tick - tick)
      if (away >= distance || known.kind !== kind || !isFree(known) || !isSame(known.payload, payload))
        continue
      nearest = known
      distance = away
    }
    return nearest
  }

  private remember(event: KnownEvent): void {
    this.known = this.known.filter(({ tick }) => tick > event.tick - keptTicks)
    this.known.push(event)
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
