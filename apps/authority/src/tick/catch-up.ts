/** What is beyond is a pause: longer jumps help nobody, and clients remember their inputs for little longer. */
const madeUpSecondsMax = 2

/** In this time inputs come that are sent at once: a round trip on most lines. Whoever is slower plays with keys held. */
const patienceMs = 250

export interface Straggling {
  /** The last one made, and when. */
  readonly tick: number
  readonly madeMs: number
  readonly tickRate: number
  nowMs(): number
  /** Whether the inputs for a tick are there of all who are. */
  hasInputs(tick: number): boolean
  /** Ticks up to this one are going to be made up for. */
  expect(tick: number): void
  /** So many ticks are to be made at once; the one after them is due at `nextMs`. */
  due(ticks: number, nextMs: number): void
}

/**
 * Brings a match that was taken over to where it would be had its owner not died. Before the ticks that are due are made, all at
 * once, the players have the time to send their inputs for them again: they were on their way to the former owner.
 */
export class CatchUp {
  readonly #match: Straggling
  readonly #patience: NodeJS.Timeout
  #isTold = false

  /** The players are about to be told that the match goes on. */
  constructor(match: Straggling) {
    this.#match = match
    match.expect(this.dueTick + Math.ceil(patienceMs / this.#periodMs))
    this.#patience = setTimeout(() => this.#makeUp(), patienceMs)
  }

  /** The players have been told: what is sent from now on they understand. */
  told(): void {
    this.#isTold = true
    this.heard()
  }

  /** An input has come. */
  heard(): void {
    if (!this.#isTold) return
    const { tick, hasInputs } = this.#match
    for (let due = tick + this.#behind; due > tick; due--) if (!hasInputs(due)) return
    this.#makeUp()
  }

  /** The one that is due now. */
  get dueTick(): number {
    return this.#match.tick + this.#behind
  }

  stop(): void {
    clearTimeout(this.#patience)
  }

  get #periodMs(): number {
    return 1_000 / this.#match.tickRate
  }

  /** Ticks that are due and not made. */
  get #behind(): number {
    const { madeMs, nowMs, tickRate } = this.#match
    // A tick is made up to half a millisecond early.
    const behind = Math.max(0, Math.floor((nowMs() - madeMs) / this.#periodMs))
    return Math.min(behind, madeUpSecondsMax * tickRate)
  }

  #makeUp(): void {
    this.stop()
    const { tick, madeMs, nowMs, expect, due } = this.#match
    const ticks = this.#behind
    expect(tick + ticks)
    const nextMs = madeMs + (ticks + 1) * this.#periodMs
    due(ticks, Math.max(nextMs, nowMs()))
  }
}
