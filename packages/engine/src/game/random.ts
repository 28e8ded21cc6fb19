/** Weyl increment of splitmix32: odd, and near 2^32 divided by the golden ratio. */
const increment = 0x9e3779b9

/**
 * The match's generator of chance: splitmix32 as a function of seed and number of draws. Both are part of the state, so
 * they travel in snapshots, and a draw counter costs a delta far fewer bits than a state that turns over.
 */
export class Random {
  seed = 0
  draws = 0

  /** A whole number from 0 to below `bound` (1 to 2^32). */
  int(bound: number): number {
    return Math.floor(this.float() * bound)
  }

  /** From 0 to below 1, in steps of 2^-32. */
  float(): number {
    let word = (this.seed + Math.imul(this.draws, increment)) | 0
    this.draws = (this.draws + 1) >>> 0
    word = Math.imul(word ^ (word >>> 16), 0x21f0aaad)
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97)
    return ((word ^ (word >>> 15)) >>> 0) / 0x1_0000_0000
  }

  /** One of `choices`, which must not be empty. */
  pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new RangeError('nothing to pick from')
    return choices[this.int(choices.length)] as T
  }
}
