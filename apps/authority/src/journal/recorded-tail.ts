import { type AnyGame, type Checkpoint, TickCodec, type TickRecord } from '@gameserver/engine'
import type { RecordedWrite } from '@gameserver/storage/match-journals'

/** Chunks of a replay take 3 s. A disk that has not got one after three times as long is not waited for. */
const secondsPerBaseMax = 9

/** Where a chunk of a replay ends, which is on its way to the disk. */
export interface RecordedEnd {
  readonly part: number
  readonly tick: number
  /** Of all that was written of it, in hexadecimal. */
  readonly hash: string
  /** Whether the disk has it by now. */
  readonly isWritten: boolean
}

/** A replay that is written while the match is played. */
export interface Recorded {
  /**
   * Ends the chunk under way with the tick just made, since which nothing has happened, if `isWanted`, or if it would be full before
   * so many more ticks are made. Undefined: it goes on.
   */
  endChunk(ticksToCome: number, isWanted: boolean): RecordedEnd | undefined
}

/** What a former owner's replay may lack, as the journal has it. */
export interface EarlierRecorded {
  /** The keyframe with which the last chunk ended that is known to be on the disk, or that of the match's beginning. */
  readonly base: Uint8Array
  /** All ticks since. */
  readonly records: readonly TickRecord[]
}

/**
 * Keeps in the journal what the replay of an owner that is killed would lack: the ticks since the last chunk of it that is on the
 * disk, and the keyframe with which that ended. A successor's replay goes on from there.
 */
export class RecordedTail {
  readonly #recorded: Recorded | undefined
  readonly #ticks: TickCodec
  readonly #ticksPerBaseMax: number
  #earlier: EarlierRecorded | undefined
  /** In the pack under way. */
  #packedTicks = 0
  #hasBase = false
  #baseTick = 0
  /** With the last keyframe. */
  #end: RecordedEnd | undefined

  constructor(game: AnyGame, recorded: Recorded | undefined, earlier: EarlierRecorded | undefined) {
    this.#ticksPerBaseMax = secondsPerBaseMax * game.tickRate
    this.#recorded = recorded
    this.#earlier = recorded && earlier
    this.#ticks = new TickCodec(game)
  }

  record(record: TickRecord): void {
    if (this.#recorded === undefined) return
    if (this.#packedTicks === 0) this.#ticks.start(record.tick)
    this.#ticks.append(record)
    this.#packedTicks++
  }

  /** For a keyframe of where the match stands, after which the next one comes so many ticks later. */
  next(
    { tick, happenings }: Pick<Checkpoint, 'tick' | 'happenings'>,
    ticksToCome: number,
    isAfresh: boolean,
  ): { end: RecordedEnd | undefined; write: RecordedWrite | undefined } {
    if (this.#recorded === undefined) return { end: undefined, write: undefined }
    const packed = this.#takePacked()
    const write = isAfresh ? this.#afresh(tick, packed) : this.#after(tick, packed)
    this.#end =
      tick > 0 && happenings.length === 0 ? this.#recorded.endChunk(ticksToCome, !this.#hasBase) : undefined
    return { end: this.#end, write }
  }

  #takePacked(): Uint8Array | undefined {
    if (this.#packedTicks === 0) return undefined
    this.#packedTicks = 0
    return this.#ticks.finish()
  }

  /** Of a match that stands at its beginning nothing is missing yet. */
  #afresh(tick: number, packed: Uint8Array | undefined): RecordedWrite | undefined {
    const earlier = this.#earlier
    this.#earlier = undefined
    this.#baseTick = tick
    this.#hasBase = tick === 0 || earlier !== undefined
    if (tick === 0) return { base: 'this' }
    if (earlier === undefined) return undefined
    const { base } = earlier
    const records = [...earlier.records, ...((packed && this.#ticks.decode(packed)) ?? [])]
    return { base, ticks: records.length > 0 ? this.#ticks.encode(records) : undefined }
  }

  #after(tick: number, ticks: Uint8Array | undefined): RecordedWrite | undefined {
    if (tick === 0) return { base: 'this' }
    if (this.#end?.isWritten) {
      this.#hasBase = true
      this.#baseTick = this.#end.tick
      return { base: 'former', ticks }
    }
    if (!this.#hasBase) return undefined
    if (tick - this.#baseTick <= this.#ticksPerBaseMax) return { ticks }
    this.#hasBase = false
    return { base: 'none' }
  }
}
