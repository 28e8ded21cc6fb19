const bucketMs = 0.5

/** Everything from here on falls into the last bucket. */
const longestMs = 2_000

/** Durations to half a millisecond, of any number of samples, which other processes' can be added to. */
export class Histogram {
  readonly #counts: number[]
  #total = 0

  constructor(counts: readonly number[] = []) {
    this.#counts = Array.from({ length: longestMs / bucketMs + 1 }, (_, index) => counts[index] ?? 0)
    this.#total = this.#counts.reduce((sum, count) => sum + count, 0)
  }

  get total(): number {
    return this.#total
  }

  /** Samples by bucket of half a millisecond, for sending elsewhere. */
  get counts(): readonly number[] {
    return this.#counts
  }

  add(ms: number): void {
    const bucket = Math.min(Math.max(Math.floor(ms / bucketMs), 0), longestMs / bucketMs)
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
    this.#total++
  }

  merge(other: Histogram): void {
    other.counts.forEach((count, bucket) => {
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count
    })
    this.#total += other.total
  }

  /** Upper edge of the bucket that holds the given share (0 to 1) of the samples; NaN without any. */
  percentileMs(share: number): number {
    if (this.#total === 0) return Number.NaN
    let left = Math.max(1, Math.ceil(share * this.#total))
    const bucket = this.#counts.findIndex((count) => {
      left -= count
      return left <= 0
    })
    return (bucket + 1) * bucketMs
  }
}
