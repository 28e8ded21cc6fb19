import type { Coder } from './coder.ts'
import type { DeltaReader, DeltaWriter } from './delta-bits.ts'
import type { Tape } from './tape.ts'

/** How a scalar's values become codes from 0 to `codeMax`, and what lies between two of them. */
export interface Scale<T> {
  readonly codeMax: number
  readonly initial: T
  encode(value: T): number
  decode(code: number): T
  /** Codes count round a circle of a power of two, as angles do. */
  readonly wraps?: boolean
  /** Absent for values with nothing in between. */
  blend?(from: T, to: T, share: number): T
}

/** Codes this short are written as they are when they changed. */
const shortBits = 3

export class ScalarCoder<T> implements Coder<T> {
  readonly words = 1
  readonly wordsMax = 1
  readonly bits: number
  readonly bitsMax: number
  private readonly wraps: boolean

  /** `context` tells this field's statistics from those of other fields within a packet. */
  constructor(
    readonly scale: Scale<T>,
    private readonly context: number,
  ) {
    this.bits = 32 - Math.clz32(scale.codeMax)
    this.bitsMax = this.bits + 8
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
    this.writeCode(tape.next() >>> 0, base.next() >>> 0, bits)
  }

  readDelta(base: Tape, bits: DeltaReader, tape: Tape): void {
    tape.push(this.readCode(base.next() >>> 0, bits))
  }

  private writeCode(code: number, expected: number, bits: DeltaWriter): void {
    if (this.bits > shortBits) {
      bits.writeDifference(this.context, code, expected, this.bits, this.wraps)
      return
    }
    bits.write(code === expected ? 0 : 1, 1)
    if (code !== expected && this.bits > 1) bits.write(code, this.bits)
  }

  private readCode(expected: number, bits: DeltaReader): number {
    if (this.bits > shortBits)
      return this.checked(bits, bits.readDifference(this.context, expected, this.bits, this.wraps))
    if (bits.read(1) === 0) return expected
    return this.bits === 1 ? expected ^ 1 : this.checked(bits, bits.read(this.bits))
  }

  private checked(bits: DeltaReader, code: number): number {
    if (code <= this.scale.codeMax) return code
    bits.fail()
    return 0
  }
}
