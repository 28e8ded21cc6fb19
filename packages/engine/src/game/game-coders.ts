import { SchemaCompiler } from '../schema/compile.ts'
import type { MapCoder } from '../schema/map-coder.ts'
import { StructCoder } from '../schema/struct-coder.ts'
import { describeStruct, type Struct, type StructDescription, u32 } from '../schema/types.ts'
import type { AnyGame } from './define-game.ts'
import { GameDefinitionError } from './game-definition-error.ts'
import { leapOf } from './leap.ts'

/** A game's schemas, compiled. */
export interface GameCoders {
  /** What snapshots hold: the generator's seed and draws, then the game's state. */
  readonly state: StructCoder
  readonly input: StructCoder
  readonly events: readonly NamedCoder[]
  readonly commands: readonly NamedCoder[]
  /** Undefined for games in which nothing outlives the match. */
  readonly kept: StructCoder | undefined
  readonly contextCount: number
  readonly descriptions: SchemaDescriptions
}

/** A kind of event or command; its number on the wire is its position. */
export interface NamedCoder {
  readonly name: string
  readonly coder: StructCoder
}

/** All that a client in another language needs in order to decode. */
export interface SchemaDescriptions {
  readonly state: StructDescription
  readonly input: StructDescription
  readonly events: readonly NamedDescription[]
  readonly commands: readonly NamedDescription[]
}

interface NamedDescription {
  readonly name: string
  readonly fields: StructDescription
}

const compiled = new WeakMap<AnyGame, GameCoders>()

/** Inputs repeat in each packet and queue up for each player: they have to be small. */
const inputBitsMax = 1024
/** One event in a reliable packet. */
const eventBitsMax = 8 * 8192
/** A command must fit, with its envelope, into what an authority takes from a player in one packet: 2,048 bytes. */
const commandBitsMax = 8 * 1920
/** Kept with each player's row, and loaded as the player joins. */
const keptBitsMax = 8 * 16_384
const kindsMax = 256

/** Compiled once for each game. Throws a GameDefinitionError for a schema that can't be packed. */
export function codersOf(game: AnyGame): GameCoders {
  const known = compiled.get(game)
  if (known !== undefined) return known
  const compiler = new SchemaCompiler({
    tickRate: game.tickRate,
    leapOf: (min, max) => leapOf(game, min, max),
  })
  const descriptions = describeSchemas(game)
  const input = compiler.struct(descriptions.input, 'input')
  if (input.words === undefined)
    throw new GameDefinitionError('input', 'must not hold texts, lists, optionals or maps')
  requireBits('input', input, inputBitsMax)
  const events = compileKinds(compiler, 'events', descriptions.events, eventBitsMax)
  const commands = compileKinds(compiler, 'commands', descriptions.commands, commandBitsMax)
  const kept = game.kept && compiler.struct(describeStruct(game.kept), 'kept')
  if (kept) requireBits('kept', kept, keptBitsMax)
  const world = compiler.struct(describeStruct(game.state), 'state')
  const state = new StructCoder([
    { name: 'seed', coder: compiler.word() },
    { name: 'draws', coder: compiler.word() },
    { name: 'world', coder: world },
  ])
  const coders = { state, input, events, commands, kept, contextCount: compiler.contextCount, descriptions }
  compiled.set(game, coders)
  return coders
}

/** Names of the player maps that stand directly in the state. */
export function playerMapsOf(game: AnyGame): readonly { readonly name: string; readonly coder: MapCoder }[] {
  const world = codersOf(game).state.field('world') as StructCoder
  return describeStruct(game.state)
    .fields.filter(({ type }) => type.kind === 'map' && type.byPlayer)
    .map(({ name }) => ({ name, coder: world.field(name) as MapCoder }))
}

function describeSchemas(game: AnyGame): SchemaDescriptions {
  const seed = { name: 'seed', type: u32.description }
  const draws = { name: 'draws', type: u32.description }
  const world = { name: 'world', type: describeStruct(game.state) }
  return {
    state: { kind: 'struct', fields: [seed, draws, world] },
    input: describeStruct(game.input),
    events: describeKinds(game.events),
    commands: describeKinds(game.commands),
  }
}

function describeKinds(schemas: { readonly [name: string]: Struct } = {}): NamedDescription[] {
  return Object.entries(schemas).map(([name, fields]) => ({ name, fields: describeStruct(fields) }))
}

function compileKinds(
  compiler: SchemaCompiler,
  field: string,
  kinds: readonly NamedDescription[],
  bitsMax: number,
): NamedCoder[] {
  if (kinds.length > kindsMax) throw new GameDefinitionError(field, `has more than ${kindsMax} kinds`)
  return kinds.map(({ name, fields }) => {
    const coder = compiler.struct(fields, `${field}.${name}`)
    requireBits(`${field}.${name}`, coder, bitsMax)
    return { name, coder }
  })
}

function requireBits(field: string, coder: StructCoder, bitsMax: number): void {
  if (coder.bitsMax > bitsMax)
    throw new GameDefinitionError(field, `takes up to ${coder.bitsMax} bits; at most ${bitsMax} can be sent`)
}
