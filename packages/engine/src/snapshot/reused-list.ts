/**
 * A list that is emptied and filled again and again. An array whose length is set to 0 lets its memory go and grows anew each
 * time; this one keeps it, and what it held until that is overwritten.
 */
export class ReusedList<T> {
  count = 0
  private readonly items: T[] = []

  clear(): void {
    this.count = 0
  }

  push(item: T): void {
    this.items[this.count++] = item
  }

  /** `index` must be below `count`. */
  at(index: number): T {
    return this.items[index] as T
  }
}
