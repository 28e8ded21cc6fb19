/** Whole numbers and runs of bytes, one after the other: what a chunk's body is made of. Numbers are little-endian. */
export class ByteWriter {
  private bytes = new Uint8Array(4096)
  private length = 0

  u32(value: number): this {
    this.reserve(4)
    new DataView(this.bytes.buffer).setUint32(this.length, value, true)
    this.length += 4
    return this
  }

  u16(value: number): this {
    this.reserve(2)
    new DataView(this.bytes.buffer).setUint16(this.length, value, true)
    this.length += 2
    return this
  }

  f64(value: number): this {
    this.reserve(8)
    new DataView(this.bytes.buffer).setFloat64(this.length, value, true)
    this.length += 8
    return this
  }

  /** After their number. */
  run(bytes: Uint8Array): this {
    this.u32(bytes.length).reserve(bytes.length)
    this.bytes.set(bytes, this.length)
    this.length += bytes.length
    return this
  }

  finish(): Uint8Array {
    return this.bytes.slice(0, this.length)
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count))
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
  }
}

/** Reads what a ByteWriter wrote. Never throws: it notes the first failure, and returns nothing from then on. */
export class ByteReader {
  failed = false
  private at = 0
  private readonly view: DataView

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  u32(): number {
    const at = this.pass(4)
    return at === undefined ? 0 : this.view.getUint32(at, true)
  }

  u16(): number {
    const at = this.pass(2)
    return at === undefined ? 0 : this.view.getUint16(at, true)
  }

  f64(): number {
    const at = this.pass(8)
    return at === undefined ? 0 : this.view.getFloat64(at, true)
  }

  run(): Uint8Array {
    const length = this.u32()
    const at = this.pass(length)
    return at === undefined ? new Uint8Array(0) : this.bytes.subarray(at, at + length)
  }

  /** Whether all was read, and nothing is left. */
  finish(): boolean {
    return !this.failed && this.at === this.bytes.length
  }

  /** Where the next `count` bytes are; undefined if there are fewer. */
  private pass(count: number): number | undefined {
    const at = this.at
    if (this.failed || at + count > this.bytes.length) this.failed = true
    else this.at += count
    return this.failed ? undefined : at
  }
}
