import { Tape } from '../schema/tape.ts'
import type { DeltaBlock, KeyframeBlock } from '../snapshot/block.ts'
import { checksumOf, type ScopeCodec } from '../snapshot/scope-codec.ts'

/** The baseline in use, the one under way, and two for packets that come out of order. */
const keyframesMax = 4
/** What came in the last snapshots may be made a baseline, as long as the authority remembers that it was understood. */
const recentMax = 48
/** Of each of these, parts may have come. */
const partialsMax = 2

interface Keyframe {
  readonly tick: number
  readonly state: Tape
}

interface PartialKeyframe {
  readonly tick: number
  readonly parts: (Uint8Array | undefined)[]
  left: number
}

export type Understanding = 'understood' | 'missing_keyframe' | 'malformed' | 'desync'

/** One scope on a client's side: keyframes that deltas can be applied to, and what is known of the scope's newest state. */
export class ReceivedScope {
  /** Moment of the newest whole state; -1 for none. */
  tick = -1
  /** What is known; slices of it may be newer than `tick`. */
  state: Tape | undefined
  /** Newest packet in which the scope was named. */
  namedTick = -1
  /** What came last that was not as its checksum said. */
  wrongState: Tape | undefined
  private shownTick = -1
  private goneTick = -1
  private readonly sliceTicks = new Map<number, number>()
  private readonly keyframes: Keyframe[] = []
  private readonly recent: Keyframe[] = []
  private readonly partials: PartialKeyframe[] = []

  constructor(private readonly codec: ScopeCodec) {}

  /** Whether it is there to be shown. */
  get isShown(): boolean {
    return this.state !== undefined && this.shownTick > this.goneTick
  }

  leave(tick: number): void {
    this.goneTick = Math.max(this.goneTick, tick)
  }

  /** Nothing that is here can be trusted: keyframes must come anew. */
  distrust(): void {
    this.keyframes.length = 0
    this.recent.length = 0
    this.partials.length = 0
  }

  /** Of the moment `tick`. */
  takeKeyframe(tick: number, block: KeyframeBlock): Understanding {
    if (this.keyframes.some((keyframe) => keyframe.tick === tick)) return 'understood'
    const packed = block.parts === 1 ? block.packed : this.join(tick, block)
    if (packed === undefined) return 'understood'
    const state = this.codec.decode(packed)
    if (state === undefined) return 'malformed'
    this.keep({ tick, state })
    if (tick > this.tick) this.advanceTo(tick, state)
    return 'understood'
  }

  takeDelta(tick: number, block: DeltaBlock): Understanding {
    const base = this.baselineOf(tick - block.age)
    if (base === undefined) return 'missing_keyframe'
    const decoded = this.codec.decodeDelta(block, base.state)
    if (decoded === undefined) return 'malformed'
    const isRight = block.checksum === undefined || block.checksum === checksumOf(decoded)
    if (!isRight)
      this.wrongState = block.slice === undefined ? decoded : this.codec.slices.around(block.slice, decoded)
    if (block.slice !== undefined) this.takeSlice(tick, block.slice, decoded, base)
    else {
      this.remember({ tick, state: decoded })
      if (tick > this.tick) this.advanceTo(tick, decoded)
    }
    return isRight ? 'understood' : 'desync'
  }

  /** A keyframe that was sent as such, or what a snapshot made known. */
  private baselineOf(tick: number): Keyframe | undefined {
    const known = this.keyframes.find((keyframe) => keyframe.tick === tick)
    if (known !== undefined) return known
    const promoted = this.recent.find((keyframe) => keyframe.tick === tick)
    if (promoted !== undefined) this.keep(promoted)
    return promoted
  }

  private keep(keyframe: Keyframe): void {
    this.keyframes.push(keyframe)
    this.keyframes.sort((a, b) => a.tick - b.tick)
    if (this.keyframes.length > keyframesMax) this.keyframes.shift()
  }

  private remember(keyframe: Keyframe): void {
    this.recent.push(keyframe)
    if (this.recent.length > recentMax) this.recent.shift()
  }

  /** Slices that are newer than the state stay. */
  private advanceTo(tick: number, state: Tape): void {
    let whole = state
    for (const [slice, sliceTick] of this.sliceTicks) {
      if (sliceTick <= tick) this.sliceTicks.delete(slice)
      else if (this.state !== undefined) whole = this.spliced(whole, slice, this.state)
    }
    this.state = whole
    this.tick = tick
    this.shownTick = Math.max(this.shownTick, tick)
  }

  private takeSlice(tick: number, slice: number, decoded: Tape, base: Keyframe): void {
    if (!this.isShown && tick > this.goneTick) {
      this.sliceTicks.clear()
      this.state = base.state
      this.tick = base.tick
    }
    if (this.state === undefined || tick <= (this.sliceTicks.get(slice) ?? this.tick)) return
    this.state = this.codec.slices.splice(this.state, slice, decoded)
    this.sliceTicks.set(slice, tick)
    this.shownTick = Math.max(this.shownTick, tick)
  }

  private spliced(state: Tape, slice: number, from: Tape): Tape {
    const { slices } = this.codec
    return slices.splice(state, slice, slices.extract(from, slice, new Tape()))
  }

  private join(tick: number, { part, parts, packed }: KeyframeBlock): Uint8Array | undefined {
    const partial = this.partialOf(tick, parts)
    if (partial.parts.length !== parts || partial.parts[part] !== undefined) return undefined
    partial.parts[part] = packed.slice()
    if (--partial.left > 0) return undefined
    this.partials.splice(this.partials.indexOf(partial), 1)
    return concatenate(partial.parts as Uint8Array[])
  }

  private partialOf(tick: number, parts: number): PartialKeyframe {
    const known = this.partials.find((partial) => partial.tick === tick)
    if (known !== undefined) return known
    const partial = { tick, parts: new Array<Uint8Array | undefined>(parts).fill(undefined), left: parts }
    this.partials.push(partial)
    if (this.partials.length > partialsMax) this.partials.shift()
    return partial
  }
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
