/** A match at 60 ticks a second with a delay of two minutes, at the most that a packet holds. */
const bytesMaxUsual = 16 * 1024 * 1024

export interface DelayedStreamOptions {
  readonly delayMs: number
  /** What is kept at most; the oldest goes first, and a spectator waits for the next keyframe. */
  readonly bytesMax?: number
}

interface Held<T> {
  readonly item: T
  readonly bytes: number
  readonly dueMs: number
}

/**
 * What a match sends to all, given out later: to spectators who must not be of help to players. Items are packets of state,
 * keyframes, events or chunks of a replay; they come out in the order in which they went in, none before its time.
 */
export class DelayedStream<T> {
  /** Items that went because there were too many. */
  dropped = 0
  private held: Held<T>[] = []
  private bytes = 0
  private readonly delayMs: number
  private readonly bytesMax: number

  constructor({ delayMs, bytesMax = bytesMaxUsual }: DelayedStreamOptions) {
    this.delayMs = delayMs
    this.bytesMax = bytesMax
  }

  /** `bytes` is what the item takes. */
  push(item: T, bytes: number, nowMs: number): void {
    this.held.push({ item, bytes, dueMs: nowMs + this.delayMs })
    this.bytes += bytes
    let count = 0
    while (this.bytes > this.bytesMax && count < this.held.length)
      this.bytes -= (this.held[count++] as Held<T>).bytes
    this.dropped += count
    this.held.splice(0, count)
  }

  /** What is due by now. */
  take(nowMs: number): T[] {
    const firstLater = this.held.findIndex(({ dueMs }) => dueMs > nowMs)
    const due = this.held.splice(0, firstLater < 0 ? this.held.length : firstLater)
    for (const { bytes } of due) this.bytes -= bytes
    return due.map(({ item }) => item)
  }
}
