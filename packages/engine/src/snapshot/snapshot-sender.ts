import type { AnyGame, PlayerSlot } from '../game/define-game.ts'
import { codersOf } from '../game/game-coders.ts'
import type { Acknowledgement, AddressedSnapshot, KeyframePacket } from '../packets.ts'
import type { StructValue } from '../schema/struct-coder.ts'
import { Tape } from '../schema/tape.ts'
import { Channel } from './channel.ts'
import { type DesyncDump, type DesyncReport, differences } from './desync.ts'
import { keyframePackets } from './keyframe-packets.ts'
import { keyframeTimes } from './keyframe-rotation.ts'
import { PacketFiller } from './packet-filler.ts'
import { PacketGroups } from './packet-groups.ts'
import { kindOfScope } from './scopes.ts'
import { SeenScopes, type StateMoment } from './seen-scopes.ts'
import { everybody } from './sent-keyframe.ts'
import { StateHistory } from './state-history.ts'
import { layoutOf, type StateLayout } from './state-layout.ts'
import { Viewer } from './viewer.ts'

/** Says how early players' inputs come, in the form that packets have. */
export interface DepthSource {
  /** For all: the next share of the players. */
  next(): Uint8Array
  /** For these: of one of them, in `ownDepthBytesMax` at most. */
  of(slots: readonly PlayerSlot[]): Uint8Array
}

/** So that a packet fits into one SCTP chunk after the SFU has added the sender's identity. */
const packetBytesMax = 1080
/** A slot, and its depth. */
const ownDepthBytesMax = 2
/** Epoch, tick, and what a packet is besides, in the envelope. */
const envelopeBytesMax = 20
/** Blocks have checksums five times a second, or in each snapshot if these are rarer. */
const checksumsPerSecond = 5
/** States kept for reports of differences: those with checksums of the last two seconds. */
const statesKept = 12

/** What an authority sends of its state: to each player what that player may see, and nothing else. */
export class SnapshotSender {
  private readonly layout: StateLayout
  private readonly scopes: SeenScopes
  private readonly filler: PacketFiller
  private readonly groups = new PacketGroups()
  private readonly viewers = new Map<PlayerSlot, Viewer>()
  private readonly everybody: Channel
  private readonly history = new StateHistory(statesKept)
  private readonly sendTicks: number
  private readonly checksumTicks: number
  /** Of another authority's packets before it nothing is known. */
  private startTick = 0

  constructor(private readonly game: AnyGame) {
    const times = keyframeTimes(game.tickRate)
    this.layout = layoutOf(game)
    this.scopes = new SeenScopes(game, this.layout, times)
    this.sendTicks = game.tickRate / game.sendRate
    this.filler = new PacketFiller(times, this.sendTicks)
    this.everybody = new Channel(everybody, this.sendTicks)
    this.checksumTicks = Math.max(1, Math.floor(game.sendRate / checksumsPerSecond)) * this.sendTicks
  }

  /** Keeps what the match begins with as the first keyframe. */
  start(moment: StateMoment): void {
    this.startTick = moment.tick
    this.scopes.prepare([this.scopes.everybodys], moment)
  }

  join(slot: PlayerSlot, tick: number): void {
    this.viewers.set(slot, new Viewer(slot, tick, this.sendTicks, this.layout.hasCells))
  }

  leave(slot: PlayerSlot): void {
    this.viewers.delete(slot)
    this.scopes.leave(slot)
  }

  /** A tick that is acknowledged although nothing was sent at it; undefined if all is well. */
  unsentTick(slot: PlayerSlot, { snapshotTick, received, privateTick }: Acknowledgement): number | undefined {
    const viewer = this.viewers.get(slot)
    if (viewer === undefined) return undefined
    if (!this.wasSent(viewer.own, privateTick)) return privateTick
    if (!this.wasShown(viewer, snapshotTick)) return snapshotTick
    for (let bit = 1, left = received; left !== 0; bit++, left >>>= 1) {
      const tick = snapshotTick - bit * this.sendTicks
      if ((left & 1) === 1 && !viewer.hasAcknowledged(tick) && !this.wasShown(viewer, tick)) return tick
    }
    return undefined
  }

  /** What a player has, by a packet that `unsentTick` found nothing wrong with. */
  acknowledge(
    slot: PlayerSlot,
    { snapshotTick, received, privateTick }: Acknowledgement,
    tick: number,
  ): void {
    const viewer = this.viewers.get(slot)
    if (viewer === undefined) return
    viewer.heardTick = tick
    if (snapshotTick > 0)
      viewer.acknowledge(snapshotTick, received, (sentTick) => this.channelOf(viewer, sentTick))
    if (privateTick > 0) viewer.acknowledgePrivate(privateTick)
  }

