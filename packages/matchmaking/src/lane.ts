/** What the tickets of one lane have in common: whoever joins a match, any of them may. */
export interface LaneKind {
  readonly players: number
  readonly low: number
  readonly high: number
  /** Roles of a single player; 0 for parties, and where there are no roles. */
  readonly roles: number
}

/**
 * Tickets of one kind that can play in one region, in the order of their rating. Each end of a run of tickets that
 * left points past it (union-find with path halving), so that the nearest that stays is found in all but constant
 * time, however many left.
 */
export class Lane {
  readonly kind: LaneKind
  readonly #ids: Int32Array
  /**
   * At each place the nearest place not left of it, or not right of it, with a ticket that stays; shifted by one,
   * with an end on either side.
   */
  readonly #right: Int32Array
  readonly #left: Int32Array

  constructor(kind: LaneKind, ids: Int32Array) {
    this.kind = kind
    this.#ids = ids
    this.#right = new Int32Array(ids.length + 2)
    for (let at = 0; at < this.#right.length; at += 1) this.#right[at] = at
    this.#left = this.#right.slice()
  }

  get length(): number {
    return this.#ids.length
  }

  /** The ticket at a place from 1 to `length`. */
  idAt(place: number): number {
    return this.#ids[place - 1] as number
  }

  /** The first place from `place` on whose ticket stays, or `length + 1`. */
  stayingFrom(place: number): number {
    return find(this.#right, place)
  }

  /** The last place up to `place` whose ticket stays, or 0. */
  stayingUpTo(place: number): number {
    return find(this.#left, place)
  }

  remove(place: number): void {
    this.#right[place] = place + 1
    this.#left[place] = place - 1
  }

  /** The first place whose ticket's rating is not below one; `length + 1` if all are. */
  placeOf(points: Float64Array, rating: number): number {
    let [from, to] = [0, this.#ids.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if ((points[this.#ids[middle] as number] as number) < rating) from = middle + 1
      else to = middle
    }
    return from + 1
  }
}

function find(links: Int32Array, place: number): number {
  let at = place
  for (let next = links[at] as number; next !== at; next = links[at] as number) {
    const after = links[next] as number
    links[at] = after
    at = after
  }
  return at
}
