/** Five minutes of 30 snapshots a second, each in two packets of 1,080 bytes, and what keeping them costs. */
const bytesMaxUsual = 24 * 1024 * 1024
/** An item's place in the queue, and the objects it consists of. */
const itemBytes = 200

export interface DelayedStreamOptions {
  readonly delayMs: number
  /** What is kept at most; what comes beyond that is left out. */
  readonly bytesMax?: number
}

interface Held<T> {
  readonly item: T
  readonly bytes: number
  readonly dueMs: number
}

/**
 * What a match sends to spectators, given out later: who sees it must not be of help to players. Items are packets of state,
 * events or chunks of a replay; they come out in the order in which they went in, none before its time.
 */
export class DelayedStream<T> {
  /** Items that were left out because there were too many. */
  dropped = 0
  private readonly held: Held<T>[] = []
  private bytes = 0
  private readonly delayMs: number
  private readonly bytesMax: number

  constructor({ delayMs, bytesMax = bytesMaxUsual }: DelayedStreamOptions) {
    this.delayMs = delayMs
    this.bytesMax = bytesMax
  }

  get isEmpty(): boolean {
    return this.held.length === 0
  }

  /** `bytes` is what the item takes. If all that is kept went first, nothing would ever come to be due. */
  push(item: T, bytes: number, nowMs: number): void {
    const heldBytes = bytes + itemBytes
    if (this.bytes + heldBytes > this.bytesMax) {
      this.dropped++
      return
    }
    this.held.push({ item, bytes: heldBytes, dueMs: nowMs + this.delayMs })
    this.bytes += heldBytes
  }

  /** What is due by now. */
  take(nowMs: number): T[] {
    const firstLater = this.held.findIndex(({ dueMs }) => dueMs > nowMs)
    const due = this.held.splice(0, firstLater < 0 ? this.held.length : firstLater)
    for (const { bytes } of due) this.bytes -= bytes
    return due.map(({ item }) => item)
  }
}
