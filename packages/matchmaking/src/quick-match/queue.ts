import type { Ticket } from './ticket.ts'

/** The tickets of one queue by age, with how many of them are willing to play in a match of each size. */
export class Queue<T extends Ticket> {
  readonly sizeMax: number
  readonly #tickets: readonly T[]
  /** Position of the next ticket still queued; index 0 stands before the first, so that removal has no special case. */
  readonly #next: Int32Array
  readonly #previous: Int32Array
  readonly #willing: Int32Array

  constructor(tickets: readonly T[]) {
    this.#tickets = [...tickets].sort(byAge)
    this.sizeMax = tickets.reduce((largest, { playersMax }) => Math.max(largest, playersMax), 0)
    this.#willing = new Int32Array(this.sizeMax + 1)
    for (const ticket of tickets) this.#count(ticket, 1)
    const count = tickets.length + 1
    this.#next = Int32Array.from({ length: count }, (_, at) => (at + 1) % count)
    this.#previous = Int32Array.from({ length: count }, (_, at) => (at + count - 1) % count)
  }

  ticketAt(at: number): T {
    return this.#tickets[at - 1] as T
  }

  willing(size: number): number {
    return this.#willing[size] ?? 0
  }

  /** Positions of the `size` oldest tickets whose bounds contain `size`; there are that many when `willing` says so. */
  oldest(size: number): number[] {
    const group: number[] = []
    for (let at = this.#next[0] as number; at !== 0 && group.length < size; at = this.#next[at] as number) {
      const { playersMin, playersMax } = this.ticketAt(at)
      if (playersMin <= size && size <= playersMax) group.push(at)
    }
    return group
  }

  remove(at: number): void {
    const [previous, next] = [this.#previous[at] as number, this.#next[at] as number]
    this.#next[previous] = next
    this.#previous[next] = previous
    this.#count(this.ticketAt(at), -1)
  }

  *[Symbol.iterator](): Generator<T> {
    for (let at = this.#next[0] as number; at !== 0; at = this.#next[at] as number) yield this.ticketAt(at)
  }

  #count({ playersMin, playersMax }: Ticket, by: 1 | -1): void {
    for (let size = playersMin; size <= playersMax; size += 1) this.#willing[size] = this.willing(size) + by
  }
}

function byAge(a: Ticket, b: Ticket): number {
  return a.queuedAtMs - b.queuedAtMs || (a.playerId < b.playerId ? -1 : 1)
}
