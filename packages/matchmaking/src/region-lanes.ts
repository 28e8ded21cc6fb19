import { Lane, type LaneKind } from './lane.ts'

/** What of tickets, by number, decides on their lane. */
export interface Kinds {
  /** Number of the kind of each ticket. */
  readonly kindOf: Int32Array
  readonly kinds: readonly LaneKind[]
  readonly players: Uint8Array
  /** How many of a ticket's members are ready to play a role, by ticket and role. */
  readonly playing: Uint8Array
  readonly roleCount: number
}

/** The tickets that can play in one region and still wait: by kind and rating, and how many players they are. */
export class RegionLanes {
  readonly lanes: readonly Lane[]
  /** Who wait here, and how many of them are ready to play each role. */
  players = 0
  readonly playing: Int32Array
  readonly #of: Kinds
  readonly #laneOfKind: Int32Array
  /** In its lane, by ticket; 0 for who can't play here. */
  readonly #placeOf: Int32Array

  /** `order` has the tickets by rating. */
  constructor(of: Kinds, order: Int32Array, canPlay: (id: number) => boolean) {
    this.#of = of
    this.#laneOfKind = new Int32Array(of.kinds.length).fill(-1)
    this.#placeOf = new Int32Array(order.length)
    this.playing = new Int32Array(of.roleCount)
    const kinds: LaneKind[] = []
    const lengths: number[] = []
    for (const id of order) {
      if (!canPlay(id)) continue
      const kind = of.kindOf[id] as number
      if (this.#laneOfKind[kind] === -1) this.#laneOfKind[kind] = kinds.push(of.kinds[kind] as LaneKind) - 1
      const lane = this.#laneOf(id)
      this.#placeOf[id] = lengths[lane] = (lengths[lane] ?? 0) + 1
      this.#count(id, 1)
    }
    const ids = lengths.map((length) => new Int32Array(length))
    for (const id of order) {
      const place = this.#placeOf[id] as number
      if (place > 0) (ids[this.#laneOf(id)] as Int32Array)[place - 1] = id
    }
    this.lanes = kinds.map((kind, lane) => new Lane(kind, ids[lane] as Int32Array))
  }

  remove(id: number): void {
    const place = this.#placeOf[id] as number
    if (place === 0) return
    this.lanes[this.#laneOf(id)]?.remove(place)
    this.#count(id, -1)
  }

  #laneOf(id: number): number {
    return this.#laneOfKind[this.#of.kindOf[id] as number] as number
  }

  #count(id: number, by: 1 | -1): void {
    this.players += by * (this.#of.players[id] as number)
    const { playing, roleCount } = this.#of
    for (let role = 0; role < roleCount; role += 1) {
      this.playing[role] = (this.playing[role] as number) + by * (playing[id * roleCount + role] as number)
    }
  }
}
