/** Between two looks at all processes. */
export const lookEveryMs = 100
/** A look that is late by more than this: the supervisor itself has stood still, and who knows for how long others have. */
const lateMsMax = 200

/**
 * Tells how long a process has been silent while the supervisor could have heard it. When the supervisor is stopped, or its
 * machine is, everybody is silent: what was said meanwhile has not been read yet, so all of them get their whole time anew.
 */
export class Watchman {
  #lookedMs: number
  #awakeSinceMs: number

  constructor(nowMs: number) {
    this.#lookedMs = nowMs
    this.#awakeSinceMs = nowMs
  }

  /** To be called every `lookEveryMs`. */
  look(nowMs: number): void {
    if (nowMs - this.#lookedMs > lookEveryMs + lateMsMax) this.#awakeSinceMs = nowMs
    this.#lookedMs = nowMs
  }

  silentMs(heardMs: number): number {
    return Math.max(0, this.#lookedMs - Math.max(heardMs, this.#awakeSinceMs))
  }
}
