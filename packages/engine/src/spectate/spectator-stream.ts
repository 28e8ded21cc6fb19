import type { AnyGame } from '../game/define-game.ts'
import type { SnapshotPacket } from '../packets.ts'
import { Tape } from '../schema/tape.ts'
import { packKeyframe } from '../snapshot/block.ts'
import { ScopeCodec } from '../snapshot/scope-codec.ts'
import { publicScope } from '../snapshot/scopes.ts'
import { SentKeyframe } from '../snapshot/sent-keyframe.ts'
import { type SliceBlock, SliceCutter } from '../snapshot/slice-cutter.ts'
import { SnapshotPages } from './snapshot-pages.ts'
import { type Reveals, SpectatorLayout } from './spectator-layout.ts'

/**
 * From one keyframe to the next. Whoever comes waits for all parts of one, and until deltas are against it: one and a half
 * intervals at most. Deltas are against a state of one to two intervals ago, and grow with its age: of 100 players in the arena
 * 200 ms, 333 ms, 500 ms and 1 s take 354, 347, 364 and 426 kbit/s. The longer, the less do losses in a row do harm.
 */
const intervalMs = 400
/** How often each part of a keyframe goes out before deltas need it: with 5 % of packets lost, 1 of 400 parts is missing. */
const passes = 2
const checksumsPerSecond = 2
/**
 * Packets for one snapshot. What doesn't find room in them has its turn in the next ones. While one isn't enough, every other
 * snapshot is left out: each packet costs the SFU as much again for each spectator, and twice 15 a second are drawn as smoothly.
 */
const pagesMax = 2

/**
 * A match's state as it is sent to any number of spectators, who acknowledge nothing. Each keyframe goes out in parts, twice, and
 * becomes the baseline after that. Who follows needs no part of it: the snapshot of its tick, understood, is the same state. The
 * first one goes out at once, in as many packets as it takes: those who watched under a former owner have nothing else to go on from.
 */
export class SpectatorStream {
  private readonly layout: SpectatorLayout
  private readonly codec: ScopeCodec
  private readonly cutter: SliceCutter
  private readonly sendTicks: number
  private readonly intervalTicks: number
  private readonly checksumTicks: number
  private readonly state = new Tape()
  private baseline: SentKeyframe | undefined
  private next: SentKeyframe | undefined
  /** Of the next keyframe. */
  private partsSent = 0
  private checksumTick = 0
  private isLeftOut = false
  /** By slice: when it last found room. */
  private readonly sliceTicks = new Map<number, number>()

  constructor(game: AnyGame, reveals: Reveals) {
    this.sendTicks = game.tickRate / game.sendRate
    this.layout = new SpectatorLayout(game, reveals)
    this.codec = new ScopeCodec(this.layout.schema)
    this.intervalTicks = Math.ceil((intervalMs * game.sendRate) / 1000) * this.sendTicks
    this.checksumTicks = Math.ceil(game.tickRate / checksumsPerSecond)
    this.cutter = new SliceCutter(publicScope, this.codec, this.intervalTicks)
  }

  /** What is to be sent of the whole state at a tick that a snapshot is due at: none, one or two packets; at first all it takes. */
  packets(tick: number, whole: Tape): SnapshotPacket[] {
    if (this.isLeftOut) {
      this.isLeftOut = false
      return []
    }
    this.layout.project(whole, this.state)
    const isFirst = this.baseline === undefined
    const pages = new SnapshotPages(isFirst ? Number.POSITIVE_INFINITY : pagesMax)
    this.addState(pages, tick, this.rotate(tick))
    if (isFirst) this.addWhole(pages, tick)
    for (let part = this.duePart(tick); part !== undefined && pages.add(part); part = this.duePart(tick))
      this.partsSent++
    const packets = pages.packets(tick)
    this.isLeftOut = !isFirst && packets.length > 1
    return packets
  }

  private addWhole(pages: SnapshotPages, tick: number): void {
    const { next } = this
    while (next !== undefined && this.partsSent < next.parts && pages.add(this.nextPart(next, tick)))
      this.partsSent++
  }

  private addState(pages: SnapshotPages, tick: number, baseline: SentKeyframe): void {
    const { codec, state } = this
    const hasChecksum = this.isChecksumDue(tick)
    const age = tick - baseline.tick
    if (pages.add(codec.encodeDelta(publicScope, state, baseline.state, age, hasChecksum))) return
    // Keyframes must get on, else deltas grow and grow.
    const part = this.duePart(tick)
    if (part !== undefined && pages.add(part)) this.partsSent++
    this.addSlices(pages, tick, this.cutter.cut(tick, state, baseline, hasChecksum))
  }

  /** The baseline for this snapshot. A keyframe that hasn't been sent as often as it must be waits. */
  private rotate(tick: number): SentKeyframe {
    const { next } = this
    const isSent = next === undefined || this.partsSent >= passes * next.parts
    if (next === undefined || (isSent && tick - next.tick >= this.intervalTicks)) {
      this.next = new SentKeyframe(tick, this.state.copy(), (state) => this.codec.encode(state))
      this.baseline = next ?? this.next
      this.partsSent = 0
    }
    return this.baseline as SentKeyframe
  }

  /** The next part of the keyframe under way, if it is time: they are spread evenly. */
  private duePart(tick: number): Uint8Array | undefined {
    const { next, partsSent } = this
    if (next === undefined) return undefined
    const share = (tick - next.tick + this.sendTicks) / this.intervalTicks
    const dueCount = Math.ceil(share * passes * next.parts)
    if (partsSent >= Math.min(dueCount, passes * next.parts)) return undefined
    return this.nextPart(next, tick)
  }

  private nextPart(next: SentKeyframe, tick: number): Uint8Array {
    const part = this.partsSent % next.parts
    return packKeyframe({
      scope: publicScope,
      age: tick - next.tick,
      part,
      parts: next.parts,
      packed: next.part(part),
    })
  }

  private isChecksumDue(tick: number): boolean {
    if (tick - this.checksumTick < this.checksumTicks) return false
    this.checksumTick = tick
    return true
  }

  /** What has waited longest first; the rest of the state, which is in no map, is among them. */
  private addSlices(pages: SnapshotPages, tick: number, slices: readonly SliceBlock[]): void {
    const sentTickOf = ({ slice }: SliceBlock): number => this.sliceTicks.get(slice) ?? -1
    const ordered = [...slices].sort((a, b) => sentTickOf(a) - sentTickOf(b) || a.slice - b.slice)
    for (const { slice, block } of ordered) if (pages.add(block)) this.sliceTicks.set(slice, tick)
  }
}
