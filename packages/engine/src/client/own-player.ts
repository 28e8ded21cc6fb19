import type { AnyGame, WorldOf } from '../game/define-game.ts'
import type { StructValue } from '../schema/struct-coder.ts'
import { CorrectionSmoothing } from './correction-smoothing.ts'
import type { EventFeed } from './event-feed.ts'
import { OwnEntities } from './own-entities.ts'
import type { PlayClientOptions } from './play-client.ts'
import { Prediction } from './prediction.ts'
import type { SentInputs } from './sent-inputs.ts'
import type { ShownSnapshot, ShownSnapshots } from './shown-snapshots.ts'

export interface OwnPlayerOptions<G extends AnyGame> extends PlayClientOptions<G> {
  readonly sent: SentInputs
  readonly snapshots: ShownSnapshots
  readonly events: EventFeed<G>
}

/** The own player as predicted, compared with what comes from the authority, and shown without jumps. */
export class OwnPlayer<G extends AnyGame> {
  /** Times it was found to be elsewhere than predicted, visibly. */
  corrections = 0
  /** Times anything of it was other than predicted. */
  mispredictions = 0
  private readonly entities: OwnEntities
  private readonly prediction: Prediction<G>
  private readonly smoothing: CorrectionSmoothing

  constructor({ game, slot, settings = {}, seats, sent, snapshots, events }: OwnPlayerOptions<G>) {
    const own = new OwnEntities(game, slot)
    this.entities = own
    this.prediction = new Prediction({ game, settings, seats, slot, own, sent, snapshots, events })
    this.smoothing = new CorrectionSmoothing(game)
  }

  /** The world as predicted before the next tick; undefined before the first. Not to be changed. */
  get world(): WorldOf<G> | undefined {
    return this.prediction.world
  }

  advanceTo(tick: number): void {
    this.prediction.advanceTo(tick)
  }

  /** `snapshot` is the newest one, and tells of the own player. */
  reconcile(snapshot: ShownSnapshot): void {
    const before = this.now()
    if (this.prediction.reconcile(snapshot) !== 'mispredicted') return
    this.mispredictions++
    if (this.smoothing.correct(before, this.now())) this.corrections++
  }

  /** Replaces what the world has of the own player by what was predicted for a moment; returns the moment it is shown at. */
  showIn(world: WorldOf<G>, localTick: number, nowMs: number): number {
    const { tick } = this.prediction
    const to = this.prediction.ownAt(tick)
    if (to === undefined) return tick
    const share = Math.min(Math.max(localTick - tick, 0), 1)
    const from = this.prediction.ownAt(tick - 1)
    const entities = from === undefined ? this.entities.restore(to) : this.entities.blend(from, to, share)
    this.smoothing.apply(entities, nowMs)
    this.entities.place(entities, world as never)
    return tick - 1 + share
  }

  private now(): (StructValue | undefined)[] {
    const own = this.prediction.ownAt(this.prediction.tick)
    return own === undefined ? [] : this.entities.restore(own)
  }
}
