import type { Missing } from './match-search.ts'
import { ownVerdict } from './own-verdict.ts'
import { Packing } from './packing.ts'
import type { Pool } from './pool.ts'
import type { Teams } from './queue-rules.ts'
import { RoleSlots } from './role-slots.ts'
import type { Ticket } from './ticket.ts'

/**
 * Tickets chosen for a match so far, such that parties can be packed into teams, roles can be filled, and the game's
 * own rule has nothing against them.
 */
export class Choice<T extends Ticket> {
  readonly ids: number[] = []
  seats: number
  /** What the game's own rule said when it last refused. */
  refusal: Missing | undefined
  readonly #pool: Pool<T>
  readonly #isChosen: Uint8Array
  /** Chosen ones by their number of players. */
  readonly #parties: number[]
  readonly #packing: Packing
  readonly #slots: RoleSlots | undefined

  constructor(pool: Pool<T>, { count, size, roles }: Teams) {
    this.#pool = pool
    this.seats = count * size
    this.#isChosen = new Uint8Array(pool.tickets.length)
    this.#parties = new Array<number>(size + 1).fill(0)
    this.#packing = new Packing(count, size)
    this.#slots = roles && new RoleSlots(Object.values(roles).map((slots) => slots * count))
  }

  has(id: number): boolean {
    return this.#isChosen[id] === 1
  }

  /** Points between the highest and the lowest rating. */
  get spread(): number {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (const id of this.ids) {
      const points = this.#pool.points[id] as number
      if (points < least) least = points
      if (points > most) most = points
    }
    return most - least
  }

  /** Takes a ticket in, if it fits beside the others; else nothing changes. */
  tryTake(id: number): boolean {
    const players = this.#pool.players[id] as number
    this.#count(players, 1)
    const fits = players === 1 || this.#packing.fits(this.#parties)
    if (!fits || !(this.#slots?.tryAdd(this.#pool.roles[id] as readonly number[]) ?? true)) {
      this.#count(players, -1)
      return false
    }
    this.ids.push(id)
    this.#isChosen[id] = 1
    if (this.pleases(false)) return true
    this.leave()
    return false
  }

  /** Takes the last one out. */
  leave(): void {
    const id = this.ids.pop() as number
    this.#isChosen[id] = 0
    this.#count(this.#pool.players[id] as number, -1)
    this.#slots?.remove(this.#pool.roles[id] as readonly number[])
  }

  /** Whether the game's own rule accepts those chosen. */
  pleases(isComplete: boolean): boolean {
    const verdict = ownVerdict(this.#pool, this.ids, isComplete)
    if (verdict !== true) this.refusal = { code: 'rule', text: verdict }
    return verdict === true
  }

  #count(players: number, by: 1 | -1): void {
    this.seats -= by * players
    if (players > 1) this.#parties[players] = (this.#parties[players] as number) + by
  }
}
