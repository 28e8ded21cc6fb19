import { BitReader, BitWriter } from './bits.ts'

/**
 * Differences are coded as Golomb-Rice numbers whose parameter follows the mean of what the same field had earlier in the
 * same packet, as in JPEG-LS (ITU-T T.87, A.5): small ones cost few bits whatever the field's range, and a packet needs
 * no other to be read. Means are kept times 8.
 */
const firstMean = 16 * 8
/** More than this many quotient bits, and the value is written in full instead. */
const quotientMax = 7
/** Keeps the mean's sum within 31 bits. */
const countedMax = 1 << 20

export class DeltaWriter extends BitWriter {
  /** Ticks from the baseline to the state written. */
  elapsedTicks = 0
  private readonly means: Int32Array

  constructor(contextCount: number) {
    super()
    this.means = new Int32Array(contextCount).fill(firstMean)
  }

  start(elapsedTicks: number): void {
    this.clear()
    this.means.fill(firstMean)
    this.elapsedTicks = elapsedTicks
  }

  /** A count: Elias gamma of `count` + 1. At most 65,535. */
  writeCount(count: number): void {
    const zeros = 31 - Math.clz32(count + 1)
    this.write(0, zeros)
    this.write(1, 1)
    this.write(count + 1, zeros)
  }

  /** `code` of `bits` bits against what it was expected to be; they must differ. */
  writeDifference(context: number, code: number, expected: number, bits: number, wraps: boolean): void {
    const difference = wraps ? ((code - expected) << (32 - bits)) >> (32 - bits) : (code - expected) | 0
    const value = (((difference << 1) ^ (difference >> 31)) >>> 0) - 1
    const rest = restBits(this.means[context] as number)
    const quotient = value >>> rest
    if (quotient < quotientMax) {
      this.write((1 << quotient) - 1, quotient + 1)
      this.write(value, rest)
    } else {
      this.write((1 << quotientMax) - 1, quotientMax)
      this.write(code, bits)
    }
    this.means[context] = follow(this.means[context] as number, value)
  }
}

export class DeltaReader extends BitReader {
  elapsedTicks = 0
  private readonly means: Int32Array

  constructor(contextCount: number) {
    super()
    this.means = new Int32Array(contextCount)
  }

  startPacket(bytes: Uint8Array, elapsedTicks: number): void {
    this.start(bytes)
    this.means.fill(firstMean)
    this.elapsedTicks = elapsedTicks
  }

  readCount(): number {
    let zeros = 0
    while (this.read(1) === 0) {
      if (this.failed || ++zeros > 16) {
        this.fail()
        return 0
      }
    }
    return ((1 << zeros) | this.read(zeros)) - 1
  }

  readDifference(context: number, expected: number, bits: number, wraps: boolean): number {
    const rest = restBits(this.means[context] as number)
    let quotient = 0
    while (quotient < quotientMax && this.read(1) === 1) quotient++
    let code: number
    let value: number
    if (quotient < quotientMax) {
      value = ((quotient << rest) | this.read(rest)) >>> 0
      const zigzag = value + 1
      const difference = (zigzag >>> 1) ^ -(zigzag & 1)
      code = wraps ? (expected + difference) & ((1 << bits) - 1) : (expected + difference) >>> 0
    } else {
      code = this.read(bits)
      const difference = wraps ? ((code - expected) << (32 - bits)) >> (32 - bits) : (code - expected) | 0
      value = (((difference << 1) ^ (difference >> 31)) >>> 0) - 1
    }
    this.means[context] = follow(this.means[context] as number, value)
    return code
  }
}

function restBits(mean: number): number {
  return 31 - Math.clz32((mean >> 3) | 1)
}

function follow(mean: number, value: number): number {
  const counted = value > countedMax || value < 0 ? countedMax : value
  return mean + (((counted << 3) - mean) >> 2)
}
