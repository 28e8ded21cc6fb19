/** A wait that can be cut short; who rings between two waits cuts the next one short. */
export class Bell {
  #isRung = false
  #wake: (() => void) | undefined

  ring(): void {
    if (this.#wake) this.#wake()
    else this.#isRung = true
  }

  /** Resolves after `ms` or when rung, or rejects at once when the signal aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      if (this.#isRung) {
        this.#isRung = false
        return resolve()
      }
      const end = (settle: () => void) => () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
        this.#wake = undefined
        settle()
      }
      const abort = end(() => reject(signal?.reason))
      this.#wake = end(resolve)
      const timer = setTimeout(this.#wake, ms)
      signal?.addEventListener('abort', abort)
    })
  }
}
