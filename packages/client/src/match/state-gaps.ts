/** How long a player was without news of the match at most. */
export class StateGaps {
  msMax = 0
  #lastMs: number | undefined

  /** A newer state than before. */
  stateCame(nowMs: number): void {
    if (this.#lastMs !== undefined) this.msMax = Math.max(this.msMax, nowMs - this.#lastMs)
    this.#lastMs = nowMs
  }

  /** Nothing is to be expected for a while: the match begins, or ends. */
  restart(): void {
    this.#lastMs = undefined
  }
}
