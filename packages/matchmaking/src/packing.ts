/**
 * Whether parties can be put whole into `count` teams of `size`, whatever of the room is left for single players.
 * Single players always fit, so they are not asked about. Answers are kept: a queue meets few sets of sizes, again
 * and again.
 */
export class Packing {
  readonly #count: number
  readonly #size: number
  readonly #known = new Map<string, boolean>()

  constructor(count: number, size: number) {
    this.#count = count
    this.#size = size
  }

  /** `parties` counts the chosen ones by their number of players. */
  fits(parties: readonly number[]): boolean {
    const key = parties.join()
    let fits = this.#known.get(key)
    if (fits === undefined) {
      const sizes = parties.flatMap((number, size) => (size > 1 ? new Array<number>(number).fill(size) : []))
      fits = pack(sizes.reverse(), 0, new Array<number>(this.#count).fill(this.#size))
      this.#known.set(key, fits)
    }
    return fits
  }
}

/** Largest first, into any team that has room; teams with equal room are alike. */
function pack(sizes: readonly number[], from: number, rooms: number[]): boolean {
  const size = sizes[from]
  if (size === undefined) return true
  const tried = new Set<number>()
  for (const [team, room] of rooms.entries()) {
    if (room < size || tried.has(room)) continue
    tried.add(room)
    rooms[team] = room - size
    if (pack(sizes, from + 1, rooms)) return true
    rooms[team] = room
  }
  return false
}
