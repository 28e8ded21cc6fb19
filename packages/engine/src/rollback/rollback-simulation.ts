import type { AnyGame, EventOf, PlayerSlot } from '../game/define-game.ts'
import { codersOf } from '../game/game-coders.ts'
import { type SettingValues, Simulation } from '../game/simulation.ts'
import { playTick } from '../log/play-tick.ts'
import type { TickRecord } from '../log/tick-record.ts'
import type { StructValue } from '../schema/struct-coder.ts'
import type { Tape } from '../schema/tape.ts'
import { SavedStates } from './saved-states.ts'
import { InputComparison, TickInputs } from './tick-inputs.ts'

/** Ticks simulated beyond the confirmed ones at most, as in GGPO: beyond that most guesses are wrong, and all get dear. */
export const predictedTicksMax = 8
/** A power of two: records that came before the keyframe they go on from, and inputs of the predicted ticks. */
const ringTicks = 128

export interface RollbackSimulationOptions<G extends AnyGame> {
  readonly game: G
  readonly settings: SettingValues
  readonly seats: number | undefined
  /** What a player does in a tick to come, as far as is known. */
  inputOf(slot: PlayerSlot, tick: number): StructValue | undefined
  /** `tick` and those after it are about to be made again. */
  rolledBack(tick: number): void
  emit(tick: number, event: EventOf<G>): void
}

/**
 * The world of all players, a little ahead of what is known: confirmed ticks as the authority recorded them, and beyond them
 * predicted ones. Where a prediction turns out to differ, the state before it is loaded and the ticks since are made again.
 *
 * As in GGPO and GGRS, but for who decides: there the peers agree, here the authority's records are law.
 */
export class RollbackSimulation<G extends AnyGame> {
  /** Up to here all is as the authority has it; -1 before the first keyframe. */
  confirmedTick = -1
  /** The newest tick there is, whether made at the moment or about to be made again. */
  presentTick = -1
  rollbacks = 0
  /** Ticks made again because of rollbacks. */
  resimulatedTicks = 0
  private readonly game: G
  private readonly inputOf: RollbackSimulationOptions<G>['inputOf']
  private readonly rolledBack: (tick: number) => void
  private readonly simulation: Simulation<G>
  private readonly states = new SavedStates<G>()
  private readonly used = Array.from({ length: ringTicks }, () => new TickInputs())
  private readonly records: (TickRecord | undefined)[] = []
  private readonly comparison: InputComparison
  /** The first predicted tick for which better inputs have come. */
  private staleTick = Number.POSITIVE_INFINITY
  private makingTick = 0

  constructor({ game, settings, seats, inputOf, rolledBack, emit }: RollbackSimulationOptions<G>) {
    this.game = game
    this.inputOf = inputOf
    this.rolledBack = rolledBack
    this.comparison = new InputComparison(codersOf(game).input)
    this.simulation = new Simulation({
      game,
      settings,
      seats,
      isPredicting: false,
      emit: (event) => emit(this.makingTick, event),
    })
  }

  /** Who is in the match as of the newest confirmed tick. */
  get players(): Iterable<PlayerSlot> {
    return this.newestRecord()?.inputs.keys() ?? []
  }

  /** The newest tick made; before the present one where that can't be made yet, as with a keyframe and no record after it. */
  get madeTick(): number {
    return this.simulation.tick
  }

  /** The state at a tick of late, as it is believed to be now. */
  stateAt(tick: number): Tape | undefined {
    return tick <= this.simulation.tick ? this.states.at(tick) : undefined
  }

  /** Records that stay unused until those before them have come, or a keyframe, are kept for a while. */
  hear(records: readonly TickRecord[]): void {
    for (const record of records)
      if (record.tick > this.confirmedTick) this.records[record.tick & (ringTicks - 1)] = record
    this.confirm()
  }

  /** Goes on from a state of the authority's. */
  restart(tick: number, state: Tape): void {
    this.rolledBack(tick + 1)
    this.states.clear()
    for (const used of this.used) used.tick = -1
    this.simulation.load(tick, state)
    this.states.save(this.simulation)
    this.confirmedTick = tick
    this.staleTick = Number.POSITIVE_INFINITY
    this.confirm()
    this.presentTick = Math.min(
      Math.max(this.presentTick, this.confirmedTick),
      this.confirmedTick + predictedTicksMax,
    )
  }

  /** A player's input for a tick has come: if the tick was made with another one, it will be made again. */
  noticed(slot: PlayerSlot, tick: number, input: StructValue): void {
    const used = this.used[tick & (ringTicks - 1)] as TickInputs
    const guessed = used.tick === tick ? used.get(slot) : undefined
    if (guessed === undefined || tick > this.simulation.tick || this.comparison.isSame(guessed, input)) return
    this.staleTick = Math.min(this.staleTick, tick)
  }

  /** Makes the present anew if it is stale, and goes on to `tick`, or as far as may be predicted. */
  predictTo(tick: number): void {
    // Who plays is told by the records alone.
    const newest = this.newestRecord()
    if (newest === undefined) return
    if (this.staleTick <= this.simulation.tick) this.rollBackTo(this.staleTick - 1)
    this.staleTick = Number.POSITIVE_INFINITY
    const goal = Math.max(this.presentTick, Math.min(tick, this.confirmedTick + predictedTicksMax))
    while (this.simulation.tick < goal) this.predict(newest)
    this.presentTick = goal
  }

  private newestRecord(): TickRecord | undefined {
    const record = this.records[this.confirmedTick & (ringTicks - 1)]
    return record?.tick === this.confirmedTick ? record : undefined
  }

  private confirm(): void {
    if (this.confirmedTick < 0) return
    for (;;) {
      const tick = this.confirmedTick + 1
      const record = this.records[tick & (ringTicks - 1)]
      if (record?.tick !== tick) break
      if (tick > this.simulation.tick || !this.isAsPredicted(record)) this.play(record)
      this.confirmedTick = tick
    }
    this.staleTick = Math.max(this.staleTick, this.confirmedTick + 1)
    this.presentTick = Math.max(this.presentTick, this.confirmedTick)
  }

  private isAsPredicted(record: TickRecord): boolean {
    const used = this.used[record.tick & (ringTicks - 1)] as TickInputs
    return used.tick === record.tick && used.equals(record, this.comparison)
  }

  private play(record: TickRecord): void {
    if (record.tick <= this.simulation.tick) this.rollBackTo(record.tick - 1)
    this.makingTick = record.tick
    playTick(this.game, this.simulation, record)
    this.states.save(this.simulation)
  }

  private predict(newest: TickRecord): void {
    const tick = this.simulation.tick + 1
    const inputs = this.used[tick & (ringTicks - 1)] as TickInputs
    inputs.start(tick)
    for (const slot of newest.inputs.keys()) inputs.set(slot, this.guess(slot, tick, newest))
    this.makingTick = tick
    this.simulation.step(inputs)
    this.states.save(this.simulation)
  }

  /** What is not known is as it was before. */
  private guess(slot: PlayerSlot, tick: number, newest: TickRecord): StructValue {
    for (let known = tick; known > this.confirmedTick; known--) {
      const input = this.inputOf(slot, known)
      if (input !== undefined) return input
    }
    return newest.inputs.get(slot) as StructValue
  }

  private rollBackTo(tick: number): void {
    this.rollbacks++
    this.resimulatedTicks += this.simulation.tick - tick
    this.rolledBack(tick + 1)
    this.simulation.load(tick, this.states.at(tick) as Tape)
    this.staleTick = Number.POSITIVE_INFINITY
  }
}
