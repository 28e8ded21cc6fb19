import type { AnyGame } from '../game/define-game.ts'
import type { Simulation } from '../game/simulation.ts'
import { Tape } from '../schema/tape.ts'

/**
 * A power of two that holds the ticks predicted, and half a second of confirmed ones before them: checksums are of ticks up to
 * a tenth of a second old when they are sent.
 */
const ringTicks = 64

/** States of the last ticks, on tapes that are used again and again. */
export class SavedStates<G extends AnyGame> {
  private readonly tapes = Array.from({ length: ringTicks }, () => new Tape())
  private readonly ticks = new Int32Array(ringTicks).fill(-1)

  at(tick: number): Tape | undefined {
    const place = tick & (ringTicks - 1)
    return tick >= 0 && this.ticks[place] === tick ? this.tapes[place] : undefined
  }

  save(simulation: Simulation<G>): Tape {
    const { tick } = simulation
    this.ticks[tick & (ringTicks - 1)] = tick
    return simulation.save(this.tapes[tick & (ringTicks - 1)] as Tape)
  }

  clear(): void {
    this.ticks.fill(-1)
  }
}
