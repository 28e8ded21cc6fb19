import {
  type AnyGame,
  type Checkpoint,
  type FormerPart,
  RecordedSimulation,
  type ReplayRecorderOptions,
  TickCodec,
  type TickRecord,
} from '@gameserver/engine'
import type { EarlierRecorded } from '../journal/recorded-tail.ts'

/** What a former owner's replay may lack, for its successor's. */
export interface EarlierPart extends EarlierRecorded {
  /** Of its base. */
  readonly start: Checkpoint
  /** Undefined: `start` is the beginning of the match. */
  readonly former: FormerPart | undefined
}

/**
 * Makes the ticks again that a former owner's replay may lack, and those that are played meanwhile, for a recorder that is to have
 * them all: a successor has no time for that while players wait.
 */
export class EarlierTicks {
  /** As a match that is played, for the recorder. */
  readonly source: ReplayRecorderOptions['authority']
  readonly #simulation: RecordedSimulation<AnyGame>
  readonly #codec: TickCodec
  /** Packed: a match reuses what its records hold. */
  readonly #played: Uint8Array[] = []
  #waiting: readonly TickRecord[]
  #made = 0
  /** Of what happened before the first tick, so much is in the state it begins with. */
  #known: number

  /** Throws what the game throws. */
  constructor(
    match: Pick<ReplayRecorderOptions, 'game' | 'seed'> & { settings: Record<string, number>; seats: number },
    { start, records }: EarlierPart,
  ) {
    this.#codec = new TickCodec(match.game)
    this.#waiting = records
    this.#simulation = new RecordedSimulation(match.game, match)
    const isBeginning = start.tick === 0
    if (isBeginning) this.#simulation.setup(match.seed)
    else this.#simulation.load(start)
    const happenings = isBeginning ? [] : start.happenings
    this.#known = happenings.length
    this.source = {
      checkpoint: () => ({
        tick: this.#simulation.tick,
        state: this.#simulation.state().copy(),
        sent: this.#simulation.sentMoments(),
        happenings: this.#known > 0 ? happenings : [],
        emitted: [],
        presses: new Map(),
        doneTicks: new Map(),
      }),
      stateHash: () => this.#simulation.state().hash(),
    }
  }

  /** A tick that is played meanwhile. */
  add(record: TickRecord): void {
    this.#played.push(this.#codec.encode([record]))
  }

  /** Makes the next tick; undefined: all are made. Throws what the game throws. */
  make(): TickRecord | undefined {
    const record = this.#next()
    if (record === undefined) return undefined
    for (const happening of record.happenings.slice(this.#known)) this.#simulation.happen(happening)
    this.#known = 0
    this.#simulation.step(record)
    return record
  }

  #next(): TickRecord | undefined {
    if (this.#made < this.#waiting.length) return this.#waiting[this.#made++]
    const packed = this.#played.splice(0)
    this.#waiting = packed.flatMap((pack) => this.#codec.decode(pack) ?? [])
    this.#made = 0
    return this.#waiting[this.#made++]
  }
}
