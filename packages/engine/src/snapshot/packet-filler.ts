import { packGone } from './block.ts'
import type { Channel, ChannelView } from './channel.ts'
import type { KeyframeTimes } from './keyframe-rotation.ts'
import type { LoggedPacket } from './packet-log.ts'
import { ReusedList } from './reused-list.ts'
import type { ScopeStream } from './scope-stream.ts'
import { kindOfScope } from './scopes.ts'
import { everybody, type SentKeyframe } from './sent-keyframe.ts'
import type { SliceBlock } from './slice-cutter.ts'
import type { Viewer } from './viewer.ts'

/** A block's tag and length in its envelope. */
const blockEnvelopeBytes = 3
/** What comes before everything else wherever it waits: more than any wait of others. */
const essentialWeight = 1e6
/** Snapshots that something which was never sent has waited. */
const neverSentWait = 30
/** Slices in which nothing happens are sent now and then, in case an earlier one was lost. */
const uneventfulWeight = 0.1
/** The weight halves in as many places of the order of what is seen. */
const orderHalving = 8

export interface PacketOrder {
  readonly channel: Channel
  /** What there is to tell, the most important first. */
  readonly streams: readonly ScopeStream[]
  /** Who the packet is for. */
  readonly receivers: readonly Viewer[]
  readonly tick: number
  readonly hasChecksums: boolean
  readonly bytesMax: number
}

/** Something that may go into a packet that can't hold all. */
interface Candidate {
  readonly stream: ScopeStream
  readonly slice: SliceBlock | undefined
  readonly score: number
}

/**
 * Chooses what goes into a packet: what is new to its receivers, and as much of keyframes under way as finds room. If the
 * packet can't hold all that is new, each part's claim grows with the time it has waited, so that all get their turn.
 */
export class PacketFiller {
  private order!: PacketOrder
  private packet!: LoggedPacket
  private blocks: Uint8Array[] = []
  private room = 0
  private readonly news = new ReusedList<ScopeStream>()

  constructor(
    private readonly times: KeyframeTimes,
    private readonly sendTicks: number,
  ) {}

  fill(order: PacketOrder): Uint8Array[] {
    const { channel, streams, tick, bytesMax } = order
    this.order = order
    this.packet = channel.log.open(tick)
    this.blocks = []
    this.room = bytesMax
    if (channel.hasGone) this.addGone()
    if (this.addUsual()) return this.blocks
    let newBytes = 0
    for (const stream of streams) newBytes += this.bytesOfNews(stream)
    const reserved = this.bytesOfNextPart()
    if (newBytes <= this.room - reserved) for (const stream of streams) this.addNews(stream)
    else this.addMostUrgent(reserved)
    for (const stream of streams) this.addKeyframes(stream)
    return this.blocks
  }

  /**
   * The usual case of a packet for one player, in a single walk: all baselines are held, no keyframe is under way, and what is new
   * finds room. False, with nothing done, if it isn't.
   */
  private addUsual(): boolean {
    const { channel, receivers, streams, hasChecksums } = this.order
    const receiver = receivers[0]
    if (receiver === undefined || channel.to === everybody) return false
    const { news } = this
    news.clear()
    let bytes = 0
    for (const stream of streams) {
      const isOther = stream.next !== undefined && !stream.next.isHeldBy(receiver.slot)
      if (isOther || !stream.baseline.isHeldBy(receiver.slot)) return false
      if (receiver.hasAll(stream)) continue
      news.push(stream)
      bytes += costOf(stream.deltaBlock(hasChecksums))
    }
    if (bytes > this.room) return false
    for (let index = 0; index < news.count; index++) {
      this.addDelta(news.at(index))
      this.noteWhole(news.at(index))
    }
    return true
  }

  private addGone(): void {
    for (const scope of this.order.channel.gone) {
      const block = packGone(scope)
      if (!this.hasRoomFor(block.length)) return
      this.add(block)
      this.packet.gone.push(scope)
    }
  }

