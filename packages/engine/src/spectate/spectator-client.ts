import { ArrivalTimeline } from '../client/arrival-timeline.ts'
import { EventFeed, type PackedEvent, type PlayedEvent } from '../client/event-feed.ts'
import type { MatchView } from '../client/play-client.ts'
import { ShownWorld } from '../client/shown-world.ts'
import type { AnyGame, WorldOf } from '../game/define-game.ts'
import type { SnapshotPacket } from '../packets.ts'
import type { SnapshotRejected } from '../snapshot/snapshot-rejected.ts'
import { ReceivedStream } from './received-stream.ts'
import type { Reveals } from './spectator-layout.ts'

/** Who watches is in no hurry: two snapshots in a row may get lost, and nothing is seen of it. Jitter adds to this. */
const delayIntervals = 4

export interface SpectatorClientOptions<G extends AnyGame> {
  readonly game: G
  /** As the feed has it; `public` unless told. */
  readonly reveals?: Reveals
}

export interface SpectatorStats {
  readonly jitterMs: number
  /** How far what is shown lies behind the newest snapshot. */
  readonly interpolationDelayMs: number
  /** Packets understood. */
  readonly snapshots: number
  /** Packets not understood, or too late to be shown. */
  readonly rejectedSnapshots: number
  /** States that were found to differ from what the authority says they are. */
  readonly desyncs: number
}

/**
 * One who watches a match, of any game: has no slot, predicts nothing, sends nothing, and takes what comes from a SpectatorFeed.
 * Whoever comes in the middle sees the match after 1.5 s at most, unless a packet of theirs got lost just then.
 */
export class SpectatorClient<G extends AnyGame> {
  private readonly timeline: ArrivalTimeline
  private readonly received: ReceivedStream
  private readonly shown: ShownWorld<G>
  private readonly events: EventFeed<G>
  private snapshots = 0
  private rejected = 0

  constructor({ game, reveals = 'public' }: SpectatorClientOptions<G>) {
    this.timeline = new ArrivalTimeline(game.tickRate)
    this.received = new ReceivedStream(game, reveals)
    this.shown = new ShownWorld(game, this.received.shown, this.timeline, delayIntervals)
    this.events = new EventFeed(game)
  }

  /** World of the newest snapshot; undefined before the first one. Not to be changed. */
  get latest(): WorldOf<G> | undefined {
    return this.shown.latest
  }

  /** Tick of the newest snapshot; -1 before the first one. */
  get latestTick(): number {
    return this.received.shown.newestTick
  }

  get stats(): SpectatorStats {
    return {
      jitterMs: this.timeline.jitterMs,
      interpolationDelayMs: this.shown.delayMs,
      snapshots: this.snapshots,
      rejectedSnapshots: this.rejected,
      desyncs: this.received.desyncs,
    }
  }

  /** Another owner shows the match from now on, about where the former one stood: what was seen stays, and the rest follows it. */
  takenOver(): void {
    this.received.takenOver()
  }

  receiveSnapshot(packet: SnapshotPacket, nowMs: number): SnapshotRejected | undefined {
    const { newestTick } = this.received.shown
    const rejected = this.received.take(packet)
    if (rejected === undefined) this.snapshots++
    else this.rejected++
    if (this.received.shown.newestTick > newestTick) {
      this.timeline.observe(packet.tick, nowMs)
      this.shown.adapt()
    }
    return rejected
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
    const shown = this.shown.at(nowMs)
    return shown && { ...shown, localTick: shown.tick }
  }
}
