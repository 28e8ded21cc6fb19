/**
 * A state flattened to 32-bit words in the order of its schema. Snapshots, deltas, hashes and comparisons work on tapes:
 * plain integers are compared and coded without touching the game's objects.
 */
export class Tape {
  words: Int32Array
  /** Position of the next word to be written or read. */
  at = 0
  /** Words that are valid; set by `finish`. */
  length = 0

  constructor(capacityWords = 256) {
    this.words = new Int32Array(capacityWords)
  }

  push(word: number): void {
    if (this.at === this.words.length) this.reserve(1)
    this.words[this.at++] = word
  }

  /** Makes room for `count` more words, so that they can be stored without a check each. */
  reserve(count: number): void {
    if (this.at + count <= this.words.length) return
    const larger = new Int32Array(Math.max(this.words.length * 2, this.at + count))
    larger.set(this.words)
    this.words = larger
  }

  next(): number {
    return this.words[this.at++] as number
  }

  rewind(): this {
    this.at = 0
    return this
  }

  /** Ends writing: what lies before the position is the tape's content. */
  finish(): this {
    this.length = this.at
    this.at = 0
    return this
  }

  copy(): Tape {
    const copy = new Tape(0)
    copy.words = this.words.slice(0, this.length)
    copy.length = this.length
    return copy
  }

  /** Takes over another tape's content, without a new buffer where the old one is large enough. */
  assign(other: Tape): this {
    this.rewind().reserve(other.length)
    this.words.set(other.words.subarray(0, other.length))
    this.length = other.length
    return this
  }

  equals(other: Tape): boolean {
    return this.length === other.length && sameWords(this.words, 0, other.words, 0, this.length)
  }

  /** FNV-1a over the words, with a last mix so that small differences reach all bits. */
  hash(): number {
    let hash = 0x811c9dc5
    for (let index = 0; index < this.length; index++) {
      hash = Math.imul(hash ^ (this.words[index] as number), 0x01000193)
      hash ^= hash >>> 15
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    return (hash ^ (hash >>> 13)) >>> 0
  }
}

export function sameWords(a: Int32Array, aAt: number, b: Int32Array, bAt: number, count: number): boolean {
  for (let index = 0; index < count; index++) if (a[aAt + index] !== b[bAt + index]) return false
  return true
}
