import type { InputGap } from '../games/tally/tally.ts'

/**
 * A tick is made some tens of milliseconds after its inputs, as far as each player's line needs. An input that was ready this long
 * before its tick and is not in it has been lost; one that was not came late, which happens on every line and without any fault.
 */
const lateMsMax = 150
/** More than are made until the longest pause is over that is made up for. */
const keptMax = 4_096

/** What became of one player's inputs, which are numbered, by what the world has counted of them. */
export class InputFates {
  lost = 0
  late = 0
  readonly #madeAtMs = new Float64Array(keptMax)
  /** Newest number whose fate is known. */
  #known = 0

  made(number: number, atMs: number): void {
    this.#madeAtMs[number % keptMax] = atMs
  }

  /** A new state tells of those that were passed over. */
  seen(gaps: readonly InputGap[], atMs: number): void {
    for (const { first, count } of gaps) {
      if (first <= this.#known) continue
      this.#known = first + count - 1
      for (let number = first; number <= this.#known; number++) this.#passedOver(number, atMs)
    }
  }

  #passedOver(number: number, atMs: number): void {
    if (atMs - (this.#madeAtMs[number % keptMax] ?? 0) > lateMsMax) this.lost++
    else this.late++
  }
}
