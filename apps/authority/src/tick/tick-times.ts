/** A minute at 60 ticks a second: what happened earlier says nothing about now. */
const samplesMax = 3_600

/** How long a match's ticks took, in milliseconds: the newest minute of them. */
export class TickTimes {
  readonly #samples = new Float32Array(samplesMax)
  #count = 0

  add(ms: number): void {
    this.#samples[this.#count++ % samplesMax] = ms
  }

  /** Quantiles from 0 to 1; zeros before the first tick. */
  quantiles(...wanted: number[]): number[] {
    const sorted = this.#samples.slice(0, Math.min(this.#count, samplesMax)).sort()
    return wanted.map(
      (quantile) => sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))] ?? 0,
    )
  }
}
