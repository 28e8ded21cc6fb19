import { EntityMap } from '../../src/schema/entity-map.ts'

/** More say nothing new. */
const fieldsMax = 8

/** Where two values of one schema differ, as `players.3.x: 4.5 / 4.625`. */
export function differingFields(a: unknown, b: unknown): string[] {
  const found: string[] = []
  compare(a, b, '', found)
  return found
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
