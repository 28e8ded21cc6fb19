import { ReplayRejected } from './replay-rejected.ts'
import { hexOf, Sha256 } from './sha256.ts'

/** What a file begins with: the letters GSR, and the format's number. */
export const formatVersion = 1
const magic = Uint8Array.of(0x47, 0x53, 0x52, formatVersion)

const kinds = { header: 0x48, players: 0x50, ticks: 0x54, closing: 0x43 } as const
export type ChunkKind = keyof typeof kinds

/** Three seconds take some 20 KB; more than this is no match, and is not read. */
export const chunkBytesMax = 16 * 1024 * 1024
/** An hour with 32 players takes some 20 MB. */
export const replayBytesMax = 512 * 1024 * 1024
const headBytes = 5
const hashBytes = 32

export interface Chunk {
  /** From 0, the header's. */
  readonly index: number
  readonly kind: ChunkKind
  readonly body: Uint8Array
}

/**
 * Writes chunks, each of which ends with the SHA-256 of the hash before it and of its own bytes: kind, length, body. So the last
 * hash stands for all that was written.
 */
export class ChunkSealer {
  private hash: Uint8Array = new Uint8Array(hashBytes)
  private isFirst = true

  get headHash(): string {
    return hexOf(this.hash)
  }

  /** Throws a RangeError for more than `chunkBytesMax`. */
  seal(kind: ChunkKind, body: Uint8Array): Uint8Array {
    if (body.length > chunkBytesMax) throw new RangeError(`a chunk of ${body.length} bytes is too large`)
    const start = this.isFirst ? magic.length : 0
    this.isFirst = false
    const chunk = new Uint8Array(start + headBytes + body.length + hashBytes)
    if (start > 0) chunk.set(magic)
    chunk[start] = kinds[kind]
    new DataView(chunk.buffer).setUint32(start + 1, body.length, true)
    chunk.set(body, start + headBytes)
    const hashed = chunk.subarray(start, start + headBytes + body.length)
    this.hash = new Sha256().update(this.hash).update(hashed).digest()
    chunk.set(this.hash, start + hashed.length)
    return chunk
  }
}

/** Reads what a ChunkSealer wrote, from bytes that may come in any pieces. What comes after a rejection is not read. */
export class ChunkReader {
  rejected: ReplayRejected | undefined
  private hash: Uint8Array = new Uint8Array(hashBytes)
  private pending: Uint8Array = new Uint8Array(0)
  private chunks = 0
  private bytes = 0
  private hasMagic = false

  get headHash(): string {
    return hexOf(this.hash)
  }

  /** Bytes of a chunk that is not whole yet. */
  get bytesLeft(): number {
    return this.pending.length
  }

  /** The chunks that are whole now. Bodies are views of what was given. */
  *read(bytes: Uint8Array): Generator<Chunk> {
    this.bytes += bytes.length
    this.pending = this.pending.length === 0 ? bytes : joined(this.pending, bytes)
    if (this.bytes > replayBytesMax) this.rejected ??= ReplayRejected.tooLarge(replayBytesMax)
    if (!this.hasMagic) this.readMagic()
    while (this.hasMagic && this.rejected === undefined) {
      const chunk = this.nextChunk()
      if (chunk === undefined) return
      yield chunk
    }
  }

  private readMagic(): void {
    const { pending } = this
    const known = magic.subarray(0, magic.length - 1)
    if (known.some((byte, index) => index < pending.length && pending[index] !== byte))
      this.rejected ??= ReplayRejected.notAReplay()
    else if (pending.length >= magic.length) {
      const format = pending[magic.length - 1] as number
      if (format !== formatVersion) this.rejected ??= ReplayRejected.unknownFormat(format)
      this.hasMagic = true
      this.pending = pending.subarray(magic.length)
    }
  }

  private nextChunk(): Chunk | undefined {
    const { pending, chunks: index } = this
    if (pending.length < headBytes) return undefined
    const kind = (Object.keys(kinds) as ChunkKind[]).find((name) => kinds[name] === pending[0])
    const length = new DataView(pending.buffer, pending.byteOffset).getUint32(1, true)
    if (kind === undefined || length > chunkBytesMax) {
      this.rejected = ReplayRejected.tampered(index)
      return undefined
    }
    const end = headBytes + length
    if (pending.length < end + hashBytes) return undefined
    const hash = new Sha256().update(this.hash).update(pending.subarray(0, end)).digest()
    if (hash.some((byte, at) => byte !== pending[end + at])) {
      this.rejected = ReplayRejected.tampered(index)
      return undefined
    }
    this.hash = hash
    this.chunks++
    this.pending = pending.subarray(end + hashBytes)
    return { index, kind, body: pending.subarray(headBytes, end) }
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
