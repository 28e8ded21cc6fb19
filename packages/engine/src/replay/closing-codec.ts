import type { AnyGame } from '../game/define-game.ts'
import { TickCodec } from '../log/tick-codec.ts'
import type { Happening } from '../log/tick-record.ts'
import type { RankedScore } from '../match-authority.ts'
import type { Tape } from '../schema/tape.ts'
import { slotsMax } from '../schema/types.ts'
import { StateCodec } from '../snapshot/state-codec.ts'
import { ByteReader, ByteWriter } from './packed-bytes.ts'

/** How a match ended. */
export interface Closing {
  readonly tick: number
  /** What came after the last tick. */
  readonly happenings: readonly Happening[]
  /** After them. */
  readonly state: Tape
  /** As told to the players: also of those who had left before. */
  readonly scores: readonly RankedScore[]
}

const noInputs = new Map()

export class ClosingCodec {
  private readonly states: StateCodec
  private readonly ticks: TickCodec

  constructor(game: AnyGame) {
    this.states = new StateCodec(game)
    this.ticks = new TickCodec(game)
  }

  /** `scores` must be of slots the match can have. */
  encode({ tick, happenings, state, scores }: Closing): Uint8Array {
    const unmade = this.ticks.encode([{ tick: tick + 1, happenings, inputs: noInputs }])
    const writer = new ByteWriter().u32(tick).run(unmade).run(this.states.encode(state)).u16(scores.length)
    for (const { slot, score, rank } of scores) writer.u16(slot).f64(score).u16(rank)
    return writer.finish()
  }

  /** Undefined for bytes that are no ending of this game. */
  decode(body: Uint8Array): Closing | undefined {
    const reader = new ByteReader(body)
    const tick = reader.u32()
    const unmade = this.ticks.decode(reader.run(), 1)?.[0]
    const state = this.states.decode(reader.run())
    const scores: RankedScore[] = []
    const count = reader.u16()
    if (count > slotsMax) return undefined
    for (let index = 0; index < count; index++)
      scores.push({ slot: reader.u16(), score: reader.f64(), rank: reader.u16() })
    if (!reader.finish() || unmade?.tick !== tick + 1 || state === undefined) return undefined
    return { tick, happenings: unmade.happenings, state, scores }
  }
}
