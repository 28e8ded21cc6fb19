import { ArrivalTimeline } from '../client/arrival-timeline.ts'
import { EventFeed, type PackedEvent, type PlayedEvent } from '../client/event-feed.ts'
import { InputSchedule } from '../client/input-schedule.ts'
import { LocalClock } from '../client/local-clock.ts'
import {
  againMs,
  type MatchClientStats,
  type MatchView,
  type PlayClient,
  type PlayClientOptions,
  type Takeover,
} from '../client/play-client.ts'
import { SentInputs } from '../client/sent-inputs.ts'
import type { AnyGame, CommandOf, InputOf, PlayerSlot, WorldOf } from '../game/define-game.ts'
import { codersOf } from '../game/game-coders.ts'
import { math } from '../game/math.ts'
import { NamedCodec } from '../game/named-codec.ts'
import type { InputRejected, InputRejectedReason } from '../input/input-rejected.ts'
import { TickCodec } from '../log/tick-codec.ts'
import type {
  CommandPacket,
  ConfirmedTicks,
  InputPacket,
  KeyframePacket,
  SnapshotPacket,
} from '../packets.ts'
import type { StructValue } from '../schema/struct-coder.ts'
import { Tape } from '../schema/tape.ts'
import { readBlock } from '../snapshot/block.ts'
import type { DesyncReport } from '../snapshot/desync.ts'
import { depthOf } from '../snapshot/input-depths.ts'
import { publicScope } from '../snapshot/scopes.ts'
import { SnapshotRejected, type SnapshotRejectedReason } from '../snapshot/snapshot-rejected.ts'
import { StateCodec } from '../snapshot/state-codec.ts'
import { recordsPerPacketMax } from './confirmed-log.ts'
import { PeerInputs } from './peer-inputs.ts'
import { PresentClock } from './present-clock.ts'
import { RollbackSimulation } from './rollback-simulation.ts'
import { ShownPlayers } from './shown-players.ts'

export interface RollbackStats extends MatchClientStats {
  /** Ticks made again because something was other than predicted. */
  readonly resimulatedTicks: number
  /** Packets of peers that were not taken, by reason. */
  readonly rejectedInputs: ReadonlyMap<InputRejectedReason, number>
}

/**
 * A player's side of a game with rollback: simulates all players, predicts what they do, and goes back when it was something
 * else. The local clock leads the authority as in any game, so that inputs arrive for their tick; what is shown lags behind
 * the hands by the game's input delay.
 */
export class RollbackClient<G extends AnyGame> implements PlayClient<G> {
  needsKeyframe = true
  private readonly slot: PlayerSlot
  private readonly sendTicks: number
  private readonly againTicks: number
  private readonly timeline: ArrivalTimeline
  private readonly clock: LocalClock
  private readonly present: PresentClock
  private readonly sent: SentInputs
  private readonly schedule: InputSchedule
  private readonly peers: PeerInputs
  private readonly simulation: RollbackSimulation<G>
  private readonly players: ShownPlayers
  private readonly events: EventFeed<G>
  private readonly tickCodec: TickCodec
  private readonly stateCodec: StateCodec
  private readonly commandCodec: NamedCodec<CommandOf<G>>
  private readonly rejected = new Map<SnapshotRejectedReason, number>()
  private readonly rejectedInputs = new Map<InputRejectedReason, number>()
  /** The present as it was before a rollback that is not made up for yet. */
  private readonly before = new Tape()
  private beforeTick = -1
  private heardTick = 0
  /** Where a new owner stands, as long as more is known here than it knows of. */
  private knownTickMax = Number.POSITIVE_INFINITY
  private snapshots = 0
  private corrections = 0
  private desyncs = 0
  private desync: DesyncReport | undefined
  /** The moment shown; beyond what may be predicted, it waits. */
  private shownTick = 0
  private latestWorld: { readonly tick: number; readonly world: WorldOf<G> } | undefined

