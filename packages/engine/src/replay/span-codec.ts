import type { AnyGame } from '../game/define-game.ts'
import type { Checkpoint } from '../log/checkpoint.ts'
import { MomentsCodec } from '../log/moments-codec.ts'
import { TickCodec } from '../log/tick-codec.ts'
import type { TickRecord } from '../log/tick-record.ts'
import { StateCodec } from '../snapshot/state-codec.ts'
import { ByteReader, ByteWriter } from './packed-bytes.ts'

/** The longest a chunk may be: see `chunkSeconds` of the recorder, at the fastest tick rate. */
export const spanTicksMax = 3 * 128

/** Where a run of ticks begins. */
export type SpanStart = Pick<Checkpoint, 'tick' | 'state' | 'sent'>

/** A run of ticks, and all that is needed to make them again without those before. */
export interface Span {
  readonly start: SpanStart
  readonly records: readonly TickRecord[]
  /** By record: the low 16 bits of the hash of the state after it. */
  readonly hashes: readonly number[]
}

/**
 * Packs a run of ticks: the keyframe it begins with, in full; the states of the snapshots before it, for lag compensation, the
 * oldest in full and the others as deltas against it; the ticks' hashes; and their records.
 */
export class SpanCodec {
  private readonly states: StateCodec
  private readonly moments: MomentsCodec
  private readonly ticks: TickCodec

  constructor(game: AnyGame) {
    this.states = new StateCodec(game)
    this.moments = new MomentsCodec(game)
    this.ticks = new TickCodec(game)
  }

  encode({ tick, state, sent }: SpanStart, hashes: readonly number[], records: Uint8Array): Uint8Array {
    const writer = new ByteWriter().u32(tick).run(this.states.encode(state))
    this.moments.write(sent, writer)
    writer.u16(hashes.length)
    for (const hash of hashes) writer.u16(hash)
    return writer.run(records).finish()
  }

  /** Undefined for bytes that are no span of this game. */
  decode(body: Uint8Array): Span | undefined {
    const reader = new ByteReader(body)
    const tick = reader.u32()
    const state = this.states.decode(reader.run())
    const sent = this.moments.read(reader, tick)
    const hashes: number[] = []
    const count = reader.u16()
    if (count > spanTicksMax) return undefined
    for (let index = 0; index < count; index++) hashes.push(reader.u16())
    const packed = reader.run()
    if (!reader.finish() || state === undefined || sent === undefined) return undefined
    const records = this.ticks.decode(packed, spanTicksMax)
    if (records === undefined || records.length !== count || count === 0 || records[0]?.tick !== tick + 1)
      return undefined
    return { start: { tick, state, sent }, records, hashes }
  }
}
