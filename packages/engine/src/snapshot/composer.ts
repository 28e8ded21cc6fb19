import type { Coder } from '../schema/coder.ts'
import type { MapCoder } from '../schema/map-coder.ts'
import { Tape } from '../schema/tape.ts'
import { copyWords, skipRun } from './projector.ts'
import type { DividedMap, EntityRun, StateLayout } from './state-layout.ts'

/** What a player knows of the state, by scope. */
export interface KnownParts {
  readonly everybody: Tape
  readonly owner: Tape | undefined
  readonly teams: readonly Tape[]
  /** The one that tells of the latest moment last: if two hold the same entity, that one is right. */
  readonly cells: readonly Tape[]
}

/** Where an entity stands: on the tape of which cell, and where on it. */
interface Found {
  key: number
  cell: number
  at: number
}

/** Above all keys. */
const unused = 0x10000

function byKey(a: Found, b: Found): number {
  return a.key - b.key || a.cell - b.cell
}

/**
 * Puts the parts that a player knows together again, to a tape of the whole state: entities nothing is known of are missing,
 * fields nothing is known of have their initial values.
 */
export class Composer {
  private readonly ownerParts: readonly Coder[]
  private readonly teamMaps: readonly MapCoder[]
  private readonly cellMaps: readonly MapCoder[]
  private readonly places = { owner: 0, teams: [] as number[] }
  /** Kept from map to map: the first `foundCount` are of this one. */
  private readonly found: Found[] = []
  private foundCount = 0
  private teamEnd = 0
  private length = 256

  /** `slot` is the player's; undefined for one who watches. */
  constructor(
    private readonly layout: StateLayout,
    private readonly slot: number | undefined,
  ) {
    const { schemas } = layout
    const fields = <C>(kind: 'owner' | 'team' | 'cell'): C[] =>
      schemas[kind].description.fields.map(({ name }) => schemas[kind].coder.field(name) as C)
    this.ownerParts = fields('owner')
    this.teamMaps = fields('team')
    this.cellMaps = fields('cell')
  }

  compose(known: KnownParts): Tape {
    const whole = new Tape(this.length)
    known.everybody.rewind()
    known.owner?.rewind()
    for (const tape of known.teams) tape.rewind()
    for (const tape of known.cells) tape.rewind()
    for (const part of this.layout.parts) {
      if (part.kind === 'map') this.join(part, known, whole)
      else if (part.kind === 'secret') part.coder.flatten(part.coder.initial(), whole)
      else {
        const start = known.everybody.at
        part.coder.skip(known.everybody)
        copyWords(known.everybody.words, start, known.everybody.at, whole)
      }
    }
    this.length = Math.max(this.length, whole.at + 64)
    return whole.finish()
  }

  private join(map: DividedMap, known: KnownParts, whole: Tape): void {
    this.openPrivate(map, known)
    if (map.cellMap >= 0) this.joinCells(map, known, whole)
    else {
      const count = known.everybody.next()
      whole.push(count)
      for (let index = 0; index < count; index++)
        this.joinEntity(map, known.everybody.next(), known.everybody, known, whole)
    }
  }

  /** Notes where the private fields of this map begin, and moves the tapes on to the next map. */
  private openPrivate(map: DividedMap, { owner, teams }: KnownParts): void {
    if (map.ownerPart >= 0 && owner !== undefined) {
      this.places.owner = owner.at
      this.ownerParts[map.ownerPart]?.skip(owner)
    }
    if (map.teamMap < 0) return
    for (const [index, team] of teams.entries()) {
      this.places.teams[index] = team.at
      this.teamMaps[map.teamMap]?.skip(team)
    }
  }

  private joinCells(map: DividedMap, known: KnownParts, whole: Tape): void {
    const { entity } = this.cellMaps[map.cellMap] as MapCoder
    this.foundCount = 0
    for (const [cell, tape] of known.cells.entries()) {
      for (let left = tape.next(); left > 0; left--) {
        this.note(tape.next(), cell, tape.at)
        entity.skip(tape)
      }
    }
    const { found } = this
    for (let index = this.foundCount; index < found.length; index++) (found[index] as Found).key = unused
    found.sort(byKey)
    const countAt = whole.at
    whole.push(0)
    for (let index = 0; index < this.foundCount; index++) {
      const { key, cell, at } = found[index] as Found
      if (found[index + 1]?.key === key) continue
      const tape = known.cells[cell] as Tape
      const end = tape.at
      tape.at = at
      this.joinEntity(map, key, tape, known, whole)
      tape.at = end
      ;(whole.words[countAt] as number)++
    }
  }

  private note(key: number, cell: number, at: number): void {
    const place = this.found[this.foundCount]
    if (place === undefined) this.found.push({ key, cell, at })
    else {
      place.key = key
      place.cell = cell
      place.at = at
    }
    this.foundCount++
  }

  private joinEntity(
    { runs, ownerPart, teamMap }: DividedMap,
    key: number,
    from: Tape,
    { owner, teams }: KnownParts,
    whole: Tape,
  ): void {
    whole.push(key)
    const own = ownerPart >= 0 && key === this.slot ? this.atOwner(owner) : undefined
    const ownEnd = owner?.at ?? 0
    const mates = teamMap >= 0 ? this.atTeam(teams, teamMap, key) : undefined
    if (own !== undefined) own.at = this.places.owner + 1
    for (const run of runs)
      copyRun(run, run.audience === undefined ? from : run.audience === 'owner' ? own : mates, whole)
    if (own !== undefined) own.at = ownEnd
    if (mates !== undefined) mates.at = this.teamEnd
  }

  private atOwner(owner: Tape | undefined): Tape | undefined {
    return owner !== undefined && owner.words[this.places.owner] === 1 ? owner : undefined
  }

  /** The team's tape moved to a player's fields; undefined if no team that is known has the player. */
  private atTeam(teams: readonly Tape[], teamMap: number, slot: number): Tape | undefined {
    for (const [index, team] of teams.entries()) {
      this.teamEnd = team.at
      team.at = this.places.teams[index] as number
      if (this.teamMaps[teamMap]?.seek(team, slot)) return team
      team.at = this.teamEnd
    }
    return undefined
  }
}

function copyRun(run: EntityRun, from: Tape | undefined, whole: Tape): void {
  if (from === undefined) {
    copyWords(run.initial, 0, run.initial.length, whole)
    return
  }
  const start = from.at
  skipRun(run, from)
  copyWords(from.words, start, from.at, whole)
}
