/** Appends values bit by bit, least significant bit first, into a buffer that is kept from packet to packet. */
export class BitWriter {
  private bytes = new Uint8Array(1024)
  private view = new DataView(this.bytes.buffer)
  private byteLength = 0
  /** Bits not stored yet: `pendingBits`, 0 to 31, of them. */
  private pending = 0
  private pendingBits = 0

  /** Forgets what was written; the buffer stays. */
  clear(): void {
    this.byteLength = 0
    this.pending = 0
    this.pendingBits = 0
  }

  /** `value` must fit in `bits` (0 to 32); higher bits are ignored. */
  write(value: number, bits: number): void {
    const kept = bits < 32 ? value & ((1 << bits) - 1) : value
    const before = this.pendingBits
    const pending = this.pending | (kept << before)
    const after = before + bits
    if (after < 32) {
      this.pending = pending
      this.pendingBits = after
      return
    }
    if (this.byteLength + 4 > this.view.byteLength) this.grow()
    this.view.setInt32(this.byteLength, pending, true)
    this.byteLength += 4
    this.pending = before === 0 ? 0 : kept >>> (32 - before)
    this.pendingBits = after - 32
  }

  /** A copy of the bytes written, the last one filled up with zero bits. */
  finish(): Uint8Array {
    const length = this.byteLength + ((this.pendingBits + 7) >> 3)
    this.write(0, 32 - this.pendingBits)
    return this.bytes.slice(0, length)
  }

  private grow(): void {
    const larger = new Uint8Array(this.bytes.length * 2)
    larger.set(this.bytes)
    this.bytes = larger
    this.view = new DataView(larger.buffer)
  }
}

/** So many bytes are loaded at once: that many zeros follow a packet's own bytes. */
const loadedBytes = 4

/**
 * Reads what a BitWriter wrote. Bytes come from strangers, so reading never throws: it notes the first failure and
 * returns any numbers from then on, and whoever reads a loop's length stops when `failed` is set.
 */
export class BitReader {
  failed = false
  /** Of the failures: bytes were missing or left over, rather than a value illegal. */
  isWrongLength = false
  private bytes = new Uint8Array(1024)
  private view = new DataView(this.bytes.buffer)
  private bitLength = 0
  /** Position of the next bit. */
  private at = 0

  start(bytes: Uint8Array): void {
    if (bytes.length + loadedBytes > this.bytes.length) {
      this.bytes = new Uint8Array(2 * bytes.length + loadedBytes)
      this.view = new DataView(this.bytes.buffer)
    }
    this.bytes.set(bytes)
    this.bytes.fill(0, bytes.length, bytes.length + loadedBytes)
    this.bitLength = bytes.length * 8
    this.at = 0
    this.failed = false
    this.isWrongLength = false
  }

  /** 0 to 32 bits. */
  read(bits: number): number {
    if (bits > 16) {
      const low = this.take(16)
      return (low | (this.take(bits - 16) << 16)) >>> 0
    }
    return this.take(bits)
  }

  /** How many ones come before the next zero, which is read too; after `max` ones (up to 16) no zero is read. */
  readOnes(max: number): number {
    return this.takeRun(~this.peek(), max)
  }

  /** As `readOnes`, of zeros before a one. */
  readZeros(max: number): number {
    return this.takeRun(this.peek(), max)
  }

  /** Notes a value that the schema doesn't have. */
  fail(): void {
    this.failed = true
  }

  /** Whether all was read without failure and nothing but the last byte's zero filling is left. */
  finish(): boolean {
    const left = this.bitLength - this.at
    if (!this.failed && (left >= 8 || this.take(left) !== 0)) this.failLength()
    return !this.failed
  }

  /** The next 25 bits at least, zeros after the end. */
  private peek(): number {
    return this.view.getInt32(this.at >> 3, true) >>> (this.at & 7)
  }

  /** Goes past the lowest bit that is set, or `max` bits if there is none below; returns where it is. */
  private takeRun(word: number, max: number): number {
    const ended = word | (1 << max)
    const length = 31 - Math.clz32(ended & -ended)
    this.skip(length < max ? length + 1 : max)
    return length
  }

  private take(bits: number): number {
    const value = this.peek() & ((1 << bits) - 1)
    this.skip(bits)
    return value
  }

  private skip(bits: number): void {
    this.at += bits
    if (this.at > this.bitLength) {
      this.at = this.bitLength
      this.failLength()
    }
  }

  private failLength(): void {
    this.failed = true
    this.isWrongLength = true
  }
}
