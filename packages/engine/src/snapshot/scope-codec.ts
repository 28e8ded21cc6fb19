import { DeltaReader, DeltaWriter } from '../schema/delta-bits.ts'
import type { StructCoder } from '../schema/struct-coder.ts'
import { Tape } from '../schema/tape.ts'
import { type DeltaBlock, writeDeltaHeader } from './block.ts'
import type { ScopeId } from './scopes.ts'
import { Slices } from './slices.ts'
import type { ScopeSchema } from './state-layout.ts'

/** Packs and unpacks what scopes of one kind hold: in full, against a keyframe, or a slice of it against a keyframe's. */
export class ScopeCodec {
  readonly coder: StructCoder
  readonly slices: Slices
  private readonly writer: DeltaWriter
  private readonly reader: DeltaReader
  private readonly slice = new Tape()
  private readonly baseSlice = new Tape()

  constructor({ description, coder, contextCount }: ScopeSchema) {
    this.coder = coder
    this.slices = new Slices(description, coder)
    this.writer = new DeltaWriter(contextCount)
    this.reader = new DeltaReader(contextCount)
  }

  encode(state: Tape): Uint8Array {
    this.writer.start(0)
    this.coder.write(state.rewind(), this.writer)
    return this.writer.finish()
  }

  /** `undefined` if the bytes are no state of this scope. */
  decode(packed: Uint8Array): Tape | undefined {
    const state = new Tape()
    this.reader.startPacket(packed, 0)
    this.coder.read(this.reader, state)
    return this.reader.finish() ? state.finish() : undefined
  }

  /** A whole block: its header, then the delta. */
  encodeDelta(scope: ScopeId, state: Tape, base: Tape, age: number, hasChecksum: boolean): Uint8Array {
    const checksum = hasChecksum ? checksumOf(state) : undefined
    this.writer.start(age)
    writeDeltaHeader({ scope, age, slice: undefined, checksum }, this.writer)
    this.coder.writeDelta(state.rewind(), base.rewind(), this.writer)
    return this.writer.finish()
  }

  /** A whole block, and whether it says more than that all is as expected. */
  encodeSlice(
    scope: ScopeId,
    number: number,
    state: Tape,
    base: Tape,
    age: number,
    hasChecksum: boolean,
  ): { readonly block: Uint8Array; readonly isEventful: boolean } {
    const { slices, slice, baseSlice, writer } = this
    slices.extract(state, number, slice)
    slices.extract(base, number, baseSlice)
    writer.start(age)
    const checksum = hasChecksum ? checksumOf(slice) : undefined
    const headerBytes = writeDeltaHeader({ scope, age, slice: number, checksum }, writer)
    slice.rewind()
    baseSlice.rewind()
    slices.each(number, (coder) => coder.writeDelta(slice, baseSlice, writer))
    const block = writer.finish()
    return { block, isEventful: block.length > headerBytes + 1 }
  }

  /** The state, or the slice of it in the form that `extract` of Slices gives; `undefined` for bytes that are neither. */
  decodeDelta({ slice, age, packed }: DeltaBlock, base: Tape): Tape | undefined {
    const state = new Tape(base.length + 64)
    const { reader, slices, baseSlice } = this
    reader.startPacket(packed, age)
    if (slice === undefined) this.coder.readDelta(base.rewind(), reader, state)
    else {
      if (!slices.isLegal(slice)) return undefined
      slices.extract(base, slice, baseSlice).rewind()
      slices.each(slice, (coder) => coder.readDelta(baseSlice, reader, state))
    }
    return reader.finish() ? state.finish() : undefined
  }
}

/** Sixteen bits that say with a chance of error of 1 in 65,536 whether two tapes are the same. */
export function checksumOf(tape: Tape): number {
  const hash = tape.hash()
  return (hash ^ (hash >>> 16)) & 0xffff
}
