import type { AnyGame, InputOf, PlayerSlot, WorldOf } from '../game/define-game.ts'
import { type SettingValues, Simulation } from '../game/simulation.ts'
import { SeenWorlds } from '../rewind/seen-worlds.ts'
import type { StructValue } from '../schema/struct-coder.ts'
import { Tape } from '../schema/tape.ts'
import type { EventFeed } from './event-feed.ts'
import { predictedTicksMax } from './local-clock.ts'
import type { OwnEntities } from './own-entities.ts'
import { OwnProposals } from './own-proposals.ts'
import type { SentInputs } from './sent-inputs.ts'
import type { ShownSnapshot, ShownSnapshots } from './shown-snapshots.ts'

/** A power of two above `predictedTicksMax`. */
const ringTicks = 128
/** Others don't move by their players' will in the predicted world: it starts anew from a snapshot this often at least. */
const staleAfterMs = 200

/** How a snapshot compared with what had been predicted for its tick. */
export type Reconciliation = 'as_predicted' | 'mispredicted' | 'not_predicted'

export interface PredictionOptions<G extends AnyGame> {
  readonly game: G
  readonly settings: SettingValues
  readonly seats: number | undefined
  readonly slot: PlayerSlot
  readonly own: OwnEntities
  readonly sent: SentInputs
  readonly snapshots: ShownSnapshots
  readonly events: EventFeed<G>
}

/**
 * The world as it will be when the inputs sent have arrived: the game's own step, from the newest snapshot on, with the own
 * player's inputs. A snapshot that shows the own player elsewhere than predicted makes the ticks since then be made again.
 */
export class Prediction<G extends AnyGame> {
  /** Tick that the predicted world is at; 0 before the first. */
  tick = 0
  private readonly slot: PlayerSlot
  private readonly own: OwnEntities
  private readonly sent: SentInputs
  private readonly proposals: OwnProposals
  private readonly snapshots: ShownSnapshots
  private readonly events: EventFeed<G>
  private readonly seenWorlds: SeenWorlds<G>
  private readonly simulation: Simulation<G>
  private readonly owns: Tape[] = []
  private readonly ownTicks = new Int32Array(ringTicks).fill(-1)
  private readonly received = new Tape()
  private readonly staleAfterTicks: number
  private newest: ShownSnapshot | undefined
  private startTick = 0

  constructor({ game, settings, seats, slot, own, sent, snapshots, events }: PredictionOptions<G>) {
    this.slot = slot
    this.own = own
    this.sent = sent
    this.proposals = new OwnProposals(game, slot, sent)
    this.snapshots = snapshots
    this.events = events
    this.seenWorlds = new SeenWorlds(game)
    this.simulation = new Simulation({
      game,
      settings,
      seats,
      isPredicting: true,
      emit: (event) => events.predicted(this.simulation.tick, event),
      asSeenBy: (seer) => this.seenBy(seer),
    })
    this.staleAfterTicks = Math.ceil((staleAfterMs * game.tickRate) / 1000)
    for (let index = 0; index < ringTicks; index++) this.owns.push(new Tape(16))
  }

  /** The own entities as predicted for a tick of late. */
  ownAt(tick: number): Tape | undefined {
    return this.ownTicks[tick & (ringTicks - 1)] === tick ? this.owns[tick & (ringTicks - 1)] : undefined
  }

  /** The world as predicted for `tick`; undefined before the first. Not to be changed. */
  get world(): WorldOf<G> | undefined {
    return this.tick === 0 ? undefined : this.simulation.world
  }

  /** Predicts up to `tick`, with what `sent` holds. */
  advanceTo(tick: number): void {
    const { newest } = this
    if (newest === undefined || tick <= this.tick) return
    if (this.tick <= newest.tick || tick - this.tick > predictedTicksMax) this.startFrom(newest)
    this.stepTo(tick)
  }

  reconcile(snapshot: ShownSnapshot): Reconciliation {
    this.newest = snapshot
    if (snapshot.tick >= this.tick) return 'not_predicted'
    const predicted = this.ownAt(snapshot.tick)
    const isRight = predicted?.equals(this.own.fromState(snapshot.state, this.received)) ?? false
    if (isRight && snapshot.tick - this.startTick < this.staleAfterTicks) return 'as_predicted'
    const { tick } = this
    this.startFrom(snapshot)
    this.stepTo(tick)
    if (predicted === undefined) return 'not_predicted'
    return isRight ? 'as_predicted' : 'mispredicted'
  }

  private startFrom(snapshot: ShownSnapshot): void {
    this.events.corrected(snapshot.tick, this.tick)
    this.simulation.load(snapshot.tick, snapshot.state)
    this.startTick = snapshot.tick
    this.proposals.restart(snapshot.tick, this.simulation.world as StructValue)
    this.keepOwn()
  }

  private stepTo(tick: number): void {
    const { simulation } = this
    while (simulation.tick < tick) {
      const input = this.proposals.at(simulation.tick + 1, simulation.world as StructValue) as InputOf<G>
      simulation.step({ get: (slot) => (slot === this.slot ? input : undefined) })
      this.keepOwn()
    }
  }

  /** What this player was shown for the tick being made; of other players it isn't known. */
  private seenBy(slot: PlayerSlot): WorldOf<G> {
    const shownTick = this.sent.shownAt(this.simulation.tick)
    const around = slot === this.slot ? this.snapshots.around(shownTick) : undefined
    return around ? this.seenWorlds.between(...around, shownTick) : this.simulation.world
  }

  private keepOwn(): void {
    const { tick } = this.simulation
    this.tick = tick
    this.own.fromWorld(this.simulation.world as never, this.owns[tick & (ringTicks - 1)] as Tape)
    this.ownTicks[tick & (ringTicks - 1)] = tick
  }
}
