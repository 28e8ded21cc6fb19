import type { Pool } from './pool.ts'
import type { Teams } from './queue-rules.ts'
import { RoleSlots } from './role-slots.ts'
import type { Ticket } from './ticket.ts'
import { widened } from './widening.ts'

/** Why tickets that would fill a match can't be its teams (yet). */
export type SplitRefusal = 'roles' | 'balance' | 'parties'

/** Ends the search for even teams: a difference of 15 points in five a side is a win chance of 51 %. */
const evenEnoughPoints = 15
/** What two parties that are unlike by one player weigh against uneven ratings: friends play above their ratings. */
const pointsPerPartyDifference = 30
/**
 * Ten single players can be split in 126 ways, all of which are looked at; of more players the most promising ones
 * are, in some 0.1 ms.
 */
const leavesMax = 200
const stepsMax = 4000

/**
 * Puts tickets that fill a match into teams: parties whole, each team's roles filled, the sums of ratings as even as
 * can be. The strongest go first, each to the weakest team with room; then the choices are gone back on, the last
 * ones first, for something more even.
 */
export class TeamSplit<T extends Ticket> {
  readonly #pool: Pool<T>
  readonly #shape: Teams
  readonly #slots: RoleSlots[] | undefined
  readonly #sums: number[]
  readonly #rooms: number[]
  /** The largest of each team. */
  readonly #parties: number[]
  #order: readonly number[] = []
  readonly #teamOf: number[] = []
  #best: number[] | undefined
  #bestCost = Number.POSITIVE_INFINITY
  #leaves = 0
  #steps = 0
  #teamDifference = 0
  #partyDifference = 0
  #refusal: SplitRefusal = 'roles'

  constructor(pool: Pool<T>, shape: Teams) {
    this.#pool = pool
    this.#shape = shape
    this.#sums = new Array<number>(shape.count).fill(0)
    this.#rooms = new Array<number>(shape.count).fill(shape.size)
    this.#parties = [...this.#sums]
    const { roles } = shape
    this.#slots = roles && this.#sums.map(() => new RoleSlots(Object.values(roles)))
  }

  /** The tickets of each team, or why not; the limits are those of who has waited `waitedMs`. */
  split(ids: readonly number[], waitedMs: number): number[][] | SplitRefusal {
    const { points, players, rules } = this.#pool
    this.#order = [...ids].sort(
      (a, b) =>
        (players[b] as number) - (players[a] as number) ||
        (points[b] as number) - (points[a] as number) ||
        a - b,
    )
    this.#teamDifference = widened(rules.teamDifference, waitedMs)
    this.#partyDifference = widened(rules.partyDifference, waitedMs)
    this.#best = undefined
    this.#bestCost = Number.POSITIVE_INFINITY
    this.#leaves = this.#steps = 0
    this.#refusal = 'roles'
    this.#place(0)
    const teamOf = this.#best as number[] | undefined
    if (teamOf === undefined) return this.#refusal
    return this.#sums.map((_, team) => this.#order.filter((_, at) => teamOf[at] === team))
  }

  #place(at: number): void {
    if (at === this.#order.length) {
      this.#judge()
      return
    }
    const id = this.#order[at] as number
    const size = this.#pool.players[id] as number
    let below = -1
    let triedEmpty = false
    for (let tries = 0; tries < this.#shape.count && !this.#isDone(); tries += 1) {
      const team = this.#nextWeakest(below)
      const isEmpty = this.#rooms[team] === this.#shape.size
      below = team
      if ((isEmpty && triedEmpty) || (this.#rooms[team] as number) < size || !this.#take(team, id)) continue
      this.#teamOf[at] = team
      this.#place(at + 1)
      this.#leave(team, id)
      triedEmpty ||= isEmpty
    }
  }

  /** The next team by the sum of ratings, then by number. Of empty ones, which are alike, only the first is tried. */
  #nextWeakest(after: number): number {
    const sums = this.#sums
    let best = -1
    for (let team = 0; team < sums.length; team += 1) {
      const isAfter = after < 0 || comesBefore(sums, after, team)
      if (isAfter && (best < 0 || comesBefore(sums, team, best))) best = team
    }
    return best
  }

  #take(team: number, id: number): boolean {
    this.#steps += 1
    if (this.#slots && !this.#slots[team]?.tryAdd(this.#pool.roles[id] as readonly number[])) return false
    this.#rooms[team] = (this.#rooms[team] as number) - (this.#pool.players[id] as number)
    this.#sums[team] = (this.#sums[team] as number) + this.#strength(id)
    return true
  }

  #leave(team: number, id: number): void {
    this.#slots?.[team]?.remove(this.#pool.roles[id] as readonly number[])
    this.#rooms[team] = (this.#rooms[team] as number) + (this.#pool.players[id] as number)
    this.#sums[team] = (this.#sums[team] as number) - this.#strength(id)
  }

  #strength(id: number): number {
    return (this.#pool.points[id] as number) * (this.#pool.players[id] as number)
  }

  #isDone(): boolean {
    return this.#bestCost <= evenEnoughPoints || this.#leaves >= leavesMax || this.#steps >= stepsMax
  }

  #judge(): void {
    this.#leaves += 1
    const difference = span(this.#sums)
    const parties = this.#parties.fill(0)
    for (let at = 0; at < this.#order.length; at += 1) {
      const team = this.#teamOf[at] as number
      parties[team] = Math.max(
        parties[team] as number,
        this.#pool.players[this.#order[at] as number] as number,
      )
    }
    const unlike = span(parties)
    if (unlike > this.#partyDifference) this.#refusal = this.#refusal === 'balance' ? 'balance' : 'parties'
    else if (difference > this.#teamDifference) this.#refusal = 'balance'
    else if (difference + pointsPerPartyDifference * unlike < this.#bestCost) {
      this.#bestCost = difference + pointsPerPartyDifference * unlike
      this.#best = this.#teamOf.slice(0, this.#order.length)
    }
  }
}

function comesBefore(sums: readonly number[], a: number, b: number): boolean {
  const difference = (sums[a] as number) - (sums[b] as number)
  return difference < 0 || (difference === 0 && a < b)
}

function span(values: readonly number[]): number {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < least) least = value
    if (value > most) most = value
  }
  return most - least
}
