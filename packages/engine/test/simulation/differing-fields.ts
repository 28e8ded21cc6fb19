import { EntityMap } from '../../src/schema/entity-map.ts'

/** More say nothing new. */
const fieldsMax = 8

/** Where two values of one schema differ, as `players.3.x: 4.5 / 4.625`. */
export function differingFields(a: unknown, b: unknown): string[] {
  if (isSame(a, b)) return []
  const found: string[] = []
  compare(a, b, '', found)
  return found
}

/** Whether two values of one schema are the same; quick, since they mostly are. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a instanceof EntityMap) return b instanceof EntityMap && isSameMap(a, b)
  if (Array.isArray(a) && a.length !== (b as unknown[]).length) return false
  for (const name in a)
    if (!isSame((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name])) return false
  return true
}

function isSameMap(a: EntityMap<unknown>, b: EntityMap<unknown>): boolean {
  if (a.size !== b.size) return false
  for (let index = 0; index < a.size; index++)
    if (a.keyAt(index) !== b.keyAt(index) || !isSame(a.valueAt(index), b.valueAt(index))) return false
  return true
}

function compare(a: unknown, b: unknown, path: string, found: string[]): void {
  if (found.length >= fieldsMax || Object.is(a, b)) return
  const partsOfA = partsOf(a)
  const partsOfB = partsOf(b)
  if (partsOfA === undefined || partsOfB === undefined) {
    found.push(`${path}: ${shown(a)} / ${shown(b)}`)
    return
  }
  for (const key of new Set([...partsOfA.keys(), ...partsOfB.keys()]))
    compare(partsOfA.get(key), partsOfB.get(key), path === '' ? key : `${path}.${key}`, found)
}

function partsOf(value: unknown): Map<string, unknown> | undefined {
  if (value instanceof EntityMap) return new Map([...value].map(([key, entity]) => [String(key), entity]))
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined
}

function shown(value: unknown): string {
  if (value instanceof EntityMap) return `${value.size} entities`
  return JSON.stringify(value) ?? 'none'
}
