import { ArrivalTimeline } from './client/arrival-timeline.ts'
import { EventFeed, type PackedEvent, type PlayedEvent } from './client/event-feed.ts'
import { InputSchedule } from './client/input-schedule.ts'
import { LocalClock } from './client/local-clock.ts'
import { OwnPlayer } from './client/own-player.ts'
import {
  againMs,
  type MatchClientStats,
  type MatchView,
  type PlayClient,
  type PlayClientOptions,
  type Takeover,
} from './client/play-client.ts'
import { ReceivedSnapshots } from './client/received-snapshots.ts'
import { SentInputs } from './client/sent-inputs.ts'
import { ShownWorld } from './client/shown-world.ts'
import type { AnyGame, CommandOf, InputOf, PlayerSlot, WorldOf } from './game/define-game.ts'
import { codersOf } from './game/game-coders.ts'
import { NamedCodec } from './game/named-codec.ts'
import type { CommandPacket, InputPacket, KeyframePacket, SnapshotPacket } from './packets.ts'
import type { StructValue } from './schema/struct-coder.ts'
import type { DesyncReport } from './snapshot/desync.ts'
import { depthOf } from './snapshot/input-depths.ts'
import type { SnapshotRejected, SnapshotRejectedReason } from './snapshot/snapshot-rejected.ts'

/** One snapshot to interpolate towards, and most of another one for the one that may be lost. */
const delayIntervals = 1.7

/** What is shown goes on beyond the newest snapshot for 100 ms at most: 13 ticks at the fastest rate. */
const shownAheadTicksMax = 12

/** A player's side of a match whose authority sends snapshots: the own player is predicted, the others shown a little later. */
export class MatchClient<G extends AnyGame> implements PlayClient<G> {
  private readonly slot: PlayerSlot
  private readonly sendTicks: number
  private readonly againTicks: number
  private readonly timeline: ArrivalTimeline
  private readonly clock: LocalClock
  private readonly received: ReceivedSnapshots
  private readonly shown: ShownWorld<G>
  private readonly sent: SentInputs
  private readonly schedule: InputSchedule
  private readonly own: OwnPlayer<G>
  private readonly events: EventFeed<G>
  private readonly commandCodec: NamedCodec<CommandOf<G>>
  /** The moment the others were last shown at, to a sixteenth of a tick, as it is told to the authority. */
  private shownTick = 0
  /** Where a new owner stands, until it has sent a snapshot: no later moment may have been shown for all that it knows. */
  private takenOverTick: number | undefined
  private readonly rejected = new Map<SnapshotRejectedReason, number>()
  private snapshots = 0

  constructor(options: PlayClientOptions<G>) {
    const { game, slot } = options
    this.slot = slot
    this.sendTicks = game.tickRate / game.sendRate
    this.againTicks = Math.ceil((againMs * game.tickRate) / 1_000)
    this.timeline = new ArrivalTimeline(game.tickRate)
    this.clock = new LocalClock(game.tickRate, this.sendTicks, this.timeline)
    this.received = new ReceivedSnapshots(game, slot)
    const snapshots = this.received.shown
    this.shown = new ShownWorld(game, snapshots, this.timeline, delayIntervals)
    this.sent = new SentInputs(game, this.sendTicks)
    this.schedule = new InputSchedule(this.sent, this.sendTicks)
    this.events = new EventFeed(game)
    this.own = new OwnPlayer({ ...options, sent: this.sent, snapshots, events: this.events })
    const { commands, contextCount } = codersOf(game)
    this.commandCodec = new NamedCodec(commands, contextCount)
  }

  get needsKeyframe(): boolean {
    return this.received.needsKeyframe
  }

  /** World of the newest snapshot; undefined before the first one. Not to be changed. */
  get latest(): WorldOf<G> | undefined {
    return this.shown.latest
  }

  /** Tick of the newest snapshot; -1 before the first one. It contains this player's inputs up to that tick. */
  get latestTick(): number {
    return this.received.shown.newestTick
  }

