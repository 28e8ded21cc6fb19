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

  constructor(sendRate: number) {
    this.shares = Math.max(1, Math.floor(sendRate / toldPerSecond))
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

  /** Begins a snapshot in which each player has a packet of its own. */
  startTurn(): void {
    this.turn = (this.turn + 1) % this.shares
  }

  /** The slot alone, if it is its turn. */
  own(slot: number, depthOf: (slot: number) => number | undefined): Uint8Array {
    if (slot >= toldAtOnceMin && slot % this.shares !== this.turn) return nothing
    return Uint8Array.of(slot, byteOf(depthOf(slot) ?? noInputDepth))
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
