/** Messages held back while an earlier one is missing; the authority replays far fewer after a short break. */
const heldMax = 256

/**
 * Puts numbered reliable messages in order and drops the ones seen before. Reliable delivery ends at a disconnect, and
 * what the authority says live can overtake what it replays, so a gap is held open until the replay fills it.
 */
export class Sequence<Message> {
  /** Highest number up to which nothing is missing; 0 before the first message. */
  #received = 0
  /** Highest number that is known to have been told. */
  #told = 0
  #hasStarted = false
  readonly #held = new Map<number, Message>()

  get received(): number {
    return this.#received
  }

  get hasGap(): boolean {
    return this.#held.size > 0
  }

  /** Something was told that is not here. */
  get isBehind(): boolean {
    return this.#received < this.#told
  }

  /** Up to `told` messages have been told: what is missing of them will come, or must be asked for. */
  expect(told: number): void {
    this.#told = Math.max(this.#told, told)
  }

  /** Of the messages up to `told` none is wanted, unless some were heard before. */
  openAfter(told: number): void {
    if (this.#hasStarted || told === 0) return
    this.#hasStarted = true
    this.#received = told
  }

  /** Returns what can be delivered now, in order: nothing for a repeated message or one after a gap. */
  take(number: number, message: Message): Message[] {
    if (!this.#hasStarted) {
      // The first one heard opens the sequence: a late joiner may be spared the beginning.
      this.#hasStarted = true
      this.#received = number - 1
    }
    if (number <= this.#received) return []
    this.#held.set(number, message)
    return this.#held.size > heldMax ? this.skipGap() : this.#takeConsecutive()
  }

  /** Gives up what is missing and returns what was held behind the first gap. */
  skipGap(): Message[] {
    if (this.hasGap) this.#received = Math.min(...this.#held.keys()) - 1
    else if (this.isBehind) this.#received = this.#told
    return this.#takeConsecutive()
  }

  /** A new owner of the match numbers afresh. */
  restart(): void {
    this.#received = 0
    this.#told = 0
    this.#hasStarted = false
    this.#held.clear()
  }

  #takeConsecutive(): Message[] {
    const ready: Message[] = []
    for (
      let next = this.#held.get(this.#received + 1);
      next !== undefined;
      next = this.#held.get(this.#received + 1)
    ) {
      this.#received++
      this.#held.delete(this.#received)
      ready.push(next)
    }
    return ready
  }
}
