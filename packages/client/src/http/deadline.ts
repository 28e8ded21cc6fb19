/**
 * A signal that aborts after a time or with another one. The platform's own way is not relied upon: in Node 20 the signals of
 * AbortSignal.timeout and AbortSignal.any may be collected before they abort.
 */
export class Deadline {
  readonly #controller = new AbortController()
  readonly #abort = () => this.#controller.abort()
  readonly #timer: ReturnType<typeof setTimeout>
  readonly #cancelling: AbortSignal | undefined

  constructor(timeoutMs: number, cancelling?: AbortSignal | undefined) {
    this.#timer = setTimeout(this.#abort, timeoutMs)
    this.#cancelling = cancelling
    if (cancelling?.aborted) this.#abort()
    cancelling?.addEventListener('abort', this.#abort)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** From now on the signal only aborts with the other one. */
  lift(): void {
    clearTimeout(this.#timer)
  }

  end(): void {
    this.lift()
    this.#cancelling?.removeEventListener('abort', this.#abort)
  }
}