  constructor({ game, slot, settings = {}, seats }: PlayClientOptions<G>) {
    this.slot = slot
    this.sendTicks = game.tickRate / game.sendRate
    this.againTicks = Math.ceil((againMs * game.tickRate) / 1_000)
    this.timeline = new ArrivalTimeline(game.tickRate)
    this.clock = new LocalClock(game.tickRate, this.sendTicks, this.timeline)
    this.present = new PresentClock(game.rollback?.inputDelayTicks ?? 0, this.clock, this.timeline)
    this.sent = new SentInputs(game, this.sendTicks)
    this.schedule = new InputSchedule(this.sent, this.sendTicks)
    this.peers = new PeerInputs(game, slot)
    this.players = new ShownPlayers(game)
    this.events = new EventFeed(game)
    this.simulation = new RollbackSimulation({
      game,
      settings,
      seats,
      inputOf: (player, tick) => (player === slot ? this.sent.at(tick) : this.peers.get(player, tick)),
      rolledBack: (tick) => this.rolledBack(tick),
      emit: (tick, event) => this.events.predicted(tick, event),
    })
    const { commands, contextCount } = codersOf(game)
    this.tickCodec = new TickCodec(game)
    this.stateCodec = new StateCodec(game)
    this.commandCodec = new NamedCodec(commands, contextCount)
  }

  /** World of the newest confirmed tick. */
  get latest(): WorldOf<G> | undefined {
    const tick = this.latestTick
    const state = this.simulation.stateAt(tick)
    if (state !== undefined && this.latestWorld?.tick !== tick)
      this.latestWorld = { tick, world: this.stateCodec.coder.restore(state.rewind()).world as WorldOf<G> }
    return this.latestWorld?.world
  }

  get latestTick(): number {
    return this.simulation.confirmedTick
  }

  get stats(): RollbackStats {
    return {
      rttMs: this.clock.rttMs,
      jitterMs: this.timeline.jitterMs,
      inputDepth: this.clock.inputDepth,
      interpolationDelayMs: 0,
      snapshots: this.snapshots,
      corrections: this.corrections,
      mispredictions: this.simulation.rollbacks,
      resimulatedTicks: this.simulation.resimulatedTicks,
      rejectedSnapshots: this.rejected,
      rejectedInputs: this.rejectedInputs,
      desyncs: this.desyncs,
    }
  }

  receiveSnapshot(packet: SnapshotPacket, nowMs: number): SnapshotRejected | undefined {
    const { tick, inputDepths, confirmed } = packet
    const rejected = this.take(tick, confirmed)
    if (rejected !== undefined) {
      this.rejected.set(rejected.reason, (this.rejected.get(rejected.reason) ?? 0) + 1)
      return rejected
    }
    this.snapshots++
    this.heardTick = tick
    this.timeline.observe(tick, nowMs)
    const depth = depthOf(inputDepths, this.slot)
    this.clock.observe(tick, depth, nowMs)
    this.schedule.observe(tick, depth)
    return undefined
  }

  receiveKeyframe({ tick, blocks }: KeyframePacket): SnapshotRejected | undefined {
    if (!this.needsKeyframe && tick <= this.latestTick) return SnapshotRejected.tooOld(tick, this.latestTick)
    const block = blocks[0] && readBlock(blocks[0])
    const decoded = block?.kind === 'keyframe' ? this.stateCodec.decode(block.packed) : undefined
    if (decoded === undefined) return SnapshotRejected.malformed(tick)
    this.latestWorld = undefined
    this.simulation.restart(tick, decoded)
    this.knownTickMax = Number.POSITIVE_INFINITY
    this.needsKeyframe = this.latestTick < this.heardTick
    return undefined
  }

  receivePeerInput(slot: PlayerSlot, packet: InputPacket): InputRejected | undefined {
    const rejected = this.peers.receive(slot, packet, this.latestTick, (tick, input) =>
      this.simulation.noticed(slot, tick, input),
    )
    if (rejected !== undefined)
      this.rejectedInputs.set(rejected.reason, (this.rejectedInputs.get(rejected.reason) ?? 0) + 1)
    return rejected
  }

  receiveEvents(tick: number, events: readonly PackedEvent[]): number {
    return this.events.told(tick, events)
  }

  takeEvents(): readonly PlayedEvent<G>[] {
    return this.events.take()
  }

  /** The last difference found since this was asked last; undefined if there was none. For the authority to look into. */
  takeDesync(): DesyncReport | undefined {
    const { desync } = this
    this.desync = undefined
    return desync
  }

