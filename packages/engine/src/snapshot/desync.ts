import { EntityMap } from '../schema/entity-map.ts'
import type { ScopeId } from './scopes.ts'

/** What a client tells of a state that was not as the authority's checksum said. */
export interface DesyncReport {
  readonly tick: number
  readonly scope: ScopeId
  /** The slice whose checksum was wrong; undefined: that of the whole scope. */
  readonly slice: number | undefined
  /** The scope's state as the client has it, packed in full. */
  readonly state: Uint8Array
}

/** Both sides of a field, as the game sees them. */
export interface DesyncedField {
  readonly path: string
  readonly authority: unknown
  readonly client: unknown
}

/** What differs between an authority's state and a client's at one tick. */
export interface DesyncDump {
  readonly tick: number
  readonly scope: ScopeId
  readonly fields: readonly DesyncedField[]
}

/** A dump is for a person to read: more fields say no more. */
const fieldsMax = 100

export function differences(authority: unknown, client: unknown): DesyncedField[] {
  const found: DesyncedField[] = []
  compare('', authority, client, found)
  return found
}

function compare(path: string, authority: unknown, client: unknown, found: DesyncedField[]): void {
  if (found.length >= fieldsMax || Object.is(authority, client)) return
  const inners = innersOf(authority)
  const others = innersOf(client)
  if (inners === undefined || others === undefined) {
    found.push({ path, authority: plain(authority), client: plain(client) })
    return
  }
  for (const name of new Set([...inners.keys(), ...others.keys()])) {
    const isIndex = typeof name === 'number'
    const inner = isIndex ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`
    compare(inner, inners.get(name), others.get(name), found)
  }
}

function innersOf(value: unknown): ReadonlyMap<string | number, unknown> | undefined {
  if (value instanceof EntityMap) return new Map<number, unknown>(value)
  if (Array.isArray(value)) return new Map(value.entries())
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined
}

/** As JSON can carry it. */
function plain(value: unknown): unknown {
  const inners = innersOf(value)
  if (inners === undefined) return value ?? null
  return Object.fromEntries([...inners].map(([name, inner]) => [name, plain(inner)]))
}
