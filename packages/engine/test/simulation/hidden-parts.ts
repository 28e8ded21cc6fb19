import type { AnyGame } from '../../src/game/define-game.ts'
import { codersOf } from '../../src/game/game-coders.ts'
import type { EntityMap } from '../../src/schema/entity-map.ts'
import type { MapCoder } from '../../src/schema/map-coder.ts'
import type { StructCoder, StructValue } from '../../src/schema/struct-coder.ts'
import { type Audience, describeStruct } from '../../src/schema/types.ts'
import { differingFields, isSame } from './differing-fields.ts'

type Entities = EntityMap<StructValue>
type World = StructValue

/** A second, at 60 ticks a second. */
const joiningTicksMax = 60

interface AudienceField {
  readonly map: string
  readonly field: string
  readonly audience: Audience
  /** What it holds before anything is known of it. */
  readonly blank: unknown
}

/** The authority's worlds of late, the newest first: what a client has that is not of its tick has to be of another. */
export type Past = () => Iterable<World>

export interface Judgement {
  /** What the client lacks, has otherwise, or has of no time there was: `truth / received`. */
  readonly wrong: readonly string[]
  /** What the client has and must not. */
  readonly leaks: readonly string[]
}

/**
 * Judges parts of the state that not everybody sees: fields for the owner or the team, entities in cells. They travel apart from
 * all else, so a client may have them as they were a little earlier.
 */
export class HiddenParts {
  private constructor(
    private readonly game: AnyGame,
    private readonly fields: readonly AudienceField[],
    /** Maps that are sent by cells. */
    readonly maps: readonly string[],
  ) {}

  /** Undefined for games in which everybody sees all. */
  static of(game: AnyGame): HiddenParts | undefined {
    const world = codersOf(game).state.field('world') as StructCoder
    const fields = describeStruct(game.state).fields.flatMap(({ name: map, type }) => {
      if (type.kind !== 'map') return []
      return type.entity.fields.flatMap(({ name: field, audience }) => {
        if (audience === undefined) return []
        const blank = (world.field(map) as MapCoder).entity.initial()[field]
        return [{ map, field, audience, blank }]
      })
    })
    const maps = (game.cells?.maps ?? []) as readonly string[]
    return fields.length > 0 || maps.length > 0 ? new HiddenParts(game, fields, maps) : undefined
  }

  /** Looks at all hidden parts, and makes them the same in `truth`, so that what is left can be compared as it is. */
  judge(truth: World, received: World, slot: number, past: Past): Judgement {
    const wrong: string[] = []
    const leaks: string[] = []
    // Cells first: who is in another one has no fields to be compared.
    for (const map of this.maps) this.judgeCells(map, truth, received, slot, past, wrong)
    for (const field of this.fields)
      for (const [key, entity] of received[field.map] as Entities) {
        const own = (truth[field.map] as Entities).get(key)
        if (own === undefined) continue
        const path = `${field.map}.${key}.${field.field}`
        const got = entity[field.field]
        if (!this.sees(truth, slot, key, field)) {
          // Who changed sides knows what was seen on the other one.
          if (field.audience === 'owner' && !isSame(got, field.blank))
            leaks.push(`${path} is ${JSON.stringify(got)}`)
        } else if (!isSame(own[field.field], got) && !this.was(past, field, key, got))
          wrong.push(`${path}: ${JSON.stringify(own[field.field])} / ${JSON.stringify(got)}`)
        own[field.field] = got
      }
    if (this.maps.length > 0) this.judgeRest(truth, received, past, wrong)
    return { wrong, leaks }
  }

  private sees(world: World, slot: number, key: number, { audience }: AudienceField): boolean {
    if (key === slot) return true
    return (
      audience === 'team' && this.game.team?.(world as never, slot) === this.game.team?.(world as never, key)
    )
  }

  private was(past: Past, { map, field }: AudienceField, key: number, got: unknown): boolean {
    for (const world of past()) {
      const entity = (world[map] as Entities).get(key)
      // Nothing has been told of it since it came.
      if (entity === undefined) return true
      if (isSame(entity[field], got)) return true
    }
    return false
  }

  /** An entity is as it was at a moment at which its cell was seen; what is in no cell that is seen may be known or not. */
  private judgeCells(
    map: string,
    truth: World,
    received: World,
    slot: number,
    past: Past,
    wrong: string[],
  ): void {
    const own = truth[map] as Entities
    const got = received[map] as Entities
    for (const [key, entity] of got) {
      const now = own.get(key)
      if (now !== undefined && !this.differs(now, entity)) continue
      if (!this.wasSeen(past, map, key, entity, slot))
        wrong.push(`${map}.${key} was never like this, or not where it could be seen`)
    }
    if (this.isOfPlayers(map) && !got.has(slot) && this.hasLongBeen(past, map, slot))
      wrong.push(`${map}.${slot} is missing`)
    truth[map] = got
  }

  /** Who has just joined is told of the own entity when the first keyframe comes. */
  private hasLongBeen(past: Past, map: string, slot: number): boolean {
    let worlds = 0
    for (const world of past()) {
      if (!(world[map] as Entities).has(slot)) return false
      if (++worlds === joiningTicksMax) return true
    }
    return false
  }

  /** Beside cells, what all see comes in a part of its own, which a player may lack for a while when it was cut off. */
  private judgeRest(truth: World, received: World, past: Past, wrong: string[]): void {
    for (const name of Object.keys(truth)) {
      if (this.maps.includes(name) || this.fields.some(({ map }) => map === name)) continue
      const got = received[name]
      if (!isSame(truth[name], got) && !some(past(), (world) => isSame(world[name], got)))
        wrong.push(...differingFields(truth[name], got).map((field) => `${name}.${field}`))
      truth[name] = got
    }
  }

  private wasSeen(past: Past, map: string, key: number, entity: StructValue, slot: number): boolean {
    for (const world of past()) {
      const then = (world[map] as Entities).get(key)
      if (then === undefined || this.differs(then, entity)) continue
      if ((key === slot && this.isOfPlayers(map)) || this.isInSight(world, map, key, slot)) return true
    }
    return false
  }

  private isInSight(world: World, map: string, key: number, slot: number): boolean {
    const { cells } = this.game
    if (cells === undefined) return true
    const cellOf = (number: number): number | undefined => {
      const entity = (world[map] as Entities).get(number)
      return entity && cells.cellOf(entity as never, number, world as never)
    }
    const cell = cellOf(key)
    const isOwn = this.isOfPlayers(map) && cell === cellOf(slot)
    return isOwn || (cells.seenBy(world as never, slot) as readonly (number | undefined)[]).includes(cell)
  }

  /** But for what is for the owner or the team, which is judged apart. */
  private differs(a: StructValue, b: StructValue): boolean {
    const names = Object.keys(a).filter((name) => !this.fields.some(({ field }) => field === name))
    return names.some((name) => !isSame(a[name], b[name]))
  }

  private isOfPlayers(map: string): boolean {
    return describeStruct(this.game.state).fields.some(
      ({ name, type }) => name === map && type.kind === 'map' && type.byPlayer,
    )
  }
}

function some(worlds: Iterable<World>, isIt: (world: World) => boolean): boolean {
  for (const world of worlds) if (isIt(world)) return true
  return false
}
