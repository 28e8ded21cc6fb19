import type { Coder } from './coder.ts'
import type { DeltaReader, DeltaWriter } from './delta-bits.ts'
import type { Tape } from './tape.ts'

/** On tape: whether there is a value, then the value. */
export class OptionalCoder implements Coder<unknown> {
  readonly words = undefined
  readonly isStill: boolean
  readonly wordsMax: number
  readonly bitsMax: number

  constructor(private readonly item: Coder) {
    this.isStill = item.isStill
    this.wordsMax = 1 + item.wordsMax
    this.bitsMax = 1 + item.bitsMax
  }

  initial(): undefined {
    return undefined
  }

  legalise(value: unknown): unknown {
    return value === undefined ? undefined : this.item.legalise(value)
  }

  flatten(value: unknown, tape: Tape): void {
    tape.push(value === undefined ? 0 : 1)
    if (value !== undefined) this.item.flatten(value, tape)
  }

  restore(tape: Tape): unknown {
    return tape.next() === 1 ? this.item.restore(tape) : undefined
  }

  blend(from: Tape, to: Tape, share: number): unknown {
    if (from.words[from.at] === 1 && to.words[to.at] === 1) {
      from.at++
      to.at++
      return this.item.blend(from, to, share)
    }
    const early = this.restore(from)
    const late = this.restore(to)
    return share < 1 ? early : late
  }

  skip(tape: Tape): void {
    if (tape.next() === 1) this.item.skip(tape)
  }

  write(tape: Tape, bits: DeltaWriter): void {
    const present = tape.next()
    bits.write(present, 1)
    if (present === 1) this.item.write(tape, bits)
  }

  read(bits: DeltaReader, tape: Tape): void {
    const present = bits.read(1)
    tape.push(present)
    if (present === 1) this.item.read(bits, tape)
  }

  writeDelta(tape: Tape, base: Tape, bits: DeltaWriter): void {
    const present = tape.next()
    bits.write(present, 1)
    if (base.next() === 1) {
      if (present === 1) this.item.writeDelta(tape, base, bits)
      else this.item.skip(base)
    } else if (present === 1) this.item.write(tape, bits)
  }

  readDelta(base: Tape, bits: DeltaReader, tape: Tape): void {
    const present = bits.read(1)
    tape.push(present)
    if (base.next() === 1) {
      if (present === 1) this.item.readDelta(base, bits, tape)
      else this.item.skip(base)
    } else if (present === 1) this.item.read(bits, tape)
  }

  skipIfExpected(tape: Tape, base: Tape, elapsedTicks: number): boolean {
    const present = tape.next()
    const basePresent = base.next()
    if (present === 1 && basePresent === 1) return this.item.skipIfExpected(tape, base, elapsedTicks)
    if (present === 1) this.item.skip(tape)
    if (basePresent === 1) this.item.skip(base)
    return present === basePresent
  }

  expect(base: Tape, tape: Tape, elapsedTicks: number): void {
    const present = base.next()
    tape.push(present)
    if (present === 1) this.item.expect(base, tape, elapsedTicks)
  }
}