  get stats(): MatchClientStats {
    return {
      rttMs: this.clock.rttMs,
      jitterMs: this.timeline.jitterMs,
      inputDepth: this.clock.inputDepth,
      interpolationDelayMs: this.shown.delayMs,
      snapshots: this.snapshots,
      corrections: this.own.corrections,
      mispredictions: this.own.mispredictions,
      rejectedSnapshots: this.rejected,
      desyncs: this.received.desyncs,
    }
  }

  receiveSnapshot(packet: SnapshotPacket, nowMs: number): SnapshotRejected | undefined {
    const { shown } = this.received
    const known = shown.newest
    const rejected = this.received.take(packet)
    if (rejected !== undefined) {
      this.rejected.set(rejected.reason, (this.rejected.get(rejected.reason) ?? 0) + 1)
      return rejected
    }
    if (!packet.isPrivate) this.snapshots++
    if (!packet.isPrivate && packet.tick > (known?.tick ?? -1)) this.follow(packet, nowMs)
    const { newest } = shown
    if (newest !== undefined && newest !== known && this.received.isOwnTold) this.own.reconcile(newest)
    return undefined
  }

  receiveKeyframe(packet: KeyframePacket): SnapshotRejected | undefined {
    return this.received.takeKeyframe(packet)
  }

  takeDesync(): DesyncReport | undefined {
    return this.received.takeDesync()
  }

  advance(nowMs: number, sampleInput: (tick: number, world?: WorldOf<G>) => InputOf<G>): InputPacket[] {
    this.clock.advance(nowMs)
    if (!this.clock.isRunning) return []
    const tick = Math.floor(this.clock.now)
    const first = this.schedule.firstDue(tick)
    for (let due = first; due <= tick; due++) {
      this.own.advanceTo(due - 1)
      const input = sampleInput(due, this.own.world)
      this.sent.add(due, input as StructValue, this.shownTick - (tick - due))
    }
    this.own.advanceTo(tick)
    const packed = this.schedule.take(first, tick)
    if (packed.length > 0) this.clock.sent(tick - (tick % this.sendTicks))
    return packed.map((inputs) => this.inputPacket(inputs))
  }

  takenOver(takeover: Takeover, nowMs: number): InputPacket[] {
    const { tick, dueTick } = takeover
    this.received.takenOver()
    this.clock.takenOver(takeover, nowMs)
    this.takenOverTick = dueTick ?? tick
    return this.schedule.takenOver(tick, dueTick !== undefined).map((inputs) => this.inputPacket(inputs))
  }

  inputsAgain(): InputPacket[] {
    return this.schedule.again(this.latestTick - this.againTicks).map((inputs) => this.inputPacket(inputs))
  }

  view(nowMs: number): MatchView<G> | undefined {
    const shown = this.shown.at(nowMs)
    if (shown === undefined) return undefined
    const { world, tick } = shown
    this.shownTick = Math.max(0, Math.round(tick * 16) / 16)
    return { world, tick, localTick: this.own.showIn(world, this.clock.now, nowMs) }
  }

  receiveEvents(tick: number, events: readonly PackedEvent[]): number {
    return this.events.told(tick, events)
  }

  takeEvents(): readonly PlayedEvent<G>[] {
    return this.events.take()
  }

  encodeCommand(command: CommandOf<G>): CommandPacket {
    const { kind, payload } = this.commandCodec.encode(command)
    return { kind, payload }
  }

  private follow({ tick, inputDepths }: SnapshotPacket, nowMs: number): void {
    const depth = depthOf(inputDepths, this.slot)
    this.timeline.observe(tick, nowMs)
    this.shown.adapt()
    this.clock.observe(tick, depth, nowMs)
    this.schedule.observe(tick, depth)
    this.takenOverTick = undefined
  }

  private inputPacket(inputs: Pick<InputPacket, 'newestTick' | 'count' | 'inputs'>): InputPacket {
    const shownTick = Math.max(0, this.sent.shownAt(inputs.newestTick))
    const shownTickMax = (this.takenOverTick ?? Number.POSITIVE_INFINITY) + shownAheadTicksMax
    const shownSixteenths = Math.round(Math.min(shownTick, shownTickMax) * 16)
    return { ...inputs, ...this.received.acknowledgement, shownSixteenths }
  }
}
