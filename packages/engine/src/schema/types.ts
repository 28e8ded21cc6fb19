import type { EntityMap } from './entity-map.ts'

/** What a field holds, as plain JSON: games in other languages decode by it. */
export type Description =
  | { readonly kind: 'bool' }
  | { readonly kind: 'int'; readonly min: number; readonly max: number }
  | { readonly kind: 'countdown'; readonly max: number }
  | {
      readonly kind: 'fixed'
      readonly min: number
      readonly max: number
      readonly step: number
      /** The sibling field that is this one's change per second. */
      readonly rate?: string
    }
  | { readonly kind: 'unit' }
  | { readonly kind: 'angle'; readonly bits: number }
  | { readonly kind: 'oneOf'; readonly values: readonly string[] }
  | { readonly kind: 'text'; readonly bytesMax: number }
  | { readonly kind: 'list'; readonly item: Description; readonly max: number }
  | { readonly kind: 'optional'; readonly item: Description }
  | {
      readonly kind: 'map'
      readonly entity: StructDescription
      readonly max: number
      readonly byPlayer: boolean
    }
  | StructDescription

export interface StructDescription {
  readonly kind: 'struct'
  readonly fields: readonly FieldDescription[]
}

export interface FieldDescription {
  readonly name: string
  readonly type: Description
  /** Absent: everybody. */
  readonly audience?: Audience
}

/** To whom a field of a player's entity is sent: to that player alone, or to the player's team. */
export type Audience = 'owner' | 'team'

declare const held: unique symbol

/** A field's type. `T`, which exists for the compiler alone, is what the game sees. */
export interface Type<T> {
  readonly description: Description
  readonly audience?: Audience
  readonly [held]: T
}

/** A struct is written as a plain object of types. */
export interface Struct {
  readonly [field: string]: Type<unknown> | Struct
}

/** The TypeScript type of what a schema holds. */
export type Infer<S> = S extends Type<infer T> ? T : { -readonly [K in keyof S]: Infer<S[K]> }

function type<T>(description: Description): Type<T> {
  return { description } as Type<T>
}

export const bool = type<boolean>({ kind: 'bool' })
export const u8 = int(0, 0xff)
export const u16 = int(0, 0xffff)
export const u32 = int(0, 0xffff_ffff)

/** Whole numbers from `min` to `max`, both included. */
export function int(min: number, max: number): Type<number> {
  return type({ kind: 'int', min, max })
}

/**
 * Whole numbers from 0 to `max` that the game lowers by one each tick, down to 0: a cooldown, a time to live. Running down
 * costs nothing on the wire.
 */
export function countdown(max: number): Type<number> {
  return type({ kind: 'countdown', max })
}

/**
 * Numbers from `min` to `max` in multiples of `step`. Powers of two as steps are exact and fastest. `rate` names the number
 * beside it that the game adds to it per second, divided by the tickRate: moving on at that rate costs nothing on the wire.
 */
export function fixed(
  min: number,
  max: number,
  step: number,
  { rate }: { readonly rate?: string } = {},
): Type<number> {
  return type({ kind: 'fixed', min, max, step, ...(rate !== undefined && { rate }) })
}

/** -1 to 1 in 255 steps, 0 among them: the throw of a stick. */
export function unit(): Type<number> {
  return type({ kind: 'unit' })
}

/** Radians from 0 to below 2π in 2^bits steps (2 to 24 bits); other angles are turned into that range. */
export function angle(bits: number): Type<number> {
  return type({ kind: 'angle', bits })
}

/** One of the given words; the first one is the default. */
export function oneOf<const V extends readonly string[]>(...values: V): Type<V[number]> {
  return type({ kind: 'oneOf', values })
}

/** Text of at most `bytesMax` bytes of UTF-8; longer text is cut between characters. */
export function text(bytesMax: number): Type<string> {
  return type({ kind: 'text', bytesMax })
}

export function list<S extends Type<unknown> | Struct>(item: S, max: number): Type<Infer<S>[]> {
  return type({ kind: 'list', item: describeType(item), max })
}

export function optional<S extends Type<unknown> | Struct>(item: S): Type<Infer<S> | undefined> {
  return type({ kind: 'optional', item: describeType(item) })
}

/** Entities by number (0 to 65,535), at most `max` of them. */
export function map<S extends Struct>(entity: S, max: number): Type<EntityMap<Infer<S>>> {
  return type({ kind: 'map', entity: describeStruct(entity), max, byPlayer: false })
}

/** Slots a match can have, whatever the game: the room holds 100 participants. */
export const slotsMax = 128

/** One entity for each player, by slot. The client predicts its own one and interpolates the others. */
export function playerMap<S extends Struct>(entity: S): Type<EntityMap<Infer<S>>> {
  return type({ kind: 'map', entity: describeStruct(entity), max: slotsMax, byPlayer: true })
}

/** A field of a player map's entity that is sent to that player alone, and never to anybody else: a hand of cards. */
export function ownerOnly<T>(type: Type<T>): Type<T> {
  return { ...type, audience: 'owner' }
}

/** A field of a player map's entity that is sent to the players of that player's team alone, by the game's `team`. */
export function teamOnly<T>(type: Type<T>): Type<T> {
  return { ...type, audience: 'team' }
}

export function describeStruct(struct: Struct): StructDescription {
  const fields = Object.entries(struct).map(([name, field]) => describeField(name, field))
  return { kind: 'struct', fields }
}

function describeField(name: string, field: Type<unknown> | Struct): FieldDescription {
  const type = describeType(field)
  return isType(field) && field.audience !== undefined
    ? { name, type, audience: field.audience }
    : { name, type }
}

function describeType(schema: Type<unknown> | Struct): Description {
  // Not all games are checked by TypeScript. What is no type is refused once its whole path is known.
  if (!isObject(schema)) return { kind: String(schema) } as never
  return isType(schema) ? schema.description : describeStruct(schema)
}

function isType(schema: Type<unknown> | Struct): schema is Type<unknown> {
  const description: unknown = isObject(schema) ? schema.description : undefined
  return isObject(description) && 'kind' in description && typeof description.kind === 'string'
}

function isObject(value: unknown): value is object & { readonly description?: unknown } {
  return typeof value === 'object' && value !== null
}
