import type { Tape } from './tape.ts'

/** What a scalar is expected to be some ticks after the baseline, when nothing but time has passed. */
export interface Expectation {
  /** How many sets of statistics the scalar's differences are kept in; `contextOf` tells which one of them to use. */
  readonly contextCount: number
  contextOf(tape: Tape, base: Tape): number
  /** `baseCode` is the baseline's. Both tapes stand at the scalar; those before it in its struct are on both of them. */
  code(baseCode: number, tape: Tape, base: Tape, elapsedTicks: number): number
}

/** A countdown goes down by one each tick, to 0. */
export const runningDown: Expectation = {
  contextCount: 1,
  contextOf: () => 0,
  code: (baseCode, _tape, _base, elapsedTicks) => Math.max(0, baseCode - elapsedTicks),
}

/** Codes per tick must stay within 32 bits: sums of two, times ticks, are exact in doubles then. */
export const codesPerTickMax = 2 ** 31

/**
 * A position moves by its rate. The rate may have changed at any time since the baseline, so half the time is taken at the
 * old one and half at the new one. A tick's movement is rounded before it is taken so many times, since the game's state is
 * rounded in each tick.
 */
export class Movement implements Expectation {
  readonly contextCount = 2

  /**
   * `wordsBack` is how far before the position the rate stands on a tape, `rateFirst` what is added to the rate's code for a
   * number that is 0 at rest, and `codesPerTick` what one step of the rate moves.
   */
  constructor(
    private readonly wordsBack: number,
    private readonly rateFirst: number,
    private readonly codesPerTick: number,
    private readonly codeMax: number,
  ) {}

  contextOf(tape: Tape, base: Tape): number {
    return tape.words[tape.at - this.wordsBack] === base.words[base.at - this.wordsBack] ? 0 : 1
  }

  code(baseCode: number, tape: Tape, base: Tape, elapsedTicks: number): number {
    const perTick = this.movedPerTick(tape) + this.movedPerTick(base)
    const code = baseCode + Math.floor((perTick * elapsedTicks) / 2)
    return Math.min(Math.max(code, 0), this.codeMax)
  }

  private movedPerTick(tape: Tape): number {
    const rate = ((tape.words[tape.at - this.wordsBack] as number) >>> 0) + this.rateFirst
    return Math.floor(rate * this.codesPerTick + 0.5)
  }
}
