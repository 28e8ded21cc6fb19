import { SchemaCompiler } from '../schema/compile.ts'
import type { MapCoder } from '../schema/map-coder.ts'
import { StructCoder } from '../schema/struct-coder.ts'
import { describeStruct, type StructDescription, u32 } from '../schema/types.ts'
import type { AnyGame } from './define-game.ts'
import { GameDefinitionError } from './game-definition-error.ts'
import { leapOf } from './leap.ts'

/** A game's schemas, compiled. */
export interface GameCoders {
  /** What snapshots hold: the generator's seed and draws, then the game's state. */
  readonly state: StructCoder
  readonly input: StructCoder
  readonly events: readonly { readonly name: string; readonly coder: StructCoder }[]
  readonly contextCount: number
  readonly descriptions: SchemaDescriptions
}

/** All that a client in another language needs in order to decode. */
export interface SchemaDescriptions {
  readonly state: StructDescription
  readonly input: StructDescription
  readonly events: readonly { readonly name: string; readonly fields: StructDescription }[]
}

const compiled = new WeakMap<AnyGame, GameCoders>()

/** Inputs repeat in each packet and queue up for each player: they have to be small. */
const inputBitsMax = 1024
/** One event in a reliable packet. */
const eventBitsMax = 8 * 8192
const eventKindsMax = 256

/** Compiled once for each game. Throws a GameDefinitionError for a schema that can't be packed. */
export function codersOf(game: AnyGame): GameCoders {
  const known = compiled.get(game)
  if (known !== undefined) return known
  const compiler = new SchemaCompiler((min, max) => leapOf(game, min, max))
  const descriptions = describeSchemas(game)
  const input = compiler.struct(descriptions.input, 'input')
  if (input.words === undefined)
    throw new GameDefinitionError('input', 'must not hold texts, lists, optionals or maps')
  if (input.bitsMax > inputBitsMax)
    throw new GameDefinitionError(
      'input',
      `takes up to ${input.bitsMax} bits; at most ${inputBitsMax} can be sent`,
    )
  if (descriptions.events.length > eventKindsMax)
    throw new GameDefinitionError('events', `has more than ${eventKindsMax} kinds`)
  const events = descriptions.events.map(({ name, fields }) => {
    const coder = compiler.struct(fields, `events.${name}`)
    if (coder.bitsMax > eventBitsMax)
      throw new GameDefinitionError(
        `events.${name}`,
        `takes up to ${coder.bitsMax} bits; at most ${eventBitsMax} can be sent`,
      )
    return { name, coder }
  })
  const world = compiler.struct(describeStruct(game.state), 'state')
  const state = new StructCoder([
    { name: 'seed', coder: compiler.word() },
    { name: 'draws', coder: compiler.word() },
    { name: 'world', coder: world },
  ])
  const coders = { state, input, events, contextCount: compiler.contextCount, descriptions }
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
    events: Object.entries(game.events ?? {}).map(([name, fields]) => ({
      name,
      fields: describeStruct(fields as never),
    })),
  }
}
