import type { AnyGame, PlayerSlot } from '../game/define-game.ts'
import type { Simulation } from '../game/simulation.ts'
import { TickCodec } from '../log/tick-codec.ts'
import type { TickRecord } from '../log/tick-record.ts'
import type { ConfirmedTicks } from '../packets.ts'
import { Tape } from '../schema/tape.ts'
import { type DesyncDump, type DesyncReport, differences } from '../snapshot/desync.ts'
import { StateCodec } from '../snapshot/state-codec.ts'
import { StateHistory } from '../snapshot/state-history.ts'

/** Records sent at most: half a second. Whoever lacks more needs a keyframe. */
export const recordsPerPacketMax = 32
/** With its header a packet must stay within 1,080 bytes. */
const recordBytesMax = 960
/** For how long a client may take to report a difference: far longer than any way that can be played over. */
const summedSeconds = 2

/**
 * The authority's side of rollback: what each tick was made with, told again and again until all players have acknowledged it.
 * A player without acknowledgements costs the others nothing but a few bytes for each tick that is repeated.
 */
export class ConfirmedLog<G extends AnyGame> {
  private readonly codec: TickCodec
  private readonly stateCodec: StateCodec
  private readonly acknowledgedTicks = new Map<PlayerSlot, number>()
  private readonly records: TickRecord[] = []
  private readonly state = new Tape()
  private readonly summed: StateHistory
  private tick = 0

  /** Of the next tick's happenings, the first `happened` are in the simulation's state already, as after a takeover. */
  constructor(
    game: G,
    simulation: Simulation<G>,
    private happened: number,
  ) {
    this.codec = new TickCodec(game)
    this.stateCodec = new StateCodec(game)
    this.summed = new StateHistory(summedSeconds * game.tickRate)
    this.note(simulation)
  }

  /** Notes a tick right after it was made. */
  add({ tick, happenings, inputs }: TickRecord, simulation: Simulation<G>): void {
    this.records.push({ tick, happenings: happenings.slice(this.happened), inputs: new Map(inputs) })
    this.happened = 0
    if (this.records.length > recordsPerPacketMax) this.records.shift()
    this.note(simulation)
  }

  join(slot: PlayerSlot): void {
    this.acknowledgedTicks.set(slot, this.tick)
  }

  leave(slot: PlayerSlot): void {
    this.acknowledgedTicks.delete(slot)
  }

  /** The player has all records up to a tick. */
  acknowledge(slot: PlayerSlot, tick: number): void {
    this.acknowledgedTicks.set(slot, tick)
  }

  /** What all are to be sent now. Each tick has its checksum: what differs is found before it has spread. */
  packet(): ConfirmedTicks {
    return { records: this.pack(), checksumTick: this.tick, checksum: this.state.hash() }
  }

  /** The state right after the newest tick: what happened since is in the next record. */
  keyframe(): { readonly tick: number; readonly state: Uint8Array } {
    return { tick: this.tick, state: this.stateCodec.encode(this.state) }
  }

  /** Compares a client's state with what it should be; undefined if that isn't known any more, or the report makes no sense. */
  explain({ tick, scope, state }: DesyncReport): DesyncDump | undefined {
    const own = this.summed.at(tick)
    const client = this.stateCodec.decode(state)
    if (own === undefined || client === undefined) return undefined
    const restore = (tape: Tape) => this.stateCodec.coder.restore(tape.rewind())
    return { tick, scope, fields: differences(restore(own), restore(client)) }
  }

  private note(simulation: Simulation<G>): void {
    this.tick = simulation.tick
    this.summed.keep(this.tick, simulation.save(this.state))
  }

  /** Where not all records fit, the oldest are left out: whoever lacks them asks for a keyframe. */
  private pack(): Uint8Array {
    let oldestTick = this.tick
    for (const acknowledgedTick of this.acknowledgedTicks.values())
      oldestTick = Math.min(oldestTick, acknowledgedTick + 1)
    let records = this.records.filter(({ tick }) => tick >= oldestTick)
    for (;;) {
      const packed = this.codec.encode(records)
      if (packed.length <= recordBytesMax) return packed
      records = records.slice(Math.ceil(records.length / 2))
    }
  }
}