  private bytesOfNews(stream: ScopeStream): number {
    if (this.isKnown(stream)) return 0
    const { tick, hasChecksums } = this.order
    if (this.isKeyframeNow(stream)) return costOf(stream.keyframeBlock(stream.next as SentKeyframe, 0, tick))
    if (this.isWaiting(stream)) return 0
    const delta = costOf(stream.deltaBlock(hasChecksums))
    return this.needsBaseline(stream) ? delta + costOf(stream.keyframeBlock(stream.baseline, 0, tick)) : delta
  }

  private addNews(stream: ScopeStream): void {
    if (this.isKnown(stream)) return
    if (this.isKeyframeNow(stream)) this.addPart(stream, stream.next as SentKeyframe, 0)
    else if (this.isWaiting(stream)) return
    else {
      if (this.needsBaseline(stream)) this.addPart(stream, stream.baseline, 0)
      this.addDelta(stream)
    }
    this.noteWhole(stream)
  }

  private addDelta(stream: ScopeStream): void {
    this.add(stream.deltaBlock(this.order.hasChecksums))
    this.packet.baselines.push(stream.baseline)
  }

  private noteWhole(stream: ScopeStream): void {
    this.packet.wholes.push(stream)
    const view = this.viewOf(stream)
    view.sentTick = this.order.tick
    if (view.sliceTicks.size > 0) view.sliceTicks.clear()
  }

  private addMostUrgent(reserved: number): void {
    const candidates: Candidate[] = []
    const room = this.room - reserved
    for (const [place, stream] of this.order.streams.entries()) this.offer(stream, place, room, candidates)
    candidates.sort((a, b) => b.score - a.score)
    for (const { stream, slice } of candidates) {
      const bytes = slice === undefined ? this.bytesOfNews(stream) : costOf(slice.block)
      if (bytes > this.room - reserved) continue
      if (slice === undefined) this.addNews(stream)
      else this.addSlice(stream, slice)
    }
  }

  private offer(stream: ScopeStream, place: number, room: number, candidates: Candidate[]): void {
    const bytes = this.bytesOfNews(stream)
    if (bytes === 0) return
    const isEssential = kindOfScope(stream.scope) !== 'cell' || place === this.firstCell()
    const weight = isEssential ? essentialWeight : 2 ** (-place / orderHalving)
    const view = this.viewOf(stream)
    if (bytes <= room / 2 || this.needsBaseline(stream)) {
      candidates.push({ stream, slice: undefined, score: this.waited(view.sentTick) * weight })
      return
    }
    for (const slice of stream.sliceBlocks(this.order.hasChecksums)) {
      // An entity that changes by more than a packet holds is told of by keyframes, which come in parts.
      if (costOf(slice.block) > room) stream.askForKeyframe()
      const waited = this.waited(view.sliceTicks.get(slice.slice) ?? view.sentTick)
      const { channel } = this.order
      const isOwn = channel.to !== everybody && stream.codec.slices.holdsKey(slice.slice, channel.to)
      const urgency = isOwn ? essentialWeight : slice.isEventful ? 1 : uneventfulWeight
      candidates.push({ stream, slice, score: waited * Math.min(weight, 1) * urgency })
    }
  }

  private firstCell(): number {
    return this.order.streams.findIndex(({ scope }) => kindOfScope(scope) === 'cell')
  }

  private waited(sentTick: number): number {
    return sentTick < 0 ? neverSentWait : (this.order.tick - sentTick) / this.sendTicks
  }

  private addSlice(stream: ScopeStream, { slice, block }: SliceBlock): void {
    this.add(block)
    this.packet.baselines.push(stream.baseline)
    this.viewOf(stream).sliceTicks.set(slice, this.order.tick)
  }

  /** Room that is kept for a part of a keyframe, so that these get through however much is new. */
  private bytesOfNextPart(): number {
    for (const stream of this.order.streams) {
      const { baseline, next } = stream
      const isBaselineDue = this.isLacked(baseline, stream) && !this.needsBaseline(stream)
      const bytes = isBaselineDue ? this.bytesOfDuePart(stream, baseline) : 0
      if (bytes > 0) return bytes
      if (next === undefined || this.isKeyframeNow(stream) || !this.isLacked(next, stream)) continue
      const nextBytes = this.bytesOfDuePart(stream, next)
      if (nextBytes > 0) return nextBytes
    }
    return 0
  }

