/** Appends values bit by bit, least significant bit first, into a buffer that is kept from packet to packet. */
export class BitWriter {
  private bytes = new Uint8Array(1024)
  private length = 0
  private pending = 0
  private pendingBits = 0

  /** Forgets what was written; the buffer stays. */
  clear(): void {
    this.length = 0
    this.pending = 0
    this.pendingBits = 0
  }

  /** `value` must fit in `bits` (1 to 32); higher bits are ignored. */
  write(value: number, bits: number): void {
    if (bits > 16) {
      this.append(value & 0xffff, 16)
      this.append((value >>> 16) & ((1 << (bits - 16)) - 1), bits - 16)
    } else this.append(value & ((1 << bits) - 1), bits)
  }

  /** A copy of the bytes written, the last one filled up with zero bits. */
  finish(): Uint8Array {
    if (this.pendingBits > 0) this.append(0, 8 - this.pendingBits)
    return this.bytes.slice(0, this.length)
  }

  private append(value: number, bits: number): void {
    this.pending |= value << this.pendingBits
    this.pendingBits += bits
    while (this.pendingBits >= 8) {
      if (this.length === this.bytes.length) this.grow()
      this.bytes[this.length++] = this.pending
      this.pending >>>= 8
      this.pendingBits -= 8
    }
  }

  private grow(): void {
    const larger = new Uint8Array(this.bytes.length * 2)
    larger.set(this.bytes)
    this.bytes = larger
  }
}

/**
 * Reads what a BitWriter wrote. Bytes come from strangers, so reading never throws: it notes the first failure and
 * returns zeros from then on, and whoever reads a loop's length stops when `failed` is set.
 */
export class BitReader {
  failed = false
  /** Of the failures: bytes were missing or left over, rather than a value illegal. */
  isWrongLength = false
  private bytes: Uint8Array = new Uint8Array(0)
  private at = 0
  private pending = 0
  private pendingBits = 0

  start(bytes: Uint8Array): void {
    this.bytes = bytes
    this.at = 0
    this.pending = 0
    this.pendingBits = 0
    this.failed = false
    this.isWrongLength = false
  }

  read(bits: number): number {
    if (bits <= 16) return this.take(bits)
    const low = this.take(16)
    return (low | (this.take(bits - 16) << 16)) >>> 0
  }

  /** Notes a value that the schema doesn't have. */
  fail(): void {
    this.failed = true
  }

  /** Whether all was read without failure and nothing but the last byte's zero filling is left. */
  finish(): boolean {
    if (!this.failed && (this.pending !== 0 || this.at !== this.bytes.length)) this.failLength()
    return !this.failed
  }

  private failLength(): void {
    this.failed = true
    this.isWrongLength = true
  }

  private take(bits: number): number {
    while (this.pendingBits < bits) {
      if (this.at >= this.bytes.length) {
        this.failLength()
        return 0
      }
      this.pending |= (this.bytes[this.at++] as number) << this.pendingBits
      this.pendingBits += 8
    }
    const value = this.pending & ((1 << bits) - 1)
    this.pending >>>= bits
    this.pendingBits -= bits
    return value
  }
}
