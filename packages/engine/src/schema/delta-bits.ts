import { BitReader, BitWriter } from './bits.ts'

/**
 * Differences are coded as Golomb-Rice numbers whose parameter follows the mean of what the same field had earlier in the
 * same packet, as in JPEG-LS (ITU-T T.87, A.5): small ones cost few bits whatever the field's range, and a packet needs
 * no other to be read. Means are kept times 8; a field that had none yet begins with an eighth of its range.
 */
const noMean = -1
const firstMeanShift = 3
/**
 * A field that has changed in nearly all entities so far goes without the bit that says whether it has. Shares are kept times
 * 1024, and follow by a quarter: three changes in a row are enough.
 */
const firstShare = 512
const restlessShare = 800
/** So many quotient bits, and the value is written in full instead. */
const quotientMax = 6
/** Counts are below 2^17. */
const countZerosMax = 16
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
    this.means.fill(noMean)
    this.changeShares.fill(firstShare)
    this.elapsedTicks = elapsedTicks
  }

  /** A count: Elias gamma of `count` + 1. At most 65,535. */
  writeCount(count: number): void {
    const zeros = 31 - Math.clz32(count + 1)
    this.write(1 << zeros, zeros + 1)
    this.write(count + 1, zeros)
  }

  /** In full, but for a bit in place of the usual value, which many entities have in fields such as cooldowns. */
  writeValue(context: number, code: number, usual: number, bits: number): void {
    const share = this.changeShares[context] as number
    this.changeShares[context] = followChange(share, code !== usual)
    if (share < restlessShare) {
      this.write(code === usual ? 0 : 1, 1)
      if (code === usual) return
    }
    this.write(code, bits)
  }

  /** `code` of `bits` bits against what it was expected to be, both as a tape holds them. */
  writeDifference(context: number, code: number, expected: number, bits: number, wraps: number): void {
    const share = this.changeShares[context] as number
    this.changeShares[context] = followChange(share, code !== expected)
    const isRestless = share >= restlessShare
    if (code === expected && !isRestless) {
      this.write(0, 1)
      return
    }
    const flagBits = isRestless ? 0 : 1
    const value = zigzag(code, expected, bits, wraps) - flagBits
    const mean = meanOr(this.means[context] as number, bits)
    this.means[context] = followMean(mean, value)
    const rest = restBits(mean)
    const quotient = value >>> rest
    if (quotient < quotientMax) {
      const onesBits = flagBits + quotient
      this.write(((1 << onesBits) - 1) | ((value & ((1 << rest) - 1)) << (onesBits + 1)), onesBits + 1 + rest)
    } else {
      const onesBits = flagBits + quotientMax
      this.write((1 << onesBits) - 1, onesBits)
      this.write(code, bits)
    }
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
    this.means.fill(noMean)
    this.changeShares.fill(firstShare)
    this.elapsedTicks = elapsedTicks
  }

  readCount(): number {
    const zeros = this.readZeros(countZerosMax + 1)
    if (zeros > countZerosMax) this.fail()
    return this.failed ? 0 : ((1 << zeros) | this.read(zeros)) - 1
  }

  /** Not checked against the greatest code. */
  readValue(context: number, usual: number, bits: number): number {
    const share = this.changeShares[context] as number
    const isFlagged = share < restlessShare
    const code = isFlagged && this.read(1) === 0 ? usual : this.read(bits) | 0
    this.changeShares[context] = followChange(share, code !== usual)
    return code
  }

  /** Not checked against the greatest code. */
  readDifference(context: number, expected: number, bits: number, wraps: number): number {
    const code = this.readAgainst(context, expected, bits, wraps)
    this.changeShares[context] = followChange(this.changeShares[context] as number, code !== expected)
    return code
  }

  private readAgainst(context: number, expected: number, bits: number, wraps: number): number {
    const isRestless = (this.changeShares[context] as number) >= restlessShare
    if (!isRestless && this.read(1) === 0) return expected
    const least = isRestless ? 0 : 1
    const mean = meanOr(this.means[context] as number, bits)
    const rest = restBits(mean)
    const quotient = this.readOnes(quotientMax)
    if (quotient === quotientMax) {
      const code = this.read(bits) | 0
      this.means[context] = followMean(mean, Math.max(zigzag(code, expected, bits, wraps) - least, 0))
      return code
    }
    const value = ((quotient << rest) | this.read(rest)) >>> 0
    this.means[context] = followMean(mean, value)
    const folded = value + least
    const difference = (folded >>> 1) ^ -(folded & 1)
    return wraps === 1 ? (expected + difference) & ((1 << bits) - 1) : (expected + difference) | 0
  }
}

/** The difference, positive and negative in turn: 0, -1, 1, -2, 2 become 0, 1, 2, 3, 4. */
function zigzag(code: number, expected: number, bits: number, wraps: number): number {
  const difference = wraps === 1 ? ((code - expected) << (32 - bits)) >> (32 - bits) : (code - expected) | 0
  return ((difference << 1) ^ (difference >> 31)) >>> 0
}

function restBits(mean: number): number {
  return 31 - Math.clz32((mean >> 3) | 1)
}

function meanOr(mean: number, bits: number): number {
  return mean === noMean ? 8 << Math.max(0, Math.min(bits - firstMeanShift, 20)) : mean
}

function followMean(mean: number, value: number): number {
  const counted = Math.min(value, countedMax)
  return mean + (((counted << 3) - mean) >> 2)
}

function followChange(share: number, isChanged: boolean): number {
  return share + (((isChanged ? 1024 : 0) - share) >> 2)
}
