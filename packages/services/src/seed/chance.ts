/** Chance that comes out the same in every run, so that what is seeded looks the same everywhere. */
export interface Chance {
  /** From 0 to below 1. */
  next(): number
  /** From 0 to below `end`. */
  whole(end: number): number
  /** Of the standard normal distribution, nearly: the sum of twelve even ones. */
  normal(): number
}

/** Source: Mulberry32 by Tommy Ettinger, in the public domain. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    whole: (end) => Math.floor(next() * end),
    normal: () => Array.from({ length: 12 }, next).reduce((sum, even) => sum + even, -6),
  }
}
