import { BitReader, BitWriter } from './bits.ts'

/**
 * Differences are coded as Golomb-Rice numbers whose parameter follows the mean of what the same field had earlier in the
 * same packet, as in JPEG-LS (ITU-T T.87, A.5): small ones cost few bits whatever the field's range, and a packet needs
 * no other to be read. Means are kept times 8.
 */
const firstMean = 16 * 8
/**
 * A field that has changed in nearly all entities so far goes without the bit that says whether it has. Shares are kept times
 * 1024, and follow by an eighth.
 */
const restlessShare = 940
/** More than this many quotient bits, and the value is written in full instead. */
const quotientMax = 7
/** Keeps the mean's sum within 31 bits. */
const countedMax = 1 << 20

export class DeltaWriter extends BitWriter {
  /** Ticks from the baseline to the state written. */
  elapsedTicks = 0
  private readonly means: Int32Array
  private readonly changeShares: Int32Array

  constructor(contextCount: number) {
    super()
    this.means = new Int32Array(contextCount)
    this.changeShares = new Int32Array(contextCount)
  }

  start(elapsedTicks: number): void {
    this.clear()
    this.means.fill(firstMean)
    this.changeShares.fill(0)
    this.elapsedTicks = elapsedTicks
  }

  /** A count: Elias gamma of `count` + 1. At most 65,535. */
  writeCount(count: number): void {
    const zeros = 31 - Math.clz32(count + 1)
    this.write(0, zeros)
    this.write(1, 1)
    this.write(count + 1, zeros)
  }

  /** `code` of `bits` bits against what it was expected to be. */
  writeDifference(context: number, code: number, expected: number, bits: number, wraps: boolean): void {
    const share = this.changeShares[context] as number
    this.changeShares[context] = followChange(share, code !== expected)
    let value = zigzag(code, expected, bits, wraps)
    if (share < restlessShare) {
      this.write(value === 0 ? 0 : 1, 1)
      if (value-- === 0) return
    }
    const mean = this.means[context] as number
    const rest = restBits(mean)
    const quotient = value >>> rest
    if (quotient < quotientMax) {
      this.write((1 << quotient) - 1, quotient + 1)
      this.write(value, rest)
    } else {
      this.write((1 << quotientMax) - 1, quotientMax)
      this.write(code, bits)
    }
    this.means[context] = followMean(mean, value)
  }
}

export class DeltaReader extends BitReader {
  elapsedTicks = 0
  private readonly means: Int32Array
  private readonly changeShares: Int32Array

  constructor(contextCount: number) {
    super()
    this.means = new Int32Array(contextCount)
    this.changeShares = new Int32Array(contextCount)
  }

  startPacket(bytes: Uint8Array, elapsedTicks: number): void {
    this.start(bytes)
    this.means.fill(firstMean)
    this.changeShares.fill(0)
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
    const code = this.readAgainst(context, expected, bits, wraps)
    this.changeShares[context] = followChange(this.changeShares[context] as number, code !== expected)
    return code
  }

  private readAgainst(context: number, expected: number, bits: number, wraps: boolean): number {
    const isRestless = (this.changeShares[context] as number) >= restlessShare
    if (!isRestless && this.read(1) === 0) return expected
    const least = isRestless ? 0 : 1
    const mean = this.means[context] as number
    const rest = restBits(mean)
    let quotient = 0
    while (quotient < quotientMax && this.read(1) === 1) quotient++
    if (quotient === quotientMax) {
      const code = this.read(bits)
      this.means[context] = followMean(mean, zigzag(code, expected, bits, wraps) - least)
      return code
    }
    const value = ((quotient << rest) | this.read(rest)) >>> 0
    this.means[context] = followMean(mean, value)
    const folded = value + least
    const difference = (folded >>> 1) ^ -(folded & 1)
    return wraps ? (expected + difference) & ((1 << bits) - 1) : (expected + difference) >>> 0
  }
}

/** The difference, positive and negative in turn: 0, -1, 1, -2, 2 become 0, 1, 2, 3, 4. */
function zigzag(code: number, expected: number, bits: number, wraps: boolean): number {
  const difference = wraps ? ((code - expected) << (32 - bits)) >> (32 - bits) : (code - expected) | 0
  return ((difference << 1) ^ (difference >> 31)) >>> 0
}

function restBits(mean: number): number {
  return 31 - Math.clz32((mean >> 3) | 1)
}

function followMean(mean: number, value: number): number {
  const counted = Math.min(value, countedMax)
  return mean + (((counted << 3) - mean) >> 2)
}

function followChange(share: number, isChanged: boolean): number {
  return share + (((isChanged ? 1024 : 0) - share) >> 3)
}
