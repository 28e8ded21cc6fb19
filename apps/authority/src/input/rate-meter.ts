/** A bucket that holds `burst` tokens at most and gains `perSecond` of them. */
export class RateMeter {
  readonly #perSecond: number
  readonly #burst: number
  #tokens: number
  #updatedMs = Number.NEGATIVE_INFINITY

  constructor(rate: { perSecond: number; burst: number }) {
    this.#perSecond = rate.perSecond
    this.#burst = rate.burst
    this.#tokens = rate.burst
  }

  /** False: over the rate; nothing is taken then. */
  take(cost: number, nowMs: number): boolean {
    const gained = Number.isFinite(this.#updatedMs)
      ? ((nowMs - this.#updatedMs) / 1_000) * this.#perSecond
      : 0
    this.#tokens = Math.min(this.#burst, this.#tokens + gained)
    this.#updatedMs = nowMs
    if (cost > this.#tokens) return false
    this.#tokens -= cost
    return true
  }
}
