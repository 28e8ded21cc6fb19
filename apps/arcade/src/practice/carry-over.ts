import { EntityMap, type GameManifest } from '@gameserver/engine'

type StructDescription = GameManifest['schemas']['state']
type Description = StructDescription['fields'][number]['type']
type Values = Record<string, unknown>

/**
 * Moves what a match holds into a match of a version with other schemas: by the names of the fields, as far as they can hold
 * what was there. `to` is the new match's world with all its players; what is out of a number's range is the engine's affair.
 */
export function carryOver(world: StructDescription, from: object, to: object): void {
  for (const { name, type } of world.fields) {
    const target = to as Values
    target[name] = carried(type, (from as Values)[name], target[name])
  }
}

/** The value to be had under the new schema: the old one if it fits, else the new one. */
function carried(type: Description, from: unknown, to: unknown): unknown {
  switch (type.kind) {
    case 'bool':
      return typeof from === 'boolean' ? from : to
    case 'text':
      return typeof from === 'string' ? from : to
    case 'oneOf':
      return type.values.includes(from as string) ? from : to
    case 'list':
      return Array.isArray(from) ? from.map((item) => carried(type.item, item, initial(type.item))) : to
    case 'optional':
      return from === undefined ? undefined : carried(type.item, from, to ?? initial(type.item))
    case 'map':
      return from instanceof EntityMap && to instanceof EntityMap ? carriedMap(type, from, to) : to
    case 'struct':
      if (isStruct(from) && isStruct(to)) carryOver(type, from, to)
      return to
    default:
      return typeof from === 'number' ? from : to
  }
}

type Entities = EntityMap<object>

function carriedMap(type: Extract<Description, { kind: 'map' }>, from: Entities, to: Entities): Entities {
  if (!type.byPlayer) to.clear()
  for (const [key, entity] of from) {
    const target = to.get(key) ?? (initial(type.entity) as object)
    // Players who are not in the new match have left; a smaller map takes what it can.
    if (!to.has(key) && (type.byPlayer || to.isFull)) continue
    carryOver(type.entity, entity, target)
    to.set(key, target)
  }
  return to
}

function initial(type: Description): unknown {
  switch (type.kind) {
    case 'bool':
      return false
    case 'text':
      return ''
    case 'oneOf':
      return type.values[0]
    case 'list':
      return []
    case 'optional':
      return undefined
    case 'map':
      return new EntityMap(type.max, type.byPlayer ? type.max - 1 : 0xfffe)
    case 'struct':
      return Object.fromEntries(type.fields.map((field) => [field.name, initial(field.type)]))
    default:
      return 0
  }
}

function isStruct(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof EntityMap) && !Array.isArray(value)
}
