import type { Coder } from '../schema/coder.ts'
import { codingOrder } from '../schema/coding-order.ts'
import type { MapCoder } from '../schema/map-coder.ts'
import type { StructCoder } from '../schema/struct-coder.ts'
import { Tape } from '../schema/tape.ts'
import type { StructDescription } from '../schema/types.ts'
import { copyWords } from './projector.ts'

/** Entities whose keys differ in nothing but their lowest bits share a slice: about 150 bytes of a delta. */
export const keysPerSlice = 16

/** All that is not in a map. */
export const restSlice = 0

/**
 * Cuts a scope's state into slices that fit into packets one by one: what is in no map, and the entities of each map by ranges
 * of 16 keys. Slice 0 is the former; that of range r in map m, of n maps, is 1 + r * n + m.
 */
export class Slices {
  private readonly leaves: readonly { readonly coder: Coder; readonly map: number }[]
  private readonly maps: readonly MapCoder[]

  constructor(description: StructDescription, coder: StructCoder) {
    const maps: MapCoder[] = []
    const leaves: { coder: Coder; map: number }[] = []
    const visit = ({ fields }: StructDescription, struct: StructCoder): void => {
      for (const { name, type } of codingOrder(fields)) {
        const field = struct.field(name)
        if (type.kind === 'struct') visit(type, field as StructCoder)
        else if (type.kind === 'map') leaves.push({ coder: field, map: maps.push(field as MapCoder) - 1 })
        else leaves.push({ coder: field, map: -1 })
      }
    }
    visit(description, coder)
    this.leaves = leaves
    this.maps = maps
  }

  isLegal(slice: number): boolean {
    return slice === restSlice || this.maps.length > 0
  }

  /** Adds the numbers of all slices that hold something. */
  list(state: Tape, found: Set<number>): void {
    found.add(restSlice)
    state.rewind()
    for (const { coder, map } of this.leaves) {
      if (map < 0) {
        coder.skip(state)
        continue
      }
      for (let left = state.next(); left > 0; left--) {
        found.add(this.sliceOf(map, state.next()))
        this.mapAt(map).entity.skip(state)
      }
    }
  }

  /** Where a player's entity of any player map may be. */
  holdsKey(slice: number, key: number): boolean {
    return slice !== restSlice && this.rangeOf(slice) === Math.floor(key / keysPerSlice)
  }

  /** The words of a slice: those of the rest, or of a map that holds no other entities. */
  extract(state: Tape, slice: number, to: Tape): Tape {
    const map = this.mapOf(slice)
    state.rewind()
    to.rewind()
    for (const leaf of this.leaves) {
      if (leaf.map >= 0 && leaf.map === map) extractRange(state, this.rangeOf(slice), this.mapAt(map), to)
      else {
        const start = state.at
        leaf.coder.skip(state)
        if (slice === restSlice && leaf.map < 0) copyWords(state.words, start, state.at, to)
      }
    }
    return to.finish()
  }

  /** `state` with the slice replaced by `part`, which has the form that `extract` gives. */
  splice(state: Tape, slice: number, part: Tape): Tape {
    const spliced = new Tape(state.length + part.length)
    const map = this.mapOf(slice)
    const range = this.rangeOf(slice)
    state.rewind()
    part.rewind()
    for (const leaf of this.leaves) {
      if (leaf.map >= 0 && leaf.map === map) this.spliceMap(state, range, part, this.mapAt(map), spliced)
      else {
        const start = state.at
        leaf.coder.skip(state)
        const isReplaced = slice === restSlice && leaf.map < 0
        if (!isReplaced) copyWords(state.words, start, state.at, spliced)
        else {
          const partStart = part.at
          leaf.coder.skip(part)
          copyWords(part.words, partStart, part.at, spliced)
        }
      }
    }
    return spliced.finish()
  }

  /** A state of the scope in which nothing but the slice is as in `state`; all of it, if there is no slice. */
  only(state: Tape, slice: number | undefined): Tape {
    return slice === undefined ? state : this.around(slice, this.extract(state, slice, new Tape()))
  }

  /** A state of the scope that holds nothing but the slice, which has the form that `extract` gives. */
  around(slice: number, part: Tape): Tape {
    const initial = new Tape()
    for (const { coder } of this.leaves) coder.flatten(coder.initial(), initial)
    return this.splice(initial.finish(), slice, part)
  }

  /** Calls `use` with each coder of the slice in turn; the tapes are at its value. All tapes have the form of `extract`. */
  each(slice: number, use: (coder: Coder) => void): void {
    if (slice !== restSlice) use(this.mapAt(this.mapOf(slice)))
    else for (const { coder, map } of this.leaves) if (map < 0) use(coder)
  }

  private spliceMap(state: Tape, range: number, part: Tape, { entity }: MapCoder, spliced: Tape): void {
    const countAt = spliced.at
    spliced.push(0)
    let count = 0
    const copyEntity = (from: Tape): void => {
      const start = from.at++
      entity.skip(from)
      copyWords(from.words, start, from.at, spliced)
      count++
    }
    let partLeft = part.next()
    for (let left = state.next(); left > 0; left--) {
      const itsRange = rangeOfKey(state.words[state.at] as number)
      if (itsRange > range) for (; partLeft > 0; partLeft--) copyEntity(part)
      if (itsRange !== range) copyEntity(state)
      else {
        state.at++
        entity.skip(state)
      }
    }
    for (; partLeft > 0; partLeft--) copyEntity(part)
    spliced.words[countAt] = count
  }

  private sliceOf(map: number, key: number): number {
    return 1 + rangeOfKey(key) * this.maps.length + map
  }

  private mapOf(slice: number): number {
    return slice === restSlice ? -1 : (slice - 1) % this.maps.length
  }

  private rangeOf(slice: number): number {
    return slice === restSlice ? -1 : Math.floor((slice - 1) / this.maps.length)
  }

  private mapAt(map: number): MapCoder {
    return this.maps[map] as MapCoder
  }
}

function extractRange(state: Tape, range: number, { entity }: MapCoder, to: Tape): void {
  const countAt = to.at
  to.push(0)
  let count = 0
  for (let left = state.next(); left > 0; left--) {
    const start = state.at
    const isWithin = rangeOfKey(state.next()) === range
    entity.skip(state)
    if (!isWithin) continue
    copyWords(state.words, start, state.at, to)
    count++
  }
  to.words[countAt] = count
}

function rangeOfKey(key: number): number {
  return Math.floor(key / keysPerSlice)
}
