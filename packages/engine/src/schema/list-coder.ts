import { type Coder, copyValue, skipIfSame } from './coder.ts'
import type { DeltaReader, DeltaWriter } from './delta-bits.ts'
import type { Tape } from './tape.ts'

/** On tape: how many, then the items. A delta is taken item by item at the same position. */
export class ListCoder implements Coder<unknown[]> {
  readonly words = undefined
  readonly isStill: boolean
  readonly wordsMax: number
  readonly bitsMax: number

  constructor(
    private readonly item: Coder,
    private readonly max: number,
  ) {
    this.isStill = item.isStill
    this.wordsMax = 1 + max * item.wordsMax
    this.bitsMax = 34 + max * (item.bitsMax + 1)
  }

  initial(): unknown[] {
    return []
  }

  /** Items beyond the list's limit are dropped. */
  legalise(value: unknown[]): unknown[] {
    if (value.length > this.max) value.length = this.max
    for (let index = 0; index < value.length; index++) value[index] = this.item.legalise(value[index])
    return value
  }

  flatten(value: unknown[], tape: Tape): void {
    const count = Math.min(value.length, this.max)
    tape.push(count)
    for (let index = 0; index < count; index++) this.item.flatten(value[index], tape)
  }

  restore(tape: Tape): unknown[] {
    const count = tape.next()
    const value: unknown[] = []
    for (let index = 0; index < count; index++) value.push(this.item.restore(tape))
    return value
  }

  blend(from: Tape, to: Tape, share: number): unknown[] {
    if (share >= 1) {
      this.skip(from)
      return this.restore(to)
    }
    this.skip(to)
    return this.restore(from)
  }

  skip(tape: Tape): void {
    const count = tape.next()
    if (this.item.words !== undefined) tape.at += count * this.item.words
    else for (let index = 0; index < count; index++) this.item.skip(tape)
  }

  write(tape: Tape, bits: DeltaWriter): void {
    const count = tape.next()
    bits.writeCount(count)
    for (let index = 0; index < count; index++) this.item.write(tape, bits)
  }

  read(bits: DeltaReader, tape: Tape): void {
    const count = this.readLength(bits, tape)
    for (let index = 0; index < count && !bits.failed; index++) this.item.read(bits, tape)
  }

  writeDelta(tape: Tape, base: Tape, bits: DeltaWriter): void {
    const tapeStart = tape.at
    const baseStart = base.at
    if (this.skipIfExpected(tape, base, bits.elapsedTicks)) {
      bits.write(0, 1)
      return
    }
    const baseEnd = base.at
    tape.at = tapeStart
    base.at = baseStart
    const count = tape.next()
    const shared = Math.min(count, base.next())
    bits.write(1, 1)
    bits.writeCount(count)
    for (let index = 0; index < shared; index++) this.item.writeDelta(tape, base, bits)
    for (let index = shared; index < count; index++) this.item.write(tape, bits)
    base.at = baseEnd
  }

  readDelta(base: Tape, bits: DeltaReader, tape: Tape): void {
    if (bits.read(1) === 0) {
      this.expect(base, tape, bits.elapsedTicks)
      return
    }
    const baseStart = base.at
    this.skip(base)
    const baseEnd = base.at
    base.at = baseStart
    const baseCount = base.next()
    const count = this.readLength(bits, tape)
    for (let index = 0; index < count && !bits.failed; index++) {
      if (index < baseCount) this.item.readDelta(base, bits, tape)
      else this.item.read(bits, tape)
    }
    base.at = baseEnd
  }

  skipIfExpected(tape: Tape, base: Tape, elapsedTicks: number): boolean {
    if (this.isStill) return skipIfSame(this, tape, base)
    const count = tape.next()
    const baseCount = base.next()
    let isExpected = count === baseCount
    for (let index = 0; index < Math.min(count, baseCount); index++)
      if (!this.item.skipIfExpected(tape, base, elapsedTicks)) isExpected = false
    for (let index = baseCount; index < count; index++) this.item.skip(tape)
    for (let index = count; index < baseCount; index++) this.item.skip(base)
    return isExpected
  }

  expect(base: Tape, tape: Tape, elapsedTicks: number): void {
    if (this.isStill) {
      copyValue(this, base, tape)
      return
    }
    const count = base.next()
    tape.push(count)
    for (let index = 0; index < count; index++) this.item.expect(base, tape, elapsedTicks)
  }

  private readLength(bits: DeltaReader, tape: Tape): number {
    const count = bits.readCount()
    if (count > this.max) bits.fail()
    tape.push(count)
    return bits.failed ? 0 : count
  }
}
