import { BitWriter } from '../schema/bits.ts'
import { type ScopeId, scopesMax } from './scopes.ts'

/** What one scope's part of a packet says. Ages are in ticks, counted back from the packet's tick. */
export type Block =
  /** The player doesn't see the scope any more, or there is nothing in it. */
  { readonly kind: 'gone'; readonly scope: ScopeId } | DeltaBlock | KeyframeBlock

/** What has become of the keyframe that is `age` ticks old: all of it, or one slice. */
export interface DeltaBlock {
  readonly kind: 'delta'
  readonly scope: ScopeId
  readonly age: number
  readonly slice: number | undefined
  readonly checksum: number | undefined
  readonly packed: Uint8Array
}

/** A keyframe, or a part of the packed bytes of one. */
export interface KeyframeBlock {
  readonly kind: 'keyframe'
  readonly scope: ScopeId
  readonly age: number
  readonly part: number
  readonly parts: number
  readonly packed: Uint8Array
}

/** A state of 1 MiB in parts as small as they come. */
export const partsMax = 8192

const kinds = { delta: 0, slice: 1, keyframe: 2, part: 3 } as const
/** Of the first number: whether a checksum is there, the kind, and the scope. */
const kindAt = 1
const scopeAt = 3

const writer = new BitWriter()

export function packGone(scope: ScopeId): Uint8Array {
  writer.clear()
  writeNumber(scope << scopeAt, writer)
  return writer.finish()
}

export function packKeyframe({ scope, age, part, parts, packed }: Omit<KeyframeBlock, 'kind'>): Uint8Array {
  writer.clear()
  writeNumber((scope << scopeAt) | ((parts === 1 ? kinds.keyframe : kinds.part) << kindAt), writer)
  writeNumber(age, writer)
  if (parts > 1) {
    writeNumber(part, writer)
    writeNumber(parts, writer)
  }
  for (const byte of packed) writer.write(byte, 8)
  return writer.finish()
}

/** What comes before the packed delta. Returns how many bytes it takes. */
export function writeDeltaHeader(
  { scope, age, slice, checksum }: Omit<DeltaBlock, 'kind' | 'packed'>,
  bits: BitWriter,
): number {
  const kind = slice === undefined ? kinds.delta : kinds.slice
  let bytes = writeNumber((scope << scopeAt) | (kind << kindAt) | (checksum === undefined ? 0 : 1), bits)
  bytes += writeNumber(age, bits)
  if (slice !== undefined) bytes += writeNumber(slice, bits)
  if (checksum === undefined) return bytes
  bits.write(checksum, 16)
  return bytes + 2
}

/** All of a packet; `undefined` if any is none, or tells of a time before the match. */
export function readBlocks(tick: number, blocks: readonly Uint8Array[]): Block[] | undefined {
  const read: Block[] = []
  for (const bytes of blocks) {
    const block = readBlock(bytes)
    if (block === undefined || ('age' in block && block.age > tick)) return undefined
    read.push(block)
  }
  return read
}

/** `undefined` for bytes that are no block. */
export function readBlock(bytes: Uint8Array): Block | undefined {
  const reader = new NumberReader(bytes)
  const first = reader.number()
  const scope = first >>> scopeAt
  if (reader.failed || scope >= scopesMax) return undefined
  if (reader.isAtEnd) return (first & ((1 << scopeAt) - 1)) === 0 ? { kind: 'gone', scope } : undefined
  const age = reader.number()
  const kind = (first >>> kindAt) & 3
  const hasChecksum = (first & 1) === 1
  const block =
    kind === kinds.keyframe || kind === kinds.part
      ? keyframeBlock(reader, scope, age, kind === kinds.part)
      : deltaBlock(reader, scope, age, kind === kinds.slice, hasChecksum)
  return reader.failed || (hasChecksum && block?.kind === 'keyframe') ? undefined : block
}

function deltaBlock(
  reader: NumberReader,
  scope: ScopeId,
  age: number,
  isSlice: boolean,
  hasChecksum: boolean,
): DeltaBlock {
  const slice = isSlice ? reader.number() : undefined
  const checksum = hasChecksum ? reader.checksum() : undefined
  return { kind: 'delta', scope, age, slice, checksum, packed: reader.rest() }
}

function keyframeBlock(
  reader: NumberReader,
  scope: ScopeId,
  age: number,
  isPart: boolean,
): KeyframeBlock | undefined {
  const part = isPart ? reader.number() : 0
  const parts = isPart ? reader.number() : 1
  if (parts < 1 || parts > partsMax || part >= parts) return undefined
  return { kind: 'keyframe', scope, age, part, parts, packed: reader.rest() }
}

/** Seven bits in each byte, the lowest ones first; the highest bit says that more follow. */
function writeNumber(value: number, bits: BitWriter): number {
  let left = value
  let bytes = 1
  for (; left > 0x7f; left >>>= 7, bytes++) bits.write((left & 0x7f) | 0x80, 8)
  bits.write(left, 8)
  return bytes
}

class NumberReader {
  failed = false
  private at = 0

  constructor(private readonly bytes: Uint8Array) {}

  get isAtEnd(): boolean {
    return this.at === this.bytes.length
  }

  number(): number {
    let value = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    this.failed = true
    return 0
  }

  checksum(): number {
    return this.byte() | (this.byte() << 8)
  }

  rest(): Uint8Array {
    return this.bytes.subarray(this.at)
  }

  private byte(): number {
    const byte = this.bytes[this.at++]
    if (byte === undefined) this.failed = true
    return byte ?? 0
  }
}
