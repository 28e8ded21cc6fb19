import type { AnyGame } from '../../src/game/define-game.ts'
import { codersOf } from '../../src/game/game-coders.ts'
import { EntityMap } from '../../src/schema/entity-map.ts'
import type { MapCoder } from '../../src/schema/map-coder.ts'
import type { StructCoder, StructValue } from '../../src/schema/struct-coder.ts'
import { type Audience, describeStruct } from '../../src/schema/types.ts'
import { differingFields, isSame } from './differing-fields.ts'

type Entities = EntityMap<StructValue>
type World = StructValue

interface AudienceField {
  readonly map: string
  readonly field: string
  readonly audience: Audience
  /** What it holds before anything is known of it. */
  readonly blank: unknown
}

/** The authority's worlds of late, the newest first: what a client has that is not of its tick has to be of another. */
export type Past = () => Iterable<World>

export interface Circumstances {
  readonly past: Past
  /** Packets of late were full, so that some of what has changed had to wait. */
  readonly isShort: boolean
  /** Whether a player is long since in a map: who has just joined is told of the own entity when the first keyframe comes. */
  hasLongBeen(map: string, slot: number): boolean
}

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
  /** Maps that are sent by cells. */
  private readonly maps: readonly string[]
  private readonly fields: readonly AudienceField[]

  constructor(private readonly game: AnyGame) {
    const world = codersOf(game).state.field('world') as StructCoder
    this.maps = (game.cells?.maps ?? []) as readonly string[]
    this.fields = describeStruct(game.state).fields.flatMap(({ name: map, type }) => {
      if (type.kind !== 'map') return []
      return type.entity.fields.flatMap(({ name: field, audience }) => {
        if (audience === undefined) return []
        const blank = (world.field(map) as MapCoder).entity.initial()[field]
        return [{ map, field, audience, blank }]
      })
    })
  }

  /** Whether everybody sees all. */
  get areNone(): boolean {
    return this.fields.length === 0 && this.maps.length === 0
  }

  /** Looks at all hidden parts, and makes them the same in `truth`, so that what is left can be compared as it is. */
  judge(
    truth: World,
    received: World,
    slot: number,
    { past, hasLongBeen, isShort }: Circumstances,
  ): Judgement {
    const wrong: string[] = []
    const leaks: string[] = []
    // Cells first: who is in another one has no fields to be compared.
    for (const map of this.maps) {
      this.judgeCells(map, truth, received, slot, past, wrong)
      if (this.isOfPlayers(map) && hasLongBeen(map, slot) && !(received[map] as Entities).has(slot))
        wrong.push(`${map}.${slot} is missing`)
    }
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
    if (this.maps.length > 0 || isShort) this.judgeRest(truth, received, past, wrong)
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
    truth[map] = got
  }

  /**
   * What all see comes in parts too where it does not fit into a packet, and beside cells, so that a player may lack some of it
   * for a while: each field and each entity has to be as it was at some time.
   */
  private judgeRest(truth: World, received: World, past: Past, wrong: string[]): void {
    for (const name of Object.keys(truth)) {
      if (this.maps.includes(name) || this.fields.some(({ map }) => map === name)) continue
      const now = truth[name]
      const got = received[name]
      truth[name] = got
      if (isSame(now, got)) continue
      if (!(now instanceof EntityMap)) {
        if (!some(past(), (world) => isSame(world[name], got)))
          wrong.push(...differingFields(now, got).map((field) => `${name}.${field}`))
        continue
      }
      for (const key of new Set([...now.keys(), ...(got as Entities).keys()])) {
        const entity = (got as Entities).get(key)
        if (isSame(now.get(key), entity)) continue
        if (!some(past(), (world) => isSame((world[name] as Entities).get(key), entity)))
          wrong.push(...differingFields(now.get(key), entity).map((field) => `${name}.${key}.${field}`))
      }
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
