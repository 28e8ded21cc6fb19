/** Longer than any fault is looked at, at the rate at which snapshots come: a minute. */
const keptMax = 1_800
const tickMs = 1000 / 60

interface Arrival {
  readonly tick: number
  readonly atMs: number
}

/** When one player came to see which tick of the match, newest states only. */
export class SnapshotTimes {
  #arrivals: Arrival[] = []

  note(tick: number, atMs: number): void {
    if (tick === this.#arrivals.at(-1)?.tick) return
    this.#arrivals.push({ tick, atMs })
    if (this.#arrivals.length > 2 * keptMax) this.#arrivals = this.#arrivals.slice(-keptMax)
  }

  /** The longest time without anything new that touches the window, and lasts until its end if nothing came any more. */
  longestPauseMs(fromMs: number, toMs: number): number {
    let longest = 0
    let before = Number.NaN
    for (const { atMs } of [...this.#arrivals.filter(({ atMs }) => atMs < toMs), { atMs: toMs }]) {
      if (atMs > fromMs && !Number.isNaN(before)) longest = Math.max(longest, atMs - before)
      before = atMs
    }
    return Number.isNaN(before) || this.#arrivals.length === 0 ? toMs - fromMs : longest
  }

  /**
   * The moment at which tick 0 would have been seen, by the arrivals of a window: by the quickest of them, so that it does not
   * matter if others were late. When ticks are not made in time, it moves to later. NaN: nothing came.
   */
  originMs(fromMs: number, toMs: number): number {
    const within = this.#arrivals.filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
    return within.length === 0
      ? Number.NaN
      : Math.min(...within.map(({ tick, atMs }) => atMs - tick * tickMs))
  }

  /** By how many ticks the match is behind where it would have been by 60 a second, between two windows. NaN: nothing came in one. */
  ticksLost(before: readonly [number, number], after: readonly [number, number]): number {
    const behindMs = this.originMs(...after) - this.originMs(...before)
    return Math.max(0, Math.round(behindMs / tickMs))
  }
}
