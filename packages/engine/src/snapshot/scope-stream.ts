import { Tape } from '../schema/tape.ts'
import { packKeyframe } from './block.ts'
import { isSilent, KeyframeRotation, type KeyframeTimes } from './keyframe-rotation.ts'
import type { ProjectionTarget } from './projector.ts'
import { RecentStates } from './recent-states.ts'
import { ReusedList } from './reused-list.ts'
import type { ScopeCodec } from './scope-codec.ts'
import type { ScopeId } from './scopes.ts'
import { SentKeyframe } from './sent-keyframe.ts'
import { type SliceBlock, SliceCutter } from './slice-cutter.ts'
import type { Viewer } from './viewer.ts'

/**
 * One scope on the authority's side: its state at the tick of the snapshot, its keyframes, and the blocks packed of them, each
 * once for all receivers.
 */
export class ScopeStream implements ProjectionTarget {
  readonly viewers = new ReusedList<Viewer>()
  countAt = 0
  /** Tick since which the state has been the same, word for word. */
  quietTick = 0
  /** Last tick at which anybody saw it. */
  seenTick = 0
  private current = new Tape()
  private former = new Tape()
  private tick = -1
  private rotation: KeyframeRotation | undefined
  private readonly recent: RecentStates
  private readonly awake: number[] = []
  private isTooFar = false
  private delta: Uint8Array | undefined
  private slices: readonly SliceBlock[] | undefined
  private readonly sliceCutter: SliceCutter
  private readonly blocks = new Map<SentKeyframe, (Uint8Array | undefined)[]>()
  private readonly pack = (state: Tape): Uint8Array => this.codec.encode(state)

  constructor(
    readonly scope: ScopeId,
    readonly codec: ScopeCodec,
    private readonly times: KeyframeTimes,
    sendTicks: number,
  ) {
    this.recent = new RecentStates(sendTicks)
    this.sliceCutter = new SliceCutter(scope, codec, times.intervalTicks)
  }

  /** What the projector writes to. */
  get tape(): Tape {
    return this.current
  }

  get baseline(): SentKeyframe {
    return (this.rotation as KeyframeRotation).baseline
  }

  get next(): SentKeyframe | undefined {
    return this.rotation?.next
  }

  get hasBaseline(): boolean {
    return this.rotation !== undefined
  }

  /** Before a projection: keeps what was there, to compare. */
  begin(): void {
    const { current, former } = this
    this.current = former
    this.former = current
    this.viewers.clear()
  }

  /** After the projection for a snapshot: whether the state is another, and which keyframes are to be had. */
  settle(tick: number): void {
    this.tick = tick
    this.delta = undefined
    this.slices = undefined
    this.blocks.clear()
    if (!this.current.equals(this.former)) this.quietTick = tick
    if (this.rotation === undefined) {
      this.keepBaseline(tick)
      return
    }
    this.rotation.review(tick, this.viewers)
    this.freshen(tick, this.rotation)
    this.recent.keep(tick, this.current)
    const isOther = this.quietTick > this.baseline.tick
    if (isOther && this.rotation.isDue(tick, this.isTooFar)) this.rotation.send(this.keyframe(tick))
    this.isTooFar = false
  }

  /** A player has understood all of the state in the snapshot of a tick. */
  acknowledged(slot: number, tick: number): void {
    this.recent.acknowledged(slot, tick)
  }

  /** The first keyframe, which is the baseline at once. */
  keepBaseline(tick: number): void {
    const phaseTicks = this.scope % this.times.intervalTicks
    this.rotation = new KeyframeRotation(this.keyframe(tick), this.times, phaseTicks)
  }

  /** Deltas are too long for packets: a new keyframe should make them shorter. */
  askForKeyframe(): void {
    this.isTooFar = true
  }

  forget(slot: number): void {
    this.recent.forget(slot)
    if (this.rotation === undefined) return
    this.baseline.forget(slot)
    this.next?.forget(slot)
  }

  deltaBlock(hasChecksum: boolean): Uint8Array {
    const { scope, current, baseline, tick } = this
    this.delta ??= this.codec.encodeDelta(scope, current, baseline.state, tick - baseline.tick, hasChecksum)
    return this.delta
  }

  /** The delta in slices, each a block. */
  sliceBlocks(hasChecksum: boolean): readonly SliceBlock[] {
    this.slices ??= this.sliceCutter.cut(this.tick, this.current, this.baseline, hasChecksum)
    return this.slices
  }

  keyframeBlock(keyframe: SentKeyframe, part: number, packetTick: number): Uint8Array {
    const blocks = this.blocks.get(keyframe) ?? []
    this.blocks.set(keyframe, blocks)
    blocks[part] ??= packKeyframe({
      scope: this.scope,
      age: packetTick - keyframe.tick,
      part,
      parts: keyframe.parts,
      packed: keyframe.part(part),
    })
    return blocks[part]
  }

  /** Takes the newest state that all who can be waited for have as the baseline, once the present one is no longer fresh. */
  private freshen(tick: number, rotation: KeyframeRotation): void {
    const { awake, viewers, times } = this
    const { tick: baselineTick } = rotation.baseline
    if (tick - baselineTick < times.freshTicks) return
    awake.length = 0
    for (let index = 0; index < viewers.count; index++) {
      const { slot, heardTick } = viewers.at(index)
      if (!isSilent(heardTick, tick, times)) awake.push(slot)
    }
    if (awake.length === 0) return
    const found = this.recent.newestOfAll(awake, baselineTick)
    if (found !== undefined)
      rotation.promote(new SentKeyframe(found.tick, found.state.copy(), this.pack, found.holders))
  }

  private keyframe(tick: number): SentKeyframe {
    return new SentKeyframe(tick, this.current.copy(), this.pack)
  }
}
