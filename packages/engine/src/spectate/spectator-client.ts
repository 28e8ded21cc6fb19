import { ArrivalTimeline } from '../client/arrival-timeline.ts'
import { EventFeed, type PackedEvent, type PlayedEvent } from '../client/event-feed.ts'
import type { MatchView } from '../client/play-client.ts'
import { ReceivedSnapshots } from '../client/received-snapshots.ts'
import { RenderClock } from '../client/render-clock.ts'
import type { AnyGame, WorldOf } from '../game/define-game.ts'
import type { KeyframePacket, SnapshotPacket } from '../packets.ts'
import type { SnapshotRejected } from '../snapshot/snapshot-rejected.ts'

/** As for players: others are drawn on beyond the newest snapshot for this long at most. */
const extrapolationMsMax = 100

/**
 * One who watches a match whose authority sends snapshots: has no slot, predicts nothing, sends nothing, and sees what is for
 * all. Packets may come through a DelayedStream; the times given are those of their arrival here.
 */
export class SpectatorClient<G extends AnyGame> {
  private readonly game: G
  private readonly timeline: ArrivalTimeline
  private readonly renderClock: RenderClock
  private readonly received: ReceivedSnapshots
  private readonly events: EventFeed<G>

  constructor({ game }: { readonly game: G }) {
    this.game = game
    this.timeline = new ArrivalTimeline(game.tickRate)
    this.renderClock = new RenderClock(game.tickRate, game.sendRate, this.timeline)
    this.received = new ReceivedSnapshots(game, undefined)
    this.events = new EventFeed(game)
  }

  /** Whether snapshots can't be understood without a keyframe: it comes again within a second, or can be asked for. */
  get needsKeyframe(): boolean {
    return this.received.needsKeyframe
  }

  /** World of the newest snapshot, anew each time; undefined before the first one. */
  get latest(): WorldOf<G> | undefined {
    const { newest, coder } = this.received
    return newest && (coder.restore(newest.state.rewind()).world as WorldOf<G>)
  }

  /** Tick of the newest snapshot; -1 before the first one. */
  get latestTick(): number {
    return this.received.newestTick
  }

  receiveSnapshot(packet: SnapshotPacket, nowMs: number): SnapshotRejected | undefined {
    const { newestTick } = this.received
    const rejected = this.received.take(packet)
    if (rejected === undefined && packet.tick > newestTick) {
      this.timeline.observe(packet.tick, nowMs)
      this.renderClock.adapt()
    }
    return rejected
  }

  receiveKeyframe(packet: KeyframePacket): SnapshotRejected | undefined {
    return this.received.takeKeyframe(packet)
  }

  /** What the authority says was emitted in a tick; returns how many of these are no events of this game. */
  receiveEvents(tick: number, events: readonly PackedEvent[]): number {
    return this.events.told(tick, events)
  }

  /** What is to be shown now, each event once. */
  takeEvents(): readonly PlayedEvent<G>[] {
    return this.events.take()
  }

  /** What is to be drawn now; undefined before the first snapshot. The world is the caller's, and anew each time. */
  view(nowMs: number): MatchView<G> | undefined {
    const tick = this.renderClock.advance(nowMs)
    const around = this.received.around(tick)
    if (around === undefined) return undefined
    const [from, to] = around
    const shownTick = Math.min(tick, this.latestTick + (extrapolationMsMax * this.game.tickRate) / 1000)
    const { coder } = this.received
    const share = Math.max(0, (shownTick - from.tick) / (to.tick - from.tick))
    const state =
      from === to
        ? coder.restore(to.state.rewind())
        : coder.blend(from.state.rewind(), to.state.rewind(), share)
    return { world: state.world as WorldOf<G>, tick: shownTick, localTick: shownTick }
  }
}
