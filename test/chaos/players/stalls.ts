const keptMs = 60_000

/** For how long the process that notes it did nothing else, because the machine was busy or it collected garbage. */
export class Stalls {
  #stalls: { atMs: number; lengthMs: number }[] = []
  #beforeMs = Number.NaN

  /** To be called every few milliseconds. */
  note(atMs: number): void {
    const lengthMs = atMs - this.#beforeMs
    this.#beforeMs = atMs
    if (lengthMs > 10) this.#stalls.push({ atMs, lengthMs })
    if (this.#stalls[0] && this.#stalls[0].atMs < atMs - keptMs) this.#stalls.shift()
  }

  longestMs(fromMs: number, toMs: number): number {
    const within = this.#stalls.filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
    return Math.max(0, ...within.map(({ lengthMs }) => lengthMs))
  }
}
