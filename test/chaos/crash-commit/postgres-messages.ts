/** A message of Postgres' wire protocol, whole, as it was on the wire. */
export interface PostgresMessage {
  /** The letter it begins with; empty for a client's first one, which has none. */
  type: string
  bytes: Buffer
}

/** Cuts one direction of a connection into its messages. */
export class MessageSplitter {
  #rest: Buffer = Buffer.alloc(0)
  #isFirst: boolean

  /** `isClient`: the first message is the one that opens the session. */
  constructor({ isClient }: { isClient: boolean }) {
    this.#isFirst = isClient
  }

  *push(chunk: Buffer): Generator<PostgresMessage> {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    for (;;) {
      const typeBytes = this.#isFirst ? 0 : 1
      if (this.#rest.length < typeBytes + 4) return
      const end = typeBytes + this.#rest.readInt32BE(typeBytes)
      if (this.#rest.length < end) return
      const bytes = this.#rest.subarray(0, end)
      this.#rest = this.#rest.subarray(end)
      this.#isFirst = false
      yield { type: bytes.toString('latin1', 0, typeBytes), bytes }
    }
  }
}

/** What a session of a client says, in words: `Bind update matches set status`. Statements that were prepared are remembered. */
export class MessageReader {
  readonly #prepared = new Map<string, string>()
  #statement = ''

  read({ type, bytes }: PostgresMessage): string {
    const name = names[type]
    if (name === undefined) return type
    if (type === 'Q') this.#statement = textAt(bytes, 5)
    if (type === 'P') {
      const key = textAt(bytes, 5)
      this.#statement = textAt(bytes, 6 + Buffer.byteLength(key))
      this.#prepared.set(key, this.#statement)
    }
    if (type === 'B') {
      const key = textAt(bytes, 6 + Buffer.byteLength(textAt(bytes, 5)))
      this.#statement = this.#prepared.get(key) ?? ''
    }
    return `${name} ${headOf(this.#statement)}`
  }

  /** Of the last message that had any. */
  get statement(): string {
    return this.#statement
  }
}

const names: Record<string, string> = {
  Q: 'Query',
  P: 'Parse',
  B: 'Bind',
  D: 'Describe',
  E: 'Execute',
  S: 'Sync',
  H: 'Flush',
  C: 'Close',
}

function textAt(bytes: Buffer, start: number): string {
  return bytes.toString('utf8', start, bytes.indexOf(0, start))
}

/** Enough to tell statements apart. */
const headLength = 70

const headOf = (statement: string) => statement.replaceAll(/\s+/g, ' ').trim().slice(0, headLength)
