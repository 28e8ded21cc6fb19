import type { Coder } from './coder.ts'
import type { DeltaReader, DeltaWriter } from './delta-bits.ts'
import type { Tape } from './tape.ts'

export type StructValue = Record<string, unknown>

/** Fields one after the other, in the order of the schema; nothing of its own on tape or wire. */
export class StructCoder implements Coder<StructValue> {
  readonly words: number | undefined
  readonly wordsMax: number
  readonly bitsMax: number
  private readonly names: readonly string[]
  private readonly coders: readonly Coder[]
  /** Copied for each new value, so that all have the same hidden class. */
  private readonly template: StructValue

  constructor(fields: readonly { readonly name: string; readonly coder: Coder }[]) {
    this.names = fields.map((field) => field.name)
    this.coders = fields.map((field) => field.coder)
    this.words = this.coders.reduce<number | undefined>(
      (sum, coder) => (sum === undefined || coder.words === undefined ? undefined : sum + coder.words),
      0,
    )
    this.wordsMax = this.coders.reduce((sum, coder) => sum + coder.wordsMax, 0)
    this.bitsMax = this.coders.reduce((sum, coder) => sum + coder.bitsMax, 0)
    this.template = Object.fromEntries(fields.map(({ name, coder }) => [name, coder.initial()]))
  }

  field(name: string): Coder {
    return this.coders[this.names.indexOf(name)] as Coder
  }

  /** Moves the tape from the start of a value to that of one of its fields. */
  seek(tape: Tape, name: string): void {
    const end = this.names.indexOf(name)
    for (let index = 0; index < end; index++) (this.coders[index] as Coder).skip(tape)
  }

  initial(): StructValue {
    return this.make((coder) => coder.initial())
  }

  legalise(value: StructValue): StructValue {
    for (let index = 0; index < this.names.length; index++) {
      const name = this.names[index] as string
      const given = value[name]
      const legal = (this.coders[index] as Coder).legalise(given)
      // Object.is tells -0 from 0: both sides must go on with the same one.
      if (!Object.is(legal, given)) value[name] = legal
    }
    return value
  }

  flatten(value: StructValue, tape: Tape): void {
    for (let index = 0; index < this.names.length; index++)
      (this.coders[index] as Coder).flatten(value[this.names[index] as string], tape)
  }

  restore(tape: Tape): StructValue {
    return this.make((coder) => coder.restore(tape))
  }

  blend(from: Tape, to: Tape, share: number): StructValue {
    return this.make((coder) => coder.blend(from, to, share))
  }

  skip(tape: Tape): void {
    if (this.words !== undefined) tape.at += this.words
    else for (const coder of this.coders) coder.skip(tape)
  }

  write(tape: Tape, bits: DeltaWriter): void {
    for (const coder of this.coders) coder.write(tape, bits)
  }

  read(bits: DeltaReader, tape: Tape): void {
    for (const coder of this.coders) coder.read(bits, tape)
  }

  writeDelta(tape: Tape, base: Tape, bits: DeltaWriter): void {
    for (const coder of this.coders) coder.writeDelta(tape, base, bits)
  }

  readDelta(base: Tape, bits: DeltaReader, tape: Tape): void {
    for (const coder of this.coders) coder.readDelta(base, bits, tape)
  }

  private make(valueFrom: (coder: Coder) => unknown): StructValue {
    const value = { ...this.template }
    for (let index = 0; index < this.names.length; index++)
      value[this.names[index] as string] = valueFrom(this.coders[index] as Coder)
    return value
  }
}
