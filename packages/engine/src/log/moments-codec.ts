import type { AnyGame } from '../game/define-game.ts'
import type { ByteReader, ByteWriter } from '../replay/packed-bytes.ts'
import type { Moment } from '../rewind/seen-worlds.ts'
import type { Tape } from '../schema/tape.ts'
import { StateCodec } from '../snapshot/state-codec.ts'

/** A second of the fastest snapshots, and those on either side of it. */
const momentsMax = 132
/** How old the oldest may be: a second, and twice the time between the rarest snapshots. */
const ageTicksMax = 3 * 128

/** Packs the states of the last snapshots, the oldest in full and the others as deltas against it. */
export class MomentsCodec {
  private readonly states: StateCodec

  constructor(game: AnyGame) {
    this.states = new StateCodec(game)
  }

  /** The oldest first. */
  write(moments: readonly Moment[], writer: ByteWriter): void {
    const [oldest] = moments
    writer.u16(moments.length)
    for (const { tick, state } of moments)
      writer
        .u32(tick)
        .run(
          oldest === undefined || tick === oldest.tick
            ? this.states.encode(state)
            : this.states.encodeDelta(state, oldest.state, tick - oldest.tick),
        )
  }

  /** Undefined for what are no moments of this game, up to a tick. */
  read(reader: ByteReader, newestTick: number): Moment[] | undefined {
    const moments: Moment[] = []
    const count = reader.u16()
    if (count > momentsMax) return undefined
    for (let index = 0; index < count; index++) {
      const tick = reader.u32()
      const before = moments.at(-1)?.tick ?? -1
      if (tick <= before || tick > newestTick || newestTick - tick > ageTicksMax) return undefined
      const state = this.readState(reader.run(), moments[0], tick)
      if (state === undefined) return undefined
      moments.push({ tick, state })
    }
    return moments
  }

  private readState(packed: Uint8Array, oldest: Moment | undefined, tick: number): Tape | undefined {
    return oldest === undefined
      ? this.states.decode(packed)
      : this.states.decodeDelta(packed, oldest.state, tick - oldest.tick)
  }
}
