import { ArrivalTimeline } from './client/arrival-timeline.ts'
import { CorrectionSmoothing } from './client/correction-smoothing.ts'
import { EventFeed, type PackedEvent, type PlayedEvent } from './client/event-feed.ts'
import { LocalClock } from './client/local-clock.ts'
import { OwnEntities } from './client/own-entities.ts'
import type { MatchClientStats, MatchView, PlayClient, PlayClientOptions } from './client/play-client.ts'
import { Prediction } from './client/prediction.ts'
import { type ReceivedSnapshot, ReceivedSnapshots } from './client/received-snapshots.ts'
import { RenderClock } from './client/render-clock.ts'
import { SentInputs } from './client/sent-inputs.ts'
import type { AnyGame, CommandOf, InputOf, PlayerSlot, WorldOf } from './game/define-game.ts'
import { codersOf } from './game/game-coders.ts'
import { NamedCodec } from './game/named-codec.ts'
import { depthsPerTick, noInputDepth } from './input/input-queue.ts'
import type { CommandPacket, InputPacket, KeyframePacket, SnapshotPacket } from './packets.ts'
import type { StructValue } from './schema/struct-coder.ts'
import type { DesyncReport } from './snapshot/desync.ts'
import { depthOf } from './snapshot/input-depths.ts'
import type { SnapshotRejected, SnapshotRejectedReason } from './snapshot/snapshot-rejected.ts'

/** Others are drawn on beyond the newest snapshot for this long at most, then they stand. */
const extrapolationMsMax = 100

/** Ticks made up for in one call at most, when the page was slow or the clock leapt. */
const extraTicksMax = 32

/** A player's side of a match whose authority sends snapshots: the own player is predicted, the others shown a little later. */
export class MatchClient<G extends AnyGame> implements PlayClient<G> {
  private readonly game: G
  private readonly slot: PlayerSlot
  private readonly sendTicks: number
  private readonly timeline: ArrivalTimeline
  private readonly clock: LocalClock
  private readonly renderClock: RenderClock
  private readonly received: ReceivedSnapshots
  private readonly sent: SentInputs
  private readonly own: OwnEntities
  private readonly prediction: Prediction<G>
  private readonly smoothing: CorrectionSmoothing
  private readonly events: EventFeed<G>
  private readonly commandCodec: NamedCodec<CommandOf<G>>
  /** The moment the others were last shown at, to a sixteenth of a tick, as it is told to the authority. */
  private shownTick = 0
  private readonly rejected = new Map<SnapshotRejectedReason, number>()
  private receivedInputTick = 0
  private snapshots = 0
  private corrections = 0
  private mispredictions = 0
  private toldTick = 0
  private latestWorld: { readonly of: ReceivedSnapshot; readonly world: WorldOf<G> } | undefined

  constructor({ game, slot, settings = {}, seats }: PlayClientOptions<G>) {
    this.game = game
    this.slot = slot
    this.sendTicks = game.tickRate / game.sendRate
    this.timeline = new ArrivalTimeline(game.tickRate)
    this.clock = new LocalClock(game.tickRate, this.sendTicks, this.timeline)
    this.renderClock = new RenderClock(game.tickRate, game.sendRate, this.timeline)
    this.received = new ReceivedSnapshots(game, slot)
    this.sent = new SentInputs(game, this.sendTicks)
    this.own = new OwnEntities(game, slot)
    this.events = new EventFeed(game)
    this.prediction = new Prediction({
      game,
      settings,
      seats,
      slot,
      own: this.own,
      sent: this.sent,
      received: this.received,
      events: this.events,
    })
    this.smoothing = new CorrectionSmoothing(game)
    const { commands, contextCount } = codersOf(game)
    this.commandCodec = new NamedCodec(commands, contextCount)
  }

  get needsKeyframe(): boolean {
    return this.received.needsKeyframe
  }

  /** World of the newest snapshot; undefined before the first one. Not to be changed. */
  get latest(): WorldOf<G> | undefined {
    const { newest } = this.received
    if (newest !== undefined && this.latestWorld?.of !== newest) {
      const state = this.received.coder.restore(newest.state.rewind())
      this.latestWorld = { of: newest, world: state.world as WorldOf<G> }
    }
    return this.latestWorld?.world
  }

  /** Tick of the newest snapshot; -1 before the first one. It contains this player's inputs up to that tick. */
  get latestTick(): number {
    return this.received.newestTick
  }

