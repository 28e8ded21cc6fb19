import { DeltaReader, DeltaWriter } from '../schema/delta-bits.ts'
import { Tape } from '../schema/tape.ts'
import type { NamedCoder } from './game-coders.ts'

/** A value of one of several kinds, told apart by name: an event, or a command. */
export interface NamedValue {
  readonly name: string
  readonly value: unknown
}

/** One of them packed; `kind` is the position in the game's definition. */
export interface PackedValue<V extends NamedValue> {
  readonly kind: number
  readonly name: V['name']
  /** As the schema could carry it. */
  readonly value: V['value']
  readonly payload: Uint8Array
}

/** Packs what a game emits, or what players ask for. */
export class NamedCodec<V extends NamedValue> {
  private readonly writer: DeltaWriter
  private readonly reader: DeltaReader
  private readonly tape = new Tape()

  constructor(
    private readonly kinds: readonly NamedCoder[],
    contextCount: number,
  ) {
    this.writer = new DeltaWriter(contextCount)
    this.reader = new DeltaReader(contextCount)
  }

  /** Throws a RangeError for a name that the game doesn't define. */
  encode({ name, value }: V): PackedValue<V> {
    const kind = this.kinds.findIndex((known) => known.name === name)
    const known = this.kinds[kind]
    if (known === undefined) throw new RangeError(`the game defines no ${JSON.stringify(name)}`)
    known.coder.flatten(value as never, this.tape.rewind())
    const legal = known.coder.restore(this.tape.rewind())
    this.writer.start(0)
    known.coder.write(this.tape.rewind(), this.writer)
    return { kind, name, value: legal, payload: this.writer.finish() }
  }

  /** `undefined` for a kind the game doesn't have, or bytes that aren't of it. */
  decode(kind: number, payload: Uint8Array): V | undefined {
    const known = this.kinds[kind]
    if (known === undefined) return undefined
    this.reader.startPacket(payload, 0)
    known.coder.read(this.reader, this.tape.rewind())
    if (!this.reader.finish()) return undefined
    return { name: known.name, value: known.coder.restore(this.tape.rewind()) } as unknown as V
  }
}
