import { type Coder, copyValue, skipIfSame } from './coder.ts'
import type { DeltaReader, DeltaWriter } from './delta-bits.ts'
import type { Tape } from './tape.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

/** On tape: how many bytes, then one byte a word. Changed text is written in full. */
export class TextCoder implements Coder<string> {
  readonly words = undefined
  readonly isStill = true
  readonly wordsMax: number
  readonly bitsMax: number

  constructor(private readonly bytesMax: number) {
    this.wordsMax = 1 + bytesMax
    this.bitsMax = 34 + bytesMax * 8
  }

  initial(): string {
    return ''
  }

  legalise(value: string): string {
    const bytes = encodeUtf8(value, this.bytesMax)
    return decodeUtf8(bytes, 0, bytes.length) as string
  }

  flatten(value: string, tape: Tape): void {
    const bytes = encodeUtf8(value, this.bytesMax)
    tape.push(bytes.length)
    for (const byte of bytes) tape.push(byte)
  }

  restore(tape: Tape): string {
    const length = tape.next()
    tape.at += length
    return decodeUtf8(tape.words, tape.at - length, length) as string
  }

  blend(from: Tape, to: Tape, share: number): string {
    const early = this.restore(from)
    const late = this.restore(to)
    return share < 1 ? early : late
  }

  skip(tape: Tape): void {
    tape.at += 1 + (tape.words[tape.at] as number)
  }

  write(tape: Tape, bits: DeltaWriter): void {
    const length = tape.next()
    bits.writeCount(length)
    for (let index = 0; index < length; index++) bits.write(tape.next(), 8)
  }

  read(bits: DeltaReader, tape: Tape): void {
    const length = bits.readCount()
    if (length > this.bytesMax) bits.fail()
    tape.push(length)
    if (bits.failed) return
    const start = tape.at
    for (let index = 0; index < length; index++) tape.push(bits.read(8))
    if (decodeUtf8(tape.words, start, length) === undefined) bits.fail()
  }

  writeDelta(tape: Tape, base: Tape, bits: DeltaWriter): void {
    const start = tape.at
    const isSame = skipIfSame(this, tape, base)
    bits.write(isSame ? 0 : 1, 1)
    if (isSame) return
    tape.at = start
    this.write(tape, bits)
  }

  readDelta(base: Tape, bits: DeltaReader, tape: Tape): void {
    if (bits.read(1) === 0) copyValue(this, base, tape)
    else {
      this.skip(base)
      this.read(bits, tape)
    }
  }

  skipIfExpected(tape: Tape, base: Tape): boolean {
    return skipIfSame(this, tape, base)
  }

  expect(base: Tape, tape: Tape): void {
    copyValue(this, base, tape)
  }
}
