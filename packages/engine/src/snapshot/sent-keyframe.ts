import type { Tape } from '../schema/tape.ts'
import { slotsMax } from '../schema/types.ts'

/** Up to here a keyframe goes out in one piece: it fits beside most deltas. */
const wholeBytesMax = 512
/** Parts of larger ones: small enough to find room in a packet that is nearly full. */
const partBytesMax = 300

/** Who packets are for: a slot, or everybody. */
export type Destination = number
export const everybody: Destination = slotsMax

/** A scope's state at a tick, which deltas may be taken against: its packed parts, who was sent them, and who has them. */
export class SentKeyframe {
  private readonly holders: Uint8Array
  private readonly partsHeld: (Uint8Array | undefined)[] = []
  private readonly sentTicks: (Int32Array | undefined)[] = []

  private bytes: Uint8Array | undefined

  /** `holders` has a 1 for each slot that has the state already, as those do who understood a snapshot of it. */
  constructor(
    readonly tick: number,
    readonly state: Tape,
    private readonly pack: (state: Tape) => Uint8Array,
    holders?: Uint8Array,
  ) {
    this.holders = holders?.slice() ?? new Uint8Array(slotsMax)
  }

  /** Packed when somebody is to be sent it: who followed all along has no need of it. */
  get packed(): Uint8Array {
    this.bytes ??= this.pack(this.state)
    return this.bytes
  }

  get parts(): number {
    const { length } = this.packed
    return length <= wholeBytesMax ? 1 : Math.ceil(length / partBytesMax)
  }

  part(index: number): Uint8Array {
    const size = Math.ceil(this.packed.length / this.parts)
    return this.packed.subarray(index * size, (index + 1) * size)
  }

  isHeldBy(slot: number): boolean {
    return this.holders[slot] === 1
  }

  isPartHeldBy(slot: number, part: number): boolean {
    return this.holders[slot] === 1 || this.partsHeld[slot]?.[part] === 1
  }

  received(slot: number, part: number): void {
    if (this.holders[slot] === 1) return
    if (this.parts === 1) {
      this.receivedAll(slot)
      return
    }
    const held = this.partsHeld[slot] ?? new Uint8Array(this.parts)
    this.partsHeld[slot] = held
    held[part] = 1
    if (!held.includes(0)) this.receivedAll(slot)
  }

  receivedAll(slot: number): void {
    this.holders[slot] = 1
    this.partsHeld[slot] = undefined
  }

  /** The player may hold it no more. */
  forget(slot: number): void {
    this.holders[slot] = 0
    this.partsHeld[slot] = undefined
    this.sentTicks[slot] = undefined
  }

  sent(to: Destination, part: number, tick: number): void {
    const ticks = this.sentTicks[to] ?? new Int32Array(this.parts).fill(-1)
    this.sentTicks[to] = ticks
    ticks[part] = tick
  }

  /** When the part was last sent; -1 for never. */
  sentTick(to: Destination, part: number): number {
    return this.sentTicks[to]?.[part] ?? -1
  }

  /** Whether each part was sent at least once: what follows may arrive before it is known that they did. */
  wasSent(to: Destination): boolean {
    const ticks = this.sentTicks[to]
    return ticks !== undefined && !ticks.includes(-1)
  }
}
