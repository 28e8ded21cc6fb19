import type { AnyGame } from '../game/define-game.ts'
import { codersOf } from '../game/game-coders.ts'
import { DeltaReader, DeltaWriter } from '../schema/delta-bits.ts'
import type { StructCoder } from '../schema/struct-coder.ts'
import { Tape } from '../schema/tape.ts'

/** Packs and unpacks whole states, in full or against a keyframe. */
export class StateCodec {
  readonly coder: StructCoder
  private readonly writer: DeltaWriter
  private readonly reader: DeltaReader

  constructor(game: AnyGame) {
    const { state, contextCount } = codersOf(game)
    this.coder = state
    this.writer = new DeltaWriter(contextCount)
    this.reader = new DeltaReader(contextCount)
  }

  encode(state: Tape): Uint8Array {
    this.writer.start(0)
    this.coder.write(state.rewind(), this.writer)
    return this.writer.finish()
  }

  encodeDelta(state: Tape, baseline: Tape, elapsedTicks: number): Uint8Array {
    this.writer.start(elapsedTicks)
    this.coder.writeDelta(state.rewind(), baseline.rewind(), this.writer)
    return this.writer.finish()
  }

  /** `undefined` if the bytes are no state of this game. */
  decode(bytes: Uint8Array): Tape | undefined {
    const state = new Tape()
    this.reader.startPacket(bytes, 0)
    this.coder.read(this.reader, state)
    return this.reader.finish() ? state.finish() : undefined
  }

  decodeDelta(bytes: Uint8Array, baseline: Tape, elapsedTicks: number): Tape | undefined {
    const state = new Tape(baseline.length + 64)
    this.reader.startPacket(bytes, elapsedTicks)
    this.coder.readDelta(baseline.rewind(), this.reader, state)
    return this.reader.finish() ? state.finish() : undefined
  }
}
