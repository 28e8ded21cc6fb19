import { Candidates } from './candidates.ts'
import { type Found, type Missing, type Search, shortOf } from './match-search.ts'
import { ownVerdict } from './own-verdict.ts'
import type { Pool } from './pool.ts'
import type { FreeForAll } from './queue-rules.ts'
import type { Ticket } from './ticket.ts'

/** With a rule of the game's own: so many more of each kind are looked at. */
const ruledSpares = 24
/** Choices gone back on for one size of match. */
const stepsMax = 600

/**
 * Looks for a match without teams: of all sizes that enough candidates agree on, the largest that can start. It
 * starts at once when one of its players allows no more than there are, otherwise when its oldest ticket has gathered
 * for long enough, and then with as many as there are.
 */
export class FreeForAllSearch<T extends Ticket> implements Search {
  readonly isSpent = false
  readonly #pool: Pool<T>
  readonly #shape: FreeForAll
  readonly #candidates: Candidates<T>
  readonly #willing: Int32Array
  readonly #chosen: number[] = []
  #steps = 0
  #missing: Missing = { code: 'gather' }

  constructor(pool: Pool<T>, shape: FreeForAll) {
    this.#pool = pool
    this.#shape = shape
    const spares = pool.rules.custom === undefined ? 0 : ruledSpares
    this.#candidates = new Candidates(pool, ({ kind }) => Math.ceil(kind.high / kind.players) + spares)
    this.#willing = new Int32Array(shape.playersMax + 2)
  }

  around(anchor: number, region: number): Found | Missing {
    this.#candidates.gather(anchor, region)
    this.#countWilling(anchor)
    const [low, high] = [this.#pool.low[anchor] as number, this.#pool.high[anchor] as number]
    this.#missing = { code: 'fit' }
    let short = Number.POSITIVE_INFINITY
    for (let size = high; size >= low; size -= 1) {
      short = Math.min(short, size - (this.#willing[size] as number))
      if ((this.#willing[size] as number) < size) continue
      this.#steps = 0
      this.#chosen.length = 0
      if (!this.#fill(anchor, size)) continue
      if (this.#canStart(size)) return { teams: [this.#chosen.slice()], spread: this.#spread() }
      this.#missing = { code: 'gather' }
    }
    return short > 0 && short < Number.POSITIVE_INFINITY ? shortOf(short) : this.#missing
  }

  /** How many players, the ticket's own among them, agree to a match of each size. */
  #countWilling(anchor: number): void {
    const { low, high, players } = this.#pool
    const willing = this.#willing.fill(0)
    for (const id of [anchor, ...this.#candidates.ids]) {
      if ((low[id] as number) > (high[id] as number)) continue
      willing[low[id] as number] = (willing[low[id] as number] as number) + (players[id] as number)
      const above = (high[id] as number) + 1
      willing[above] = (willing[above] as number) - (players[id] as number)
    }
    for (let size = 1; size < willing.length; size += 1) {
      willing[size] = (willing[size] as number) + (willing[size - 1] as number)
    }
  }

  #fill(anchor: number, size: number): boolean {
    const own = this.#pool.players[anchor] as number
    if (own > size || !this.#take(anchor, own === size)) return false
    return this.#grow(0, size, size - own)
  }

  /** Nearest first; who leads nowhere for want of seats stands for all of his size. */
  #grow(from: number, size: number, seats: number): boolean {
    if (seats === 0) return true
    const { ids } = this.#candidates
    const { players, low, high } = this.#pool
    const deadSizes: number[] = []
    for (let at = from; at < ids.length; at += 1) {
      const id = ids[at] as number
      const own = players[id] as number
      if (own > seats || (low[id] as number) > size || (high[id] as number) < size || deadSizes.includes(own))
        continue
      this.#steps += 1
      if (this.#steps > stepsMax) return false
      if (!this.#take(id, own === seats)) continue
      if (this.#grow(at + 1, size, seats - own)) return true
      this.#chosen.pop()
      if (this.#pool.rules.custom === undefined) deadSizes.push(own)
    }
    return false
  }

  #take(id: number, isComplete: boolean): boolean {
    this.#chosen.push(id)
    const verdict = ownVerdict(this.#pool, this.#chosen, isComplete)
    if (verdict === true) return true
    this.#missing = { code: 'rule', text: verdict }
    this.#chosen.pop()
    return false
  }

  #spread(): number {
    const points = this.#chosen.map((id) => this.#pool.points[id] as number)
    return Math.max(...points) - Math.min(...points)
  }

  #canStart(size: number): boolean {
    const oldest = Math.min(...this.#chosen)
    const isFull = this.#chosen.some((id) => this.#pool.high[id] === size)
    return isFull || this.#pool.waitedMs(oldest) >= this.#shape.gatherMs
  }
}
