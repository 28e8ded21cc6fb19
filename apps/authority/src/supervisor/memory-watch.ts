/** A match that begins, or a collection that is late, may take a lot for a moment. */
const patienceMs = 10_000

/** Tells when a process has had more memory than it may for long enough. */
export class MemoryWatch {
  readonly #bytesMax: number
  #overSinceMs: number | undefined

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  isTooMuch(rssBytes: number, nowMs: number): boolean {
    if (rssBytes <= this.#bytesMax) this.#overSinceMs = undefined
    else this.#overSinceMs ??= nowMs
    return this.#overSinceMs !== undefined && nowMs - this.#overSinceMs >= patienceMs
  }
}
