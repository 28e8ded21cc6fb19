import type { Coder } from './coder.ts'
import type { DeltaReader, DeltaWriter } from './delta-bits.ts'
import type { Expectation } from './expectation.ts'
import type { Scale } from './scales.ts'
import type { Tape } from './tape.ts'

/** Codes this short are written as they are when they changed. */
const shortBits = 3

/** On tape: the code. A delta has its difference from what was to be expected. */
export class ScalarCoder<T> implements Coder<T> {
  readonly words = 1
  readonly wordsMax = 1
  readonly bits: number
  readonly bitsMax: number
  readonly isStill: boolean
  private readonly wraps: boolean

  /** `context` tells this field's statistics from those of other fields within a packet. */
  constructor(
    readonly scale: Scale<T>,
    private readonly context: number,
    private readonly expectation: Expectation | undefined,
  ) {
    this.bits = 32 - Math.clz32(scale.codeMax)
    this.bitsMax = this.bits + 8
    this.isStill = expectation === undefined
    this.wraps = scale.wraps ?? false
  }

  initial(): T {
    return this.scale.initial
  }

  legalise(value: T): T {
    return this.scale.decode(this.scale.encode(value))
  }

  flatten(value: T, tape: Tape): void {
    tape.push(this.scale.encode(value))
  }

  restore(tape: Tape): T {
    return this.scale.decode(tape.next() >>> 0)
  }

  blend(from: Tape, to: Tape, share: number): T {
    const fromCode = from.next() >>> 0
    const toCode = to.next() >>> 0
    if (fromCode === toCode) return this.scale.decode(toCode)
    if (this.scale.blend === undefined) return this.scale.decode(share < 1 ? fromCode : toCode)
    return this.scale.blend(this.scale.decode(fromCode), this.scale.decode(toCode), share)
  }

  skip(tape: Tape): void {
    tape.at++
  }

  write(tape: Tape, bits: DeltaWriter): void {
    bits.write(tape.next(), this.bits)
  }

  read(bits: DeltaReader, tape: Tape): void {
    tape.push(this.checked(bits, bits.read(this.bits)))
  }

  writeDelta(tape: Tape, base: Tape, bits: DeltaWriter): void {
    const expected = this.expected(tape, base, bits.elapsedTicks)
    const context = this.contextAt(tape, base)
    const code = tape.next() >>> 0
    base.at++
    if (this.bits > shortBits) bits.writeDifference(context, code, expected, this.bits, this.wraps)
    else if (code === expected) bits.write(0, 1)
    else if (this.bits === 1) bits.write(1, 1)
    else bits.write(1 | (code << 1), 1 + this.bits)
  }

  readDelta(base: Tape, bits: DeltaReader, tape: Tape): void {
    const expected = this.expected(tape, base, bits.elapsedTicks)
    const code = this.readCode(this.contextAt(tape, base), expected, bits)
    base.at++
    tape.push(code)
  }

  skipIfExpected(tape: Tape, base: Tape, elapsedTicks: number): boolean {
    const expected = this.expected(tape, base, elapsedTicks)
    base.at++
    return tape.next() >>> 0 === expected
  }

  expect(base: Tape, tape: Tape, elapsedTicks: number): void {
    tape.push(this.expected(tape, base, elapsedTicks))
    base.at++
  }

  /** The tapes stand at this scalar; what comes before it in its struct is on both. */
  private expected(tape: Tape, base: Tape, elapsedTicks: number): number {
    const code = (base.words[base.at] as number) >>> 0
    return this.expectation === undefined ? code : this.expectation.code(code, tape, base, elapsedTicks)
  }

  private contextAt(tape: Tape, base: Tape): number {
    return this.expectation === undefined
      ? this.context
      : this.context + this.expectation.contextOf(tape, base)
  }

  private readCode(context: number, expected: number, bits: DeltaReader): number {
    if (this.bits > shortBits)
      return this.checked(bits, bits.readDifference(context, expected, this.bits, this.wraps))
    if (bits.read(1) === 0) return expected
    return this.bits === 1 ? expected ^ 1 : this.checked(bits, bits.read(this.bits))
  }

  private checked(bits: DeltaReader, code: number): number {
    if (code <= this.scale.codeMax) return code
    bits.fail()
    return 0
  }
}
