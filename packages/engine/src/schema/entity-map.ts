/**
 * Entities by number, always walked in ascending order of their keys, so that authority and clients do the same things
 * in the same order. Entries may be added and deleted while walking: deleted ones are not visited any more, added ones
 * only if their key lies ahead.
 */
export class EntityMap<T> implements Iterable<[number, T]> {
  private readonly sortedKeys: number[] = []
  private readonly sortedValues: T[] = []

  /** `max` entities at most, with keys from 0 to `keyMax`. */
  constructor(
    readonly max: number,
    readonly keyMax: number,
  ) {}

  get size(): number {
    return this.sortedKeys.length
  }

  get isFull(): boolean {
    return this.sortedKeys.length >= this.max
  }

  get(key: number): T | undefined {
    const index = this.indexOf(key)
    return this.sortedKeys[index] === key ? this.sortedValues[index] : undefined
  }

  has(key: number): boolean {
    return this.sortedKeys[this.indexOf(key)] === key
  }

  /** Throws a RangeError for a key that can't be packed, or when the map is full. */
  set(key: number, value: T): this {
    const index = this.indexOf(key)
    if (this.sortedKeys[index] === key) {
      this.sortedValues[index] = value
      return this
    }
    if (!Number.isInteger(key) || key < 0 || key > this.keyMax)
      throw new RangeError(`key ${key} is not a whole number from 0 to ${this.keyMax}`)
    if (this.isFull) throw new RangeError(`map is full: it holds ${this.max} entities`)
    this.sortedKeys.splice(index, 0, key)
    this.sortedValues.splice(index, 0, value)
    return this
  }

  delete(key: number): boolean {
    const index = this.indexOf(key)
    if (this.sortedKeys[index] !== key) return false
    this.sortedKeys.splice(index, 1)
    this.sortedValues.splice(index, 1)
    return true
  }

  clear(): void {
    this.sortedKeys.length = 0
    this.sortedValues.length = 0
  }

  /** The key at a position in ascending order; walking by position allocates nothing. */
  keyAt(index: number): number {
    return this.sortedKeys[index] as number
  }

  valueAt(index: number): T {
    return this.sortedValues[index] as T
  }

  keys(): IterableIterator<number> {
    return new Walk(this, keyAlone)
  }

  values(): IterableIterator<T> {
    return new Walk(this, entityOf<T>)
  }

  entries(): IterableIterator<[number, T]> {
    return this[Symbol.iterator]()
  }

  forEach(visit: (value: T, key: number) => void): void {
    for (const [key, value] of this) visit(value, key)
  }

  [Symbol.iterator](): IterableIterator<[number, T]> {
    return new Walk(this, entryOf<T>)
  }

  /** Position of the key that comes after `key`, which stood at `index` when it was visited. */
  after(index: number, key: number): number {
    return this.sortedKeys[index] === key ? index + 1 : this.indexOf(key + 1)
  }

  /** Position of the first key that is not below `key`. Players' slots are dense: their position is the slot itself. */
  private indexOf(key: number): number {
    if (this.sortedKeys[key] === key) return key
    let low = 0
    let high = this.sortedKeys.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.sortedKeys[middle] as number) < key) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** By hand rather than as a generator: a compiler sees through it, and a loop over entities then allocates little or nothing. */
class Walk<T, Seen> implements IterableIterator<Seen> {
  private index = -1
  private key = -1

  constructor(
    private readonly map: EntityMap<T>,
    private readonly see: (key: number, value: T) => Seen,
  ) {}

  next(): IteratorResult<Seen> {
    const { map } = this
    const index = this.index < 0 ? 0 : map.after(this.index, this.key)
    if (index >= map.size) return { done: true, value: undefined }
    this.index = index
    this.key = map.keyAt(index)
    return { done: false, value: this.see(this.key, map.valueAt(index)) }
  }

  [Symbol.iterator](): this {
    return this
  }
}

function keyAlone(key: number): number {
  return key
}

function entityOf<T>(_key: number, value: T): T {
  return value
}

function entryOf<T>(key: number, value: T): [number, T] {
  return [key, value]
}
