/** An answer that is asked for again only when it has become old, and by one at a time. */
export class Recent<Value> {
  readonly #ask: () => Promise<Value>
  readonly #isWorthKeeping: (value: Value) => boolean
  #kept: { value: Promise<Value>; atMs: number } | undefined

  constructor(ask: () => Promise<Value>, isWorthKeeping: (value: Value) => boolean = () => true) {
    this.#ask = ask
    this.#isWorthKeeping = isWorthKeeping
  }

  isYoungerThan(ms: number): boolean {
    return this.#kept !== undefined && performance.now() - this.#kept.atMs < ms
  }

  get(keptMs: number): Promise<Value> {
    if (this.#kept && this.isYoungerThan(keptMs)) return this.#kept.value
    const kept = { value: this.#ask(), atMs: performance.now() }
    this.#kept = kept
    const forgetIf = (isUseless: boolean) => {
      if (isUseless && this.#kept === kept) this.forget()
    }
    kept.value.then(
      (value) => forgetIf(!this.#isWorthKeeping(value)),
      () => forgetIf(true),
    )
    return kept.value
  }

  forget(): void {
    this.#kept = undefined
  }
}
