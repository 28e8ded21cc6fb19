/** A numbered message, as it went out. */
export interface Numbered {
  readonly sequence: number
  readonly message: Uint8Array
}

/** Numbers messages, from 1 or from where a former owner of the match stopped, and keeps the newest for those who missed them. */
export class EventLog {
  readonly #kept: Numbered[]
  readonly #keptMax: number
  #sequence: number

  constructor(keptMax: number, earlier: readonly Numbered[] = []) {
    this.#keptMax = keptMax
    this.#kept = earlier.slice(-keptMax)
    this.#sequence = this.#kept.at(-1)?.sequence ?? 0
  }

  /** The highest number so far. */
  get told(): number {
    return this.#sequence
  }

  /** `encode` is given the number. */
  add(encode: (sequence: number) => Uint8Array): Numbered {
    const sequence = ++this.#sequence
    const numbered = { sequence, message: encode(sequence) }
    this.#kept.push(numbered)
    if (this.#kept.length > this.#keptMax) this.#kept.shift()
    return numbered
  }

  after(sequence: number): Uint8Array[] {
    return this.#kept.filter((kept) => kept.sequence > sequence).map(({ message }) => message)
  }
}
