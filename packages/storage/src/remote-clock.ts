/** By how much two clocks may come apart each millisecond, while one of them is being set right. */
const driftMax = 5e-4

interface Reading {
  readonly aheadMs: number
  readonly halfTripMs: number
  readonly atMs: number
}

/**
 * The clock of another machine, by what it was asked: somewhere between question and answer it said so. The quickest answer tells most,
 * until it is too old (Cristian 1989, "Probabilistic clock synchronization").
 */
export class RemoteClock {
  #best: Reading | undefined

  /** All in milliseconds; what was sent and received by our own clock. */
  read(sentMs: number, remoteMs: number, receivedMs: number): void {
    const halfTripMs = (receivedMs - sentMs) / 2
    const best = this.#best
    if (best && best.halfTripMs + (receivedMs - best.atMs) * driftMax < halfTripMs) return
    this.#best = { aheadMs: remoteMs - sentMs - halfTripMs, halfTripMs, atMs: receivedMs }
  }

  /** What it shows at a moment of ours; undefined as long as it is not known. */
  at(ownMs: number): number | undefined {
    return this.#best && ownMs + this.#best.aheadMs
  }

  /** Another one has taken its place. */
  forget(): void {
    this.#best = undefined
  }
}