  get stats(): MatchClientStats {
    return {
      rttMs: this.clock.rttMs,
      jitterMs: this.timeline.jitterMs,
      inputDepth: this.clock.inputDepth,
      interpolationDelayMs: this.renderClock.delayMs,
      snapshots: this.snapshots,
      corrections: this.corrections,
      mispredictions: this.mispredictions,
      rejectedSnapshots: this.rejected,
      desyncs: this.received.desyncs,
    }
  }

  receiveSnapshot(packet: SnapshotPacket, nowMs: number): SnapshotRejected | undefined {
    const known = this.received.newest
    const rejected = this.received.take(packet)
    if (rejected !== undefined) {
      this.rejected.set(rejected.reason, (this.rejected.get(rejected.reason) ?? 0) + 1)
      return rejected
    }
    if (!packet.isPrivate) this.snapshots++
    if (!packet.isPrivate && packet.tick > (known?.tick ?? -1)) this.follow(packet, nowMs)
    if (this.received.newest !== known && this.received.isOwnTold) this.reconcile()
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
    // After a sleep the ticks in between are gone; the authority has played them without this player.
    // The first input is for now: those before it could not come in time.
    const earliest = this.sent.newestTick === 0 ? tick : this.sent.newestTick + 1
    const first = Math.max(earliest, tick - extraTicksMax, 1)
    let isSendDue = false
    for (let due = first; due <= tick; due++) {
      this.prediction.advanceTo(due - 1)
      const input = sampleInput(due, this.prediction.world)
      this.sent.add(due, input as StructValue, this.shownTick - (tick - due))
      if (due % this.sendTicks === 0) isSendDue = true
    }
    this.prediction.advanceTo(tick)
    if (!isSendDue) return []
    this.clock.sent(tick - (tick % this.sendTicks))
    return [this.inputPacket()]
  }

  view(nowMs: number): MatchView<G> | undefined {
    const tick = this.renderClock.advance(nowMs)
    const around = this.received.around(tick)
    if (around === undefined) return undefined
    const [from, to] = around
    const shownTick = Math.min(
      tick,
      this.received.newestTick + (extrapolationMsMax * this.game.tickRate) / 1000,
    )
    this.shownTick = Math.max(0, Math.round(shownTick * 16) / 16)
    const share = Math.max(0, (shownTick - from.tick) / (to.tick - from.tick))
    const { coder } = this.received
    const state =
      from === to
        ? coder.restore(to.state.rewind())
        : coder.blend(from.state.rewind(), to.state.rewind(), share)
    const world = state.world as WorldOf<G>
    return { world, tick: shownTick, localTick: this.showOwn(world, nowMs) }
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
    this.renderClock.adapt()
    this.clock.observe(tick, depth, nowMs)
    // Inputs reached `depth` beyond a tick after the one it was last told at: those up to there need no repetition.
    const hasCome = depth !== undefined && depth !== noInputDepth
    const inputTick = hasCome ? this.toldTick + Math.ceil(depth / depthsPerTick) : 0
    this.receivedInputTick = Math.max(this.receivedInputTick, tick, inputTick)
    if (depth !== undefined) this.toldTick = tick
  }

  private reconcile(): void {
    const { newest } = this.received
    if (newest === undefined) return
    const before = this.ownNow()
    const outcome = this.prediction.reconcile(newest)
    if (outcome !== 'mispredicted') return
    this.mispredictions++
    if (this.smoothing.correct(before, this.ownNow())) this.corrections++
  }

  /** Replaces the own player's interpolated entities by the predicted ones; returns the moment they are shown at. */
  private showOwn(world: WorldOf<G>, nowMs: number): number {
    const { tick } = this.prediction
    const to = this.prediction.ownAt(tick)
    if (to === undefined) return tick
    const share = Math.min(Math.max(this.clock.now - tick, 0), 1)
    const from = this.prediction.ownAt(tick - 1)
    const entities = from === undefined ? this.own.restore(to) : this.own.blend(from, to, share)
    this.smoothing.apply(entities, nowMs)
    this.own.place(entities, world as never)
    return tick - 1 + share
  }

  private inputPacket(): InputPacket {
    const { newestTick } = this.sent
    const { count, inputs } = this.sent.pack(this.receivedInputTick)
    const { acknowledgement } = this.received
    return { newestTick, count, inputs, ...acknowledgement, shownSixteenths: this.shownTick * 16 }
  }

  private ownNow(): (StructValue | undefined)[] {
    const own = this.prediction.ownAt(this.prediction.tick)
    return own === undefined ? [] : this.own.restore(own)
  }
}