  private bytesOfDuePart(stream: ScopeStream, keyframe: SentKeyframe): number {
    for (let part = 0; part < keyframe.parts; part++)
      if (this.isDue(keyframe, part)) return costOf(stream.keyframeBlock(keyframe, part, this.order.tick))
    return 0
  }

  private addKeyframes(stream: ScopeStream): void {
    const { baseline, next } = stream
    if (this.isLacked(baseline, stream)) this.addParts(stream, baseline)
    if (next !== undefined && this.isLacked(next, stream)) this.addParts(stream, next)
  }

  private addParts(stream: ScopeStream, keyframe: SentKeyframe): void {
    for (let part = 0; part < keyframe.parts; part++) {
      if (!this.isDue(keyframe, part)) continue
      if (!this.hasRoomFor(keyframe.part(part).length + partHeaderBytesMax)) return
      this.addPart(stream, keyframe, part)
    }
  }

  /** Whether it is to be sent. Who lacks the baseline of what all are sent asks for it. */
  private isLacked(keyframe: SentKeyframe, { baseline }: ScopeStream): boolean {
    if (this.order.channel.to !== everybody) return !this.isHeld(keyframe)
    return keyframe !== baseline && !(this.isHeld(keyframe) && keyframe.wasSent(everybody))
  }

  private isDue(keyframe: SentKeyframe, part: number): boolean {
    const { channel, receivers, tick } = this.order
    const sentTick = keyframe.sentTick(channel.to, part)
    if (sentTick < 0) return true
    if (tick - sentTick < this.times.repeatAfterTicks) return false
    for (const { slot, heardTick } of receivers) {
      const isHeard = tick - heardTick < this.times.silentAfterTicks
      if (isHeard && !keyframe.isPartHeldBy(slot, part)) return true
    }
    return false
  }

  /** All receivers have it, and it is as it was. */
  private isKnown(stream: ScopeStream): boolean {
    const { receivers, channel, tick } = this.order
    for (const receiver of receivers) if (!receiver.hasAll(stream)) return false
    // Others may listen to what all are sent.
    const { sentTick } = this.viewOf(stream)
    return (
      channel.to !== everybody || (sentTick >= stream.quietTick && tick - sentTick < this.times.intervalTicks)
    )
  }

  /** The snapshot can be a keyframe itself. */
  private isKeyframeNow({ next }: ScopeStream): boolean {
    return next !== undefined && next.tick === this.order.tick && next.parts === 1
  }

  private isHeld(keyframe: SentKeyframe): boolean {
    for (const { slot } of this.order.receivers) if (!keyframe.isHeldBy(slot)) return false
    return true
  }

  /** The baseline is to go with the delta, which can't be understood without. */
  private needsBaseline({ baseline }: ScopeStream): boolean {
    const { channel } = this.order
    if (channel.to === everybody || this.isHeld(baseline) || baseline.parts > 1) return false
    return this.isDue(baseline, 0)
  }

  /** Deltas make no sense before all parts of the baseline have been sent. */
  private isWaiting({ baseline }: ScopeStream): boolean {
    const { channel } = this.order
    if (channel.to === everybody || this.isHeld(baseline) || baseline.parts === 1) return false
    return !baseline.wasSent(channel.to)
  }

  private addPart(stream: ScopeStream, keyframe: SentKeyframe, part: number): void {
    const { channel, tick } = this.order
    this.add(stream.keyframeBlock(keyframe, part, tick))
    this.packet.keyframes.push({ keyframe, part })
    keyframe.sent(channel.to, part, tick)
  }

  private add(block: Uint8Array): void {
    this.blocks.push(block)
    this.room -= costOf(block)
  }

  private hasRoomFor(bytes: number): boolean {
    return bytes + blockEnvelopeBytes <= this.room
  }

  private viewOf({ scope }: ScopeStream): ChannelView {
    return this.order.channel.viewOf(scope)
  }
}

/** Scope and kind, age, part and parts. */
const partHeaderBytesMax = 10

function costOf(block: Uint8Array): number {
  return block.length + blockEnvelopeBytes
}
