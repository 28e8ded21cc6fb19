import { noInputDepth } from '../input/input-queue.ts'
import { slotsMax } from '../schema/types.ts'

/** Each player is told at least so often a second. */
const toldPerSecond = 10
/** In a match of four everybody is told each time. */
const toldAtOnceMin = 4

/** One byte each, in eighths of a tick: from -127 to 127, which is more than any clock is off for long. */
const depthMax = 127
const noInput = 0x80

/** Whose inputs' depths are told, and how they are packed: the first slot, then a byte for each slot from there on. */
export class InputDepths {
  private firstSlot = 0
  private readonly shares: number
  private turn = 0
  /** By slot: when it was last told of in a packet that isn't for all. Players begin at different turns. */
  private readonly toldTurns: Int32Array

  constructor(sendRate: number) {
    this.shares = Math.max(1, Math.floor(sendRate / toldPerSecond))
    this.toldTurns = Int32Array.from({ length: slotsMax }, (_, slot) => (slot % this.shares) - this.shares)
  }

  /** The next share of the slots below `end`. `depthOf` is asked for each of these once; undefined: nobody is there. */
  next(end: number, depthOf: (slot: number) => number | undefined): Uint8Array {
    const count = Math.max(toldAtOnceMin, Math.ceil(end / this.shares))
    const first = this.firstSlot < end ? this.firstSlot : 0
    const packed = new Uint8Array(1 + Math.min(count, end - first))
    packed[0] = first
    for (let index = 1; index < packed.length; index++)
      packed[index] = byteOf(depthOf(first + index - 1) ?? noInputDepth)
    this.firstSlot = first + count < end ? first + count : 0
    return packed
  }

  /** Begins a snapshot whose packets are for some players each. */
  startTurn(): void {
    this.turn++
  }

  /** One of those whom a packet is for: who has waited longest, if it is time. In 2 bytes, or none. */
  longestWaiting(slots: readonly number[], depthOf: (slot: number) => number | undefined): Uint8Array {
    const { toldTurns, turn } = this
    let waiting = slots[0] as number
    for (const slot of slots) if ((toldTurns[slot] as number) < (toldTurns[waiting] as number)) waiting = slot
    const isDue = waiting < toldAtOnceMin || turn - (toldTurns[waiting] as number) >= this.shares
    if (!isDue) return nothing
    toldTurns[waiting] = turn
    return Uint8Array.of(waiting, byteOf(depthOf(waiting) ?? noInputDepth))
  }
}

/**
 * How far a player's newest input was ahead of the authority when it came, in eighths of a tick: the least since it was last
 * told. -512: no input has come yet. Undefined: it isn't told this time.
 */
export function depthOf(packed: Uint8Array, slot: number): number | undefined {
  const first = packed[0] ?? slotsMax
  const byte = slot >= first ? packed[1 + slot - first] : undefined
  if (byte === undefined) return undefined
  return byte === noInput ? noInputDepth : (byte << 24) >> 24
}

const nothing = new Uint8Array(0)

function byteOf(depth: number): number {
  return depth === noInputDepth ? noInput : Math.min(Math.max(depth, -depthMax), depthMax) & 0xff
}
