import { EntityMap } from '../../packages/engine/src/index.ts'

/** A value as JSON has it in any language: absent ones are null, maps are objects by key, bytes stay away. */
export function plain(value: unknown): unknown {
  if (value === undefined) return null
  if (value instanceof EntityMap || value instanceof Map)
    return Object.fromEntries([...value].map(([key, entity]) => [key, plain(entity)]))
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]))
}