  advance(nowMs: number, sampleInput: (tick: number) => InputOf<G>): InputPacket[] {
    this.clock.advance(nowMs)
    this.peers.startTurn()
    if (!this.clock.isRunning) return []
    const tick = Math.floor(this.clock.now)
    const first = this.schedule.firstDue(tick)
    for (let due = first; due <= tick; due++) this.sent.add(due, sampleInput(due) as StructValue, 0)
    this.shownTick = this.present.at(nowMs)
    this.makePresent()
    const packed = this.schedule.take(first, tick)
    if (packed.length > 0) this.clock.sent(tick - (tick % this.sendTicks))
    return packed.map((inputs) => this.inputPacket(inputs))
  }

  takenOver(takeover: Takeover, nowMs: number): InputPacket[] {
    const { tick, dueTick } = takeover
    this.clock.takenOver(takeover, nowMs)
    this.heardTick = Math.min(this.heardTick, tick)
    if (this.latestTick > tick) {
      this.needsKeyframe = true
      this.knownTickMax = tick
    }
    this.desync = undefined
    return this.schedule.takenOver(tick, dueTick !== undefined).map((inputs) => this.inputPacket(inputs))
  }

  inputsAgain(): InputPacket[] {
    return this.schedule.again(this.latestTick - this.againTicks).map((inputs) => this.inputPacket(inputs))
  }

  view(nowMs: number): MatchView<G> | undefined {
    this.makePresent()
    const { coder } = this.stateCodec
    const { madeTick } = this.simulation
    const to = this.simulation.stateAt(madeTick)
    if (to === undefined) return undefined
    const from = this.simulation.stateAt(madeTick - 1)
    const share = math.clamp(this.shownTick - (madeTick - 1), 0, 1)
    const state =
      from === undefined ? coder.restore(to.rewind()) : coder.blend(from.rewind(), to.rewind(), share)
    const world = state.world as WorldOf<G>
    this.players.apply(world as never, nowMs)
    const tick = madeTick - 1 + share
    return { world, tick, localTick: tick }
  }

  encodeCommand(command: CommandOf<G>): CommandPacket {
    const { kind, payload } = this.commandCodec.encode(command)
    return { kind, payload }
  }

  private take(tick: number, confirmed: ConfirmedTicks | undefined): SnapshotRejected | undefined {
    if (tick <= this.heardTick) return SnapshotRejected.tooOld(tick, this.heardTick)
    const records = confirmed && this.tickCodec.decode(confirmed.records, recordsPerPacketMax)
    if (confirmed === undefined || records === undefined) return SnapshotRejected.malformed(tick)
    this.simulation.hear(records.filter((record) => record.tick <= tick))
    if (this.latestTick < tick) this.needsKeyframe = true
    this.compare(confirmed)
    return undefined
  }

  /** After a difference all is wrong until a keyframe comes: one is as good as many. */
  private compare({ checksumTick, checksum }: ConfirmedTicks): void {
    if (this.needsKeyframe || checksumTick > this.latestTick) return
    const state = this.simulation.stateAt(checksumTick)
    if (state === undefined || state.hash() === checksum) return
    this.desyncs++
    this.desync = {
      tick: checksumTick,
      scope: publicScope,
      slice: undefined,
      state: this.stateCodec.encode(state),
    }
    this.needsKeyframe = true
  }

  private makePresent(): void {
    this.simulation.predictTo(Math.floor(this.shownTick) + 1)
    const after = this.simulation.stateAt(this.beforeTick)
    if (after === undefined) return
    if (!after.equals(this.before))
      for (const player of this.simulation.players)
        if (this.players.correct(player, this.before, after) && player === this.slot) this.corrections++
    this.beforeTick = -1
  }

  private rolledBack(tick: number): void {
    this.events.rolledBack(tick)
    const present = this.simulation.stateAt(this.simulation.presentTick)
    if (present === undefined || this.beforeTick !== -1) return
    this.before.assign(present)
    this.beforeTick = this.simulation.presentTick
  }

  private inputPacket(inputs: Pick<InputPacket, 'newestTick' | 'count' | 'inputs'>): InputPacket {
    const snapshotTick = Math.min(Math.max(this.latestTick, 0), this.knownTickMax)
    return { ...inputs, snapshotTick, received: 0, privateTick: 0, shownSixteenths: 0 }
  }
}
