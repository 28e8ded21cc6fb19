import type { Lane } from './lane.ts'
import type { Pool } from './pool.ts'
import type { RegionLanes } from './region-lanes.ts'
import type { Ticket } from './ticket.ts'

/**
 * Who could play with a ticket in a region: within its tolerance, nearest first, equally near ones by age. Of each
 * kind come as many as `perKind` says: more could only take the places of nearer ones. One object serves all searches
 * of a pool, without garbage.
 */
export class Candidates<T extends Ticket> {
  readonly ids: number[] = []
  readonly #pool: Pool<T>
  readonly #perKind: (lane: Lane) => number
  /** Two cursors a lane: one walks down from the ticket's rating, the next one up. */
  #cursors = 0
  readonly #lanes: Lane[] = []
  readonly #places: number[] = []
  readonly #nextIds: number[] = []
  readonly #nextDistances: number[] = []
  /** By lane. */
  readonly #remaining: number[] = []

  constructor(pool: Pool<T>, perKind: (lane: Lane) => number) {
    this.#pool = pool
    this.#perKind = perKind
  }

  /** Fills `ids`. */
  gather(anchor: number, region: number): void {
    this.ids.length = 0
    this.#begin(anchor, region)
    const tolerance = this.#pool.tolerance[anchor] as number
    for (let best = this.#nearest(); best >= 0; best = this.#nearest()) {
      if ((this.#nextDistances[best] as number) > tolerance) break
      this.ids.push(this.#nextIds[best] as number)
      this.#advance(best, anchor)
    }
    if (this.#pool.rules.custom?.distance !== undefined) this.#addOwnDistance(anchor, tolerance)
  }

  /** Puts those gathered in the order of how near they are to another rating. */
  recentre(rating: number): void {
    const { points } = this.#pool
    const away = (id: number) => Math.abs((points[id] as number) - rating)
    this.ids.sort((a, b) => away(a) - away(b) || a - b)
  }

  #begin(anchor: number, region: number): void {
    this.#cursors = 0
    const rating = this.#pool.points[anchor] as number
    for (const lane of (this.#pool.lanes[region] as RegionLanes).lanes) {
      const place = lane.placeOf(this.#pool.points, rating)
      this.#remaining[this.#cursors >> 1] = this.#perKind(lane)
      this.#startAt(lane, lane.stayingUpTo(place - 1), anchor)
      this.#startAt(lane, lane.stayingFrom(place), anchor)
    }
  }

  #startAt(lane: Lane, place: number, anchor: number): void {
    this.#lanes[this.#cursors] = lane
    this.#places[this.#cursors] = place
    this.#look(this.#cursors, anchor)
    this.#cursors += 1
  }

  /** The cursor before the nearest ticket, or -1. */
  #nearest(): number {
    let [best, bestDistance] = [-1, Number.POSITIVE_INFINITY]
    for (let at = 0; at < this.#cursors; at += 1) {
      const distance = this.#nextDistances[at] as number
      if (distance > bestDistance || this.#remaining[at >> 1] === 0) continue
      const isOlder = best >= 0 && (this.#nextIds[at] as number) < (this.#nextIds[best] as number)
      if (distance === bestDistance && !isOlder) continue
      best = at
      bestDistance = distance
    }
    return best
  }

  #advance(at: number, anchor: number): void {
    this.#remaining[at >> 1] = (this.#remaining[at >> 1] as number) - 1
    this.#step(at)
    this.#look(at, anchor)
  }

  #step(at: number): void {
    const lane = this.#lanes[at] as Lane
    const place = this.#places[at] as number
    this.#places[at] = at % 2 === 0 ? lane.stayingUpTo(place - 1) : lane.stayingFrom(place + 1)
  }

  #look(at: number, anchor: number): void {
    const lane = this.#lanes[at] as Lane
    if (lane.idAt(this.#places[at] as number) === anchor) this.#step(at)
    const place = this.#places[at] as number
    if (place === 0 || place > lane.length) {
      this.#nextDistances[at] = Number.POSITIVE_INFINITY
      return
    }
    const { points } = this.#pool
    const id = lane.idAt(place)
    this.#nextIds[at] = id
    this.#nextDistances[at] = Math.abs((points[id] as number) - (points[anchor] as number))
  }

  #addOwnDistance(anchor: number, tolerance: number): void {
    const { points, rules } = this.#pool
    const near = this.ids
      .map((id) => {
        const own = rules.custom?.distance?.(this.#pool.ticket(anchor), this.#pool.ticket(id)) ?? 0
        return { id, distance: Math.abs((points[id] as number) - (points[anchor] as number)) + own }
      })
      .filter(({ distance }) => distance <= tolerance && distance < Number.POSITIVE_INFINITY)
      .sort((a, b) => a.distance - b.distance || a.id - b.id)
    this.ids.splice(0, this.ids.length, ...near.map(({ id }) => id))
  }
}
