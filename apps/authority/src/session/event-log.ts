/** Numbers messages from 1 and keeps the newest for those who missed them. */
export class EventLog<Message> {
  readonly #kept: { sequence: number; message: Message }[] = []
  readonly #keptMax: number
  #sequence = 0

  constructor(keptMax: number) {
    this.#keptMax = keptMax
  }

  /** `make` is given the number. */
  add(make: (sequence: number) => Message): Message {
    const sequence = ++this.#sequence
    const message = make(sequence)
    this.#kept.push({ sequence, message })
    if (this.#kept.length > this.#keptMax) this.#kept.shift()
    return message
  }

  after(sequence: number): Message[] {
    return this.#kept.filter((kept) => kept.sequence > sequence).map(({ message }) => message)
  }
}
