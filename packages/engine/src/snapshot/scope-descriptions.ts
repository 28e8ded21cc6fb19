import type { AnyGame } from '../game/define-game.ts'
import { codingOrder } from '../schema/coding-order.ts'
import {
  type Audience,
  describeStruct,
  type FieldDescription,
  type StructDescription,
  u32,
} from '../schema/types.ts'
import type { ScopeKind } from './scopes.ts'

/** The schema of what a scope of each kind holds; without fields, where a game has none of these. */
export type ScopeDescriptions = { readonly [K in ScopeKind]: StructDescription }

const chance: readonly FieldDescription[] = ['seed', 'draws'].map((name) => ({ name, type: u32.description }))

/**
 * Everybody is sent the state without seed and draws, by which chance could be foretold, without what has an audience, and
 * without the maps that are sent by cells. The simulations of rollback games need all of it.
 */
export function describeScopes(game: AnyGame): ScopeDescriptions {
  const state = describeStruct(game.state)
  const world: FieldDescription = { name: 'world', type: publicPart(state, cellMapsOf(game)) }
  return {
    public: struct(game.rollback === undefined ? [world] : [...chance, world]),
    owner: struct(
      mapsWith(state, 'owner').map(({ name, entity }) => ({
        name,
        type: { kind: 'optional', item: entity },
      })),
    ),
    team: struct(mapsWith(state, 'team').map(({ name, type }) => ({ name, type }))),
    cell: struct(cellMaps(game, state)),
  }
}

/** What spectators are sent in one part: all cells, and, if all is revealed, what has an audience. */
export function describeSpectated(game: AnyGame, reveals: 'public' | 'all'): StructDescription {
  const state = describeStruct(game.state)
  const world = { name: 'world', type: reveals === 'all' ? state : publicPart(state, new Set()) }
  return struct(game.rollback === undefined ? [world] : [...chance, world])
}

/** Names of the maps that are sent by cells. */
export function cellMapsOf(game: AnyGame): ReadonlySet<string> {
  return new Set<string>(game.cells?.maps ?? [])
}

function cellMaps(game: AnyGame, state: StructDescription): FieldDescription[] {
  const names = cellMapsOf(game)
  return codingOrder(state.fields).flatMap(({ name, type }) =>
    type.kind === 'map' && names.has(name)
      ? [{ name, type: { ...type, entity: fieldsFor(type.entity, undefined) } }]
      : [],
  )
}

/** Structs within the state are gone through; each map is named by its path. */
function mapsWith({ fields }: StructDescription, audience: Audience, path = '') {
  const found: { name: string; type: FieldDescription['type']; entity: StructDescription }[] = []
  for (const { name, type } of codingOrder(fields)) {
    if (type.kind === 'struct') found.push(...mapsWith(type, audience, `${path}${name}.`))
    if (type.kind !== 'map') continue
    const entity = fieldsFor(type.entity, audience)
    if (entity.fields.length > 0) found.push({ name: path + name, type: { ...type, entity }, entity })
  }
  return found
}

function publicPart({ fields }: StructDescription, left: ReadonlySet<string>): StructDescription {
  const nothing: ReadonlySet<string> = new Set()
  return struct(
    fields
      .filter(({ name }) => !left.has(name))
      .map(({ name, type }) => {
        if (type.kind === 'struct') return { name, type: publicPart(type, nothing) }
        if (type.kind !== 'map') return { name, type }
        return { name, type: { ...type, entity: fieldsFor(type.entity, undefined) } }
      }),
  )
}

function fieldsFor({ fields }: StructDescription, audience: Audience | undefined): StructDescription {
  return struct(fields.filter((field) => field.audience === audience))
}

function struct(fields: readonly FieldDescription[]): StructDescription {
  return { kind: 'struct', fields }
}
