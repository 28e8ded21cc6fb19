import type { AnyGame } from '../game/define-game.ts'
import { codersOf } from '../game/game-coders.ts'
import { DeltaReader, DeltaWriter } from '../schema/delta-bits.ts'
import type { StructCoder } from '../schema/struct-coder.ts'
import { sameWords, Tape } from '../schema/tape.ts'
import { InputRejected } from './input-rejected.ts'

/** Inputs in one packet: new ones, and older ones again in case they were lost. */
export const inputsPerPacketMax = 32

/**
 * Packs inputs of consecutive ticks: the first in full; for each other one bit that says whether it differs from the one
 * before, and if so the difference. Keys are held for many ticks, so that repeating inputs costs little.
 */
export class InputCodec {
  readonly words: number
  readonly coder: StructCoder
  private readonly writer: DeltaWriter
  private readonly reader: DeltaReader
  private readonly previous = new Tape()

  constructor(game: AnyGame) {
    const { input, contextCount } = codersOf(game)
    this.coder = input
    this.words = input.words as number
    this.writer = new DeltaWriter(contextCount)
    this.reader = new DeltaReader(contextCount)
  }

  /** `tape` holds `count` inputs from its start, the oldest first. */
  encode(tape: Tape, count: number): Uint8Array {
    this.writer.start(0)
    this.coder.write(tape.rewind(), this.writer)
    const previous = this.previous
    for (let index = 1; index < count; index++) {
      const at = index * this.words
      const isSame = sameWords(tape.words, at, tape.words, at - this.words, this.words)
      this.writer.write(isSame ? 0 : 1, 1)
      previous.words = tape.words
      previous.at = at - this.words
      tape.at = at
      if (!isSame) this.coder.writeDelta(tape, previous, this.writer)
    }
    return this.writer.finish()
  }

  /** Puts `count` inputs on the tape. */
  decode(bytes: Uint8Array, count: number, tape: Tape): InputRejected | undefined {
    if (bytes.length > this.bytesMax(count)) return InputRejected.malformed(bytes.length)
    const { reader, previous } = this
    reader.startPacket(bytes, 0)
    this.coder.read(reader, tape.rewind())
    for (let index = 1; index < count && !reader.failed; index++) {
      tape.reserve(this.words)
      previous.words = tape.words
      previous.at = tape.at - this.words
      if (reader.read(1) === 1) this.coder.readDelta(previous, reader, tape)
      else for (let word = 0; word < this.words; word++) tape.push(previous.next())
    }
    if (reader.finish()) {
      tape.finish()
      return undefined
    }
    return reader.isWrongLength ? InputRejected.malformed(bytes.length) : InputRejected.outOfRange()
  }

  private bytesMax(count: number): number {
    return Math.ceil((count * (this.coder.bitsMax + 1)) / 8)
  }
}
