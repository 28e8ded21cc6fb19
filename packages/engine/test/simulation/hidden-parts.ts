import type { AnyGame } from '../../src/game/define-game.ts'
import { codersOf } from '../../src/game/game-coders.ts'
import type { EntityMap } from '../../src/schema/entity-map.ts'
import type { MapCoder } from '../../src/schema/map-coder.ts'
import type { StructCoder, StructValue } from '../../src/schema/struct-coder.ts'
import { type Audience, describeStruct } from '../../src/schema/types.ts'
import { differingFields } from './differing-fields.ts'

type Entities = EntityMap<StructValue>

interface HiddenField {
  readonly map: string
  readonly field: string
  readonly audience: Audience
}

/** What differs by right between the authority's world and a client's. */
export interface SeenWorlds {
  readonly truth: StructValue
  readonly received: StructValue
  /** Hidden values that the client has all the same. */
  readonly leaks: readonly string[]
}

/** Fields for the owner or the team alone, and entities in cells. */
export class HiddenParts {
  private constructor(
    private readonly game: AnyGame,
    private readonly fields: readonly HiddenField[],
  ) {}

  /** Undefined for games in which everybody sees all. */
  static of(game: AnyGame): HiddenParts | undefined {
    const fields = describeStruct(game.state).fields.flatMap(({ name: map, type }) =>
      type.kind === 'map'
        ? type.entity.fields.flatMap(({ name: field, audience }) =>
            audience ? [{ map, field, audience }] : [],
          )
        : [],
    )
    return fields.length > 0 || game.cells ? new HiddenParts(game, fields) : undefined
  }

  /** Both worlds with nothing in them but what `slot` sees. `truth` is changed. */
  without(truth: StructValue, received: StructValue, slot: number): SeenWorlds {
    const leaks: string[] = []
    const seen = { ...received }
    const teamOf = (player: number): unknown => this.game.team?.(truth as never, player)
    const team = teamOf(slot)
    for (const { map, field, audience } of this.fields) {
      const blank = this.blankOf(map, field)
      for (const [key, entity] of truth[map] as Entities) {
        if (key === slot || (audience === 'team' && teamOf(key) === team)) continue
        const got = (received[map] as Entities).get(key)?.[field]
        // Who changed sides knows what was seen on the other one.
        if (audience === 'owner' && got !== undefined && differingFields(got, blank).length > 0)
          leaks.push(`${map}.${key}.${field} is ${JSON.stringify(got)}`)
        entity[field] = got
      }
    }
    for (const map of (this.game.cells?.maps ?? []) as readonly string[]) seen[map] = truth[map]
    return { truth, received: seen, leaks }
  }

  /** What a field holds before anything is known of it. */
  private blankOf(map: string, field: string): unknown {
    const world = codersOf(this.game).state.field('world') as StructCoder
    return (world.field(map) as MapCoder).entity.initial()[field]
  }
}