  /** What is to be sent of a moment. What comes to a player besides the snapshot for all is ahead of it. */
  snapshots(moment: StateMoment, depths: DepthSource): AddressedSnapshot[] {
    const { tick } = moment
    if (this.hasChecksums(tick)) this.history.keep(tick, moment.state)
    const viewers = [...this.viewers.values()]
    this.scopes.look(moment, viewers)
    if (!this.layout.hasCells)
      return [...this.privateOnes(viewers, tick), this.forAll(this.scopes.forAll, viewers, depths, tick)]
    const [first] = viewers
    if (first !== undefined && viewers.every((viewer) => seesTheSame(viewer, first)))
      return [this.forAll(first.streams, viewers, depths, tick)]
    this.groups.clear()
    for (const viewer of viewers) {
      const { slot, own, streams } = viewer
      this.groups.add(slot, this.fill(own, streams, [viewer], ownDepthBytesMax, tick))
    }
    return this.groups.all.map(({ slots, blocks }) => ({
      to: slots,
      packet: { tick, isPrivate: false, inputDepths: depths.of(slots), blocks },
    }))
  }

  private forAll(
    streams: Viewer['streams'],
    viewers: readonly Viewer[],
    depths: DepthSource,
    tick: number,
  ): AddressedSnapshot {
    const inputDepths = depths.next()
    const blocks = this.fill(this.everybody, streams, viewers, inputDepths.length, tick)
    return { to: undefined, packet: { tick, isPrivate: false, inputDepths, blocks } }
  }

  /** What comes to players besides, as long as they don't have it. */
  private privateOnes(viewers: readonly Viewer[], tick: number): AddressedSnapshot[] {
    return viewers.flatMap(({ own, streams, slot }, index) => {
      const blocks = this.fill(own, streams, viewers.slice(index, index + 1), 0, tick)
      if (blocks.length > 0)
        return [{ to: [slot], packet: { tick, isPrivate: true, inputDepths: nothing, blocks } }]
      own.log.cancel(tick)
      return []
    })
  }

  /** The keyframes that deltas of what the player sees are taken against. What the player has acknowledged is forgotten. */
  keyframes(slot: PlayerSlot, moment: StateMoment): KeyframePacket[] {
    const { tick } = moment
    const viewer = this.viewers.get(slot)
    // Who has no place in the match, or none any more, sees what is there for all.
    if (viewer === undefined) return keyframePackets([this.scopes.everybodys], tick)
    this.scopes.find(viewer, moment)
    const streams = [...this.scopes.forAll, ...viewer.streams]
    this.scopes.prepare(streams, moment)
    this.scopes.forget(slot)
    viewer.restart(tick)
    for (const { scope } of viewer.streams) viewer.own.see(scope, tick)
    for (const { baseline } of streams)
      for (let part = 0; part < baseline.parts; part++) baseline.sent(slot, part, tick)
    return keyframePackets(streams, tick)
  }
  /** Compares a client's state with what it should be; undefined if that isn't known any more, or the report makes no sense. */
  explain(slot: PlayerSlot, { tick, scope, slice, state }: DesyncReport): DesyncDump | undefined {
    const whole = this.history.at(tick)
    const codec = this.scopes.codecOf(kindOfScope(scope))
    const client = codec.decode(state)
    if (whole === undefined || client === undefined || !this.viewers.has(slot)) return undefined
    const target = { scope, tape: new Tape(), countAt: 0 }
    const world = codersOf(this.game).state.restore(whole.rewind()).world as StructValue
    this.scopes.projector.project(whole, world, new Map([[scope, target]]))
    const restore = (tape: Tape): StructValue => codec.coder.restore(codec.slices.only(tape, slice).rewind())
    return { tick, scope, fields: differences(restore(target.tape), restore(client)) }
  }

  private wasShown(viewer: Viewer, tick: number): boolean {
    return this.wasSent(this.everybody, tick) || (this.layout.hasCells && this.wasSent(viewer.own, tick))
  }

  private wasSent({ log }: Channel, tick: number): boolean {
    return (tick >= 0 && tick <= this.startTick) || log.mayHave(tick)
  }

  private fill(
    channel: Channel,
    streams: Viewer['streams'],
    receivers: readonly Viewer[],
    depthBytes: number,
    tick: number,
  ): Uint8Array[] {
    const bytesMax = packetBytesMax - envelopeBytesMax - depthBytes
    for (const { scope } of streams) channel.see(scope, tick)
    return this.filler.fill({
      channel,
      streams,
      receivers,
      tick,
      hasChecksums: this.hasChecksums(tick),
      bytesMax,
    })
  }

  private hasChecksums(tick: number): boolean {
    return tick % this.checksumTicks === 0
  }

  /** On which way the snapshot of a tick came to the player: games with cells send to all when all see the same. */
  private channelOf({ own }: Viewer, tick: number): Channel {
    return this.layout.hasCells && own.log.at(tick) !== undefined ? own : this.everybody
  }
}

/** Whether two players may be sent the same packet; who has to be told that something is gone is sent one alone. */
function seesTheSame(a: Viewer, b: Viewer): boolean {
  if (a.own.hasGone || a.streams.length !== b.streams.length) return false
  return a.streams.every((stream, place) => stream === b.streams[place])
}

const nothing = new Uint8Array(0)
