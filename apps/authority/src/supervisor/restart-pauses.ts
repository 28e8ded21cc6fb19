const firstPauseMs = 500
const pauseMsMax = 30_000
/** Who has worked for so long had not come up in vain: one that dies this rarely costs little to start again at once. */
const soundAfterMs = 10_000

/** How long to wait before a process that has ended is started again: not at all, then 0.5 s, doubled up to 30 s. */
export class RestartPauses {
  #nextMs = 0

  /** `workedMs`: for how long the one that has ended was ready. */
  after(workedMs: number): number {
    if (workedMs >= soundAfterMs) this.#nextMs = 0
    const pauseMs = this.#nextMs
    this.#nextMs = Math.min(pauseMs === 0 ? firstPauseMs : pauseMs * 2, pauseMsMax)
    return pauseMs
  }
}
