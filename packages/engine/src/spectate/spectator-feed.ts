import type { AnyGame } from '../game/define-game.ts'
import type { GameEvent, SnapshotPacket } from '../packets.ts'
import type { StateMoment } from '../snapshot/seen-scopes.ts'
import { DelayedStream } from './delayed-stream.ts'
import type { Reveals } from './spectator-layout.ts'
import { SpectatorStream } from './spectator-stream.ts'

/** Who watches for longer than this after the fact watches a replay. */
export const spectatorDelayMsMax = 300_000

/** What is due to spectators: a packet of state, which may get lost, or events of a tick, to be sent reliably. */
export type SpectatorItem =
  | { readonly kind: 'snapshot'; readonly packet: SnapshotPacket }
  | { readonly kind: 'events'; readonly tick: number; readonly events: readonly GameEvent[] }

export interface SpectatorFeedOptions {
  readonly game: AnyGame
  /** From 0 to 300,000. */
  readonly delayMs: number
  readonly reveals?: Reveals
}

/** A match for all who watch it: its states and events, as late as they are to be. */
export class SpectatorFeed {
  private readonly stream: SpectatorStream
  private readonly delayed: DelayedStream<SpectatorItem>

  /** Throws a RangeError for a delay out of its range. */
  constructor({ game, delayMs, reveals = 'public' }: SpectatorFeedOptions) {
    if (!(delayMs >= 0 && delayMs <= spectatorDelayMsMax))
      throw new RangeError(`a delay must be 0 to ${spectatorDelayMsMax} ms, not ${delayMs}`)
    this.stream = new SpectatorStream(game, reveals)
    this.delayed = new DelayedStream({ delayMs })
  }

  /** Items that found no room; a spectator takes them for lost. */
  get dropped(): number {
    return this.delayed.dropped
  }

  /** To be called whenever a snapshot is due. */
  addMoment({ tick, state }: Pick<StateMoment, 'tick' | 'state'>, nowMs: number): void {
    for (const packet of this.stream.packets(tick, state)) {
      const bytes = packet.blocks.reduce((sum, { length }) => sum + length, 0)
      this.delayed.push({ kind: 'snapshot', packet }, bytes, nowMs)
    }
  }

  addEvents(tick: number, events: readonly GameEvent[], nowMs: number): void {
    if (events.length === 0) return
    const bytes = events.reduce((sum, { payload }) => sum + payload.length, 0)
    this.delayed.push({ kind: 'events', tick, events }, bytes, nowMs)
  }

  /** What is to be sent by now, in its order. */
  take(nowMs: number): SpectatorItem[] {
    return this.delayed.take(nowMs)
  }
}
