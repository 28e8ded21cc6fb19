import type { Coder } from './coder.ts'
import type { DeltaReader, DeltaWriter } from './delta-bits.ts'
import { ScalarCoder } from './scalar-coder.ts'
import { ScalarRun } from './scalar-run.ts'
import { LineScale } from './scales.ts'
import type { Tape } from './tape.ts'

export type StructValue = Record<string, unknown>

export interface StructField {
  readonly name: string
  readonly coder: Coder
  /** Whether it is part of where an entity is. */
  readonly isPosition?: boolean
}

/** A position, and how far from the struct's start it stands on a tape. */
interface PlacedPosition {
  readonly offset: number
  readonly scale: LineScale
}

/**
 * Fields one after the other in coding order, which has the scalars first; nothing of its own on tape or wire.
 */
export class StructCoder implements Coder<StructValue> {
  readonly words: number | undefined
  readonly wordsMax: number
  readonly bitsMax: number
  readonly isStill: boolean
  private readonly names: readonly string[]
  private readonly scalars: readonly ScalarCoder<unknown>[]
  private readonly run: ScalarRun
  private readonly others: readonly Coder[]
  /** Those of structs within as well. */
  readonly positions: readonly PlacedPosition[]
  /** Copied for each new value, so that all have the same hidden class. */
  private readonly template: StructValue

  /** `fields` are in coding order; `declared` are their names in the order of the schema, which values are made in. */
  constructor(fields: readonly StructField[], declared = fields.map(({ name }) => name)) {
    const coders = fields.map((field) => field.coder)
    this.names = fields.map((field) => field.name)
    this.scalars = coders.filter((coder) => coder instanceof ScalarCoder)
    this.run = new ScalarRun(this.scalars)
    this.others = coders.slice(this.scalars.length)
    this.positions = positionsOf(fields)
    this.words = coders.reduce<number | undefined>(
      (sum, coder) => (sum === undefined || coder.words === undefined ? undefined : sum + coder.words),
      0,
    )
    this.wordsMax = coders.reduce((sum, coder) => sum + coder.wordsMax, 0)
    this.bitsMax = coders.reduce((sum, coder) => sum + coder.bitsMax, 0)
    this.isStill = coders.every((coder) => coder.isStill)
    this.template = Object.fromEntries(declared.map((name) => [name, this.field(name).initial()]))
  }

  field(name: string): Coder {
    return this.coderAt(this.names.indexOf(name))
  }

  /** Moves the tape from the start of a value to that of one of its fields. */
  seek(tape: Tape, name: string): void {
    const end = this.names.indexOf(name)
    for (let index = 0; index < end; index++) this.coderAt(index).skip(tape)
  }

  initial(): StructValue {
    return this.make((coder) => coder.initial())
  }

  legalise(value: StructValue): StructValue {
    for (let index = 0; index < this.names.length; index++) {
      const name = this.names[index] as string
      const given = value[name]
      const legal = this.coderAt(index).legalise(given)
      // Object.is tells -0 from 0: both sides must go on with the same one.
      if (!Object.is(legal, given)) value[name] = legal
    }
    return value
  }

  flatten(value: StructValue, tape: Tape): void {
    const { names, scalars, others } = this
    for (let index = 0; index < scalars.length; index++)
      (scalars[index] as ScalarCoder<unknown>).flatten(value[names[index] as string], tape)
    for (let index = 0; index < others.length; index++)
      (others[index] as Coder).flatten(value[names[scalars.length + index] as string], tape)
  }

  restore(tape: Tape): StructValue {
    return this.make((coder) => coder.restore(tape))
  }

  blend(from: Tape, to: Tape, share: number): StructValue {
    return this.make((coder) => coder.blend(from, to, share))
  }

  /** As one thing, which is in one place: if any of its positions leaps, all of it is as it was, or as it will be. */
  blendEntity(from: Tape, to: Tape, share: number): StructValue {
    if (!this.leaps(from, to)) return this.blend(from, to, share)
    const shown = this.restore(share < 1 ? from : to)
    this.skip(share < 1 ? to : from)
    return shown
  }

  skip(tape: Tape): void {
    if (this.words !== undefined) {
      tape.at += this.words
      return
    }
    tape.at += this.scalars.length
    for (const coder of this.others) coder.skip(tape)
  }

  write(tape: Tape, bits: DeltaWriter): void {
    this.run.write(tape, bits)
    for (const coder of this.others) coder.write(tape, bits)
  }

  read(bits: DeltaReader, tape: Tape): void {
    this.run.read(bits, tape)
    for (const coder of this.others) coder.read(bits, tape)
  }

  writeDelta(tape: Tape, base: Tape, bits: DeltaWriter): void {
    this.run.writeDelta(tape, base, bits)
    for (const coder of this.others) coder.writeDelta(tape, base, bits)
  }

  readDelta(base: Tape, bits: DeltaReader, tape: Tape): void {
    this.run.readDelta(base, bits, tape)
    for (const coder of this.others) coder.readDelta(base, bits, tape)
  }

  skipIfExpected(tape: Tape, base: Tape, elapsedTicks: number): boolean {
    let isExpected = this.run.skipIfExpected(tape, base, elapsedTicks)
    for (const coder of this.others) if (!coder.skipIfExpected(tape, base, elapsedTicks)) isExpected = false
    return isExpected
  }

  expect(base: Tape, tape: Tape, elapsedTicks: number): void {
    this.run.expect(base, tape, elapsedTicks)
    for (const coder of this.others) coder.expect(base, tape, elapsedTicks)
  }

  private leaps(from: Tape, to: Tape): boolean {
    for (const { offset, scale } of this.positions) {
      const fromCode = from.words[from.at + offset] as number
      const toCode = to.words[to.at + offset] as number
      if (fromCode !== toCode && scale.isLeap(scale.decode(fromCode >>> 0), scale.decode(toCode >>> 0)))
        return true
    }
    return false
  }

  private coderAt(index: number): Coder {
    const { scalars } = this
    return (index < scalars.length ? scalars[index] : this.others[index - scalars.length]) as Coder
  }

  private make(valueFrom: (coder: Coder) => unknown): StructValue {
    const value = { ...this.template }
    for (let index = 0; index < this.names.length; index++)
      value[this.names[index] as string] = valueFrom(this.coderAt(index))
    return value
  }
}

/** What comes after a field of changing length has no fixed place, and leaps by itself. */
function positionsOf(fields: readonly StructField[]): PlacedPosition[] {
  const positions: PlacedPosition[] = []
  let start = 0
  for (const { coder, isPosition = false } of fields) {
    if (isPosition && coder instanceof ScalarCoder && coder.scale instanceof LineScale)
      positions.push({ offset: start, scale: coder.scale })
    if (coder instanceof StructCoder)
      for (const { offset, scale } of coder.positions) positions.push({ offset: start + offset, scale })
    if (coder.words === undefined) break
    start += coder.words
  }
  return positions
}
