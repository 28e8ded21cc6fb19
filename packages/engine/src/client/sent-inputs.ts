import type { AnyGame } from '../game/define-game.ts'
import { InputCodec, inputsPerPacketMax } from '../input/input-codec.ts'
import { repeatTicksMax } from '../input/input-queue.ts'
import type { InputPacket } from '../packets.ts'
import { allHeard, Cadence } from '../rules/cadence.ts'
import type { StructValue } from '../schema/struct-coder.ts'
import { Tape } from '../schema/tape.ts'

/**
 * Holds what prediction may go through again, and what has to be sent again after a takeover: 2.5 seconds at the fastest rate. A power
 * of two.
 */
const ringTicks = 512
/** Each input travels in this many packets at least. */
const packetsMin = 3

type PackedInputs = Pick<InputPacket, 'newestTick' | 'count' | 'inputs'>

/** The own player's inputs of the last ticks, as they were sent. */
export class SentInputs {
  newestTick = 0
  private readonly codec: InputCodec
  private readonly cadence: Cadence
  private readonly ring: StructValue[] = []
  private readonly ticks = new Int32Array(ringTicks).fill(-1)
  private readonly shownTicks = new Float64Array(ringTicks)
  private readonly tape = new Tape()

  constructor(
    game: AnyGame,
    private readonly sendTicks: number,
  ) {
    this.codec = new InputCodec(game)
    this.cadence = new Cadence(game.rules ?? {})
  }

  /**
   * Keeps what the schema can carry of an input, without presses that come too soon: the authority would count no more. The
   * others were shown at `shownTick`.
   */
  add(tick: number, input: StructValue, shownTick: number): void {
    this.shownTicks[tick & (ringTicks - 1)] = shownTick
    this.codec.coder.flatten(input, this.tape.rewind())
    const kept = this.codec.coder.restore(this.tape.rewind())
    for (const field of this.cadence.review(tick, kept, allHeard).early) kept[field] = false
    this.ring[tick & (ringTicks - 1)] = kept
    this.ticks[tick & (ringTicks - 1)] = tick
    this.newestTick = tick
  }

  /** What the authority will apply at a tick, if all arrives: for a tick without input the one before, for a while. */
  at(tick: number): StructValue {
    for (let missed = 0; missed <= repeatTicksMax; missed++) {
      const input = this.get(tick - missed)
      if (input !== undefined) return input
    }
    return this.codec.coder.initial()
  }

  /** The moment at which the others were shown for the input of a tick of late. */
  shownAt(tick: number): number {
    const heldTick = Math.min(tick, this.newestTick)
    return (this.shownTicks[heldTick & (ringTicks - 1)] as number) + (tick - heldTick)
  }

  /** Packs the newest inputs: those after `receivedTick`, and as many again as redundancy asks for. */
  pack(receivedTick: number): PackedInputs {
    const least = packetsMin * this.sendTicks
    const wanted = Math.min(Math.max(this.newestTick - receivedTick, least), inputsPerPacketMax)
    let count = 1
    while (count < wanted && this.get(this.newestTick - count) !== undefined) count++
    return this.packUpTo(this.newestTick, count)
  }

  /** Packs all inputs after a tick, as far as they are kept, in as few packets as they fit into; the oldest first. */
  packAfter(tick: number): PackedInputs[] {
    const packets: PackedInputs[] = []
    let count = 0
    for (let at = Math.max(tick, this.newestTick - ringTicks) + 1; at <= this.newestTick; at++) {
      if (this.get(at) !== undefined) count++
      const isLast = count === inputsPerPacketMax || this.get(at + 1) === undefined
      if (count === 0 || !isLast) continue
      packets.push(this.packUpTo(at, count))
      count = 0
    }
    return packets
  }

  private packUpTo(newestTick: number, count: number): PackedInputs {
    this.tape.rewind()
    for (let tick = newestTick - count + 1; tick <= newestTick; tick++)
      this.codec.coder.flatten(this.get(tick) as StructValue, this.tape)
    return { newestTick, count, inputs: this.codec.encode(this.tape, count) }
  }

  get(tick: number): StructValue | undefined {
    return tick > 0 && this.ticks[tick & (ringTicks - 1)] === tick
      ? this.ring[tick & (ringTicks - 1)]
      : undefined
  }
}
