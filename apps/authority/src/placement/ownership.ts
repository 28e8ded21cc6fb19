/** What came while nothing was sure: a second of packets of many players, and bounded. */
const waitersMax = 5_000

/** After a stall, Redis counts as away only when it has not answered for so long: its connection may have died of the stall. */
const doubtMsMax = 1_000

/**
 * Whether what this process has is still its own. A process that stood still for as long as its lease may have been taken for
 * dead: it must neither tick nor publish before a beat says what is left to it. While Redis can't be reached it goes on, since
 * nobody can take anything meanwhile.
 */
export class Ownership {
  readonly #leaseMs: number
  readonly #nowMs: () => number
  readonly #waiters: (() => void)[] = []
  #knownMs = Number.NEGATIVE_INFINITY
  #doubtedMs: number | undefined

  constructor(leaseMs: number, nowMs: () => number = () => performance.now()) {
    this.#leaseMs = leaseMs
    this.#nowMs = nowMs
  }

  get isSure(): boolean {
    return this.#nowMs() - this.#knownMs < this.#leaseMs
  }

  /** A beat sent at that time has been answered. */
  confirmed(sentMs: number): void {
    this.#knownMs = Math.max(this.#knownMs, sentMs)
    if (!this.isSure) return
    this.#doubtedMs = undefined
    this.#settle()
  }

  /** A beat has not been answered. */
  unanswered(): void {
    const nowMs = this.#nowMs()
    if (!this.isSure) {
      this.#doubtedMs ??= nowMs
      if (nowMs - this.#doubtedMs < doubtMsMax) return
    }
    this.#knownMs = nowMs
    this.#doubtedMs = undefined
    this.#settle()
  }

  /** At once, if it is sure; else as soon as it is, in order. */
  whenSure(run: () => void): void {
    if (this.isSure) this.#settle()
    if (this.isSure && this.#waiters.length === 0) run()
    else if (this.#waiters.length < waitersMax) this.#waiters.push(run)
  }

  #settle(): void {
    for (const run of this.#waiters.splice(0)) run()
  }
}
