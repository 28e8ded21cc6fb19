import { EntityMap } from '../schema/entity-map.ts'
import type { StructValue } from '../schema/struct-coder.ts'
import { type Description, describeStruct, type StructDescription, slotsMax } from '../schema/types.ts'
import type { AnyGame, KeptOf } from './define-game.ts'
import { codersOf } from './game-coders.ts'

/**
 * What a player owns, as JSON: it outlives the version of the game that wrote it. Fields are kept by name, the entities of a
 * map by key.
 */
export function keptToJson<G extends AnyGame>(game: G, kept: KeptOf<G>): object {
  return toJson(describeStruct(game.kept ?? {}), kept) as object
}

/**
 * What a player owns by the game's present `kept`, made of any JSON. Fields that are there no more are dropped; new ones, and
 * those of another type now, have their initial value; numbers out of range go to the nearest end. Undefined for games in
 * which nothing outlives the match.
 */
export function keptFromJson<G extends AnyGame>(game: G, json: unknown): KeptOf<G> | undefined {
  const { kept } = codersOf(game)
  return kept?.legalise(structFrom(describeStruct(game.kept ?? {}), json)) as KeptOf<G> | undefined
}

/** Of what maps can pack. */
const keyMax = 0xfffe

function toJson(type: Description, value: unknown): unknown {
  switch (type.kind) {
    case 'struct': {
      const { fields } = type
      return Object.fromEntries(
        fields.map(({ name, type }) => [name, toJson(type, (value as StructValue)[name])]),
      )
    }
    case 'list':
      return (value as unknown[]).map((item) => toJson(type.item, item))
    case 'optional':
      return value === undefined ? null : toJson(type.item, value)
    case 'map': {
      const entities = [...(value as EntityMap<unknown>)]
      return Object.fromEntries(entities.map(([key, entity]) => [key, toJson(type.entity, entity)]))
    }
    default:
      return value
  }
}

function fromJson(type: Description, json: unknown): unknown {
  switch (type.kind) {
    case 'bool':
      return json === true
    case 'oneOf':
      return type.values.find((word) => word === json) ?? type.values[0]
    case 'text':
      return typeof json === 'string' ? json : ''
    case 'list':
      return Array.isArray(json) ? json.slice(0, type.max).map((item) => fromJson(type.item, item)) : []
    case 'optional':
      return json === null || json === undefined ? undefined : fromJson(type.item, json)
    case 'struct':
      return structFrom(type, json)
    case 'map':
      return entitiesFrom(type, json)
    default:
      // All numbers take NaN for their initial value.
      return typeof json === 'number' ? json : Number.NaN
  }
}

function structFrom({ fields }: StructDescription, json: unknown): StructValue {
  return Object.fromEntries(fields.map(({ name, type }) => [name, fromJson(type, fieldOf(json, name))]))
}

function entitiesFrom(type: Extract<Description, { kind: 'map' }>, json: unknown): EntityMap<unknown> {
  const entities = new EntityMap<unknown>(type.max, type.byPlayer ? slotsMax - 1 : keyMax)
  if (typeof json !== 'object' || json === null) return entities
  for (const [name, entity] of Object.entries(json)) {
    const key = Number(name)
    const isKey = Number.isInteger(key) && key >= 0 && key <= entities.keyMax
    if (isKey && !entities.isFull) entities.set(key, structFrom(type.entity, entity))
  }
  return entities
}

function fieldOf(json: unknown, name: string): unknown {
  const hasIt = typeof json === 'object' && json !== null && Object.hasOwn(json, name)
  return hasIt ? (json as StructValue)[name] : undefined
}
