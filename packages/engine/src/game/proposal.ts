import type { EntityMap } from '../schema/entity-map.ts'
import type { StructValue } from '../schema/struct-coder.ts'
import { type Description, describeStruct } from '../schema/types.ts'
import type { AnyGame, Inputs } from './define-game.ts'
import { GameDefinitionError } from './game-definition-error.ts'

/** What proposals are about: the player map, and the fields that its entities and the inputs have both. */
export interface Proposing {
  readonly map: string
  readonly fields: readonly string[]
}

/**
 * Undefined in mode `full`. Throws a GameDefinitionError if `proposes` is no player map, or if a field that both have is of
 * two types: a proposal is written into the entity as it is.
 */
export function proposingOf(game: AnyGame): Proposing | undefined {
  if (game.mode === 'full') {
    if (game.proposes !== undefined)
      throw new GameDefinitionError('proposes', "is for the modes 'validated' and 'observer'")
    return undefined
  }
  const type = describeStruct(game.state).fields.find(({ name }) => name === game.proposes)?.type
  if (type?.kind !== 'map' || !type.byPlayer)
    throw new GameDefinitionError('proposes', `must name a player map of the state in mode '${game.mode}'`)
  const inputTypes = new Map(describeStruct(game.input).fields.map(({ name, type }) => [name, type]))
  const shared = type.entity.fields.filter(({ name }) => inputTypes.has(name))
  if (shared.length === 0)
    throw new GameDefinitionError('proposes', 'has no field that the input has too: nothing can be proposed')
  for (const field of shared)
    if (!isSameType(field.type, inputTypes.get(field.name) as Description))
      throw new GameDefinitionError(
        `input.${field.name}`,
        `must be of the type it has in ${String(game.proposes)}`,
      )
  return { map: String(game.proposes), fields: shared.map(({ name }) => name) }
}

/** What a place is made of, as far as it is proposed: limits on speed are about these. */
export function placeAxesOf(
  game: AnyGame,
  { fields }: Proposing,
): readonly { readonly name: string; readonly step: number }[] {
  return describeStruct(game.input).fields.flatMap(({ name, type }) => {
    const step = stepOf(type)
    return ['x', 'y', 'z'].includes(name) && fields.includes(name) && step !== undefined
      ? [{ name, step }]
      : []
  })
}

/** Copies what inputs propose into the own entities, before a step. */
export function proposalOf(
  game: AnyGame,
): ((world: StructValue, inputs: Inputs<unknown>) => void) | undefined {
  const proposing = proposingOf(game)
  if (proposing === undefined) return undefined
  const { map, fields } = proposing
  return (world, inputs) => {
    const entities = world[map] as EntityMap<StructValue>
    for (let index = 0; index < entities.size; index++) {
      const input = inputs.get(entities.keyAt(index)) as StructValue | undefined
      if (input !== undefined)
        for (const field of fields) entities.valueAt(index)[field] = copyOf(input[field])
    }
  }
}

/** A field of an input, so that what becomes of the entity doesn't change the input: it may be played again, and is recorded. */
export function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copyOf(inner)]))
}

function stepOf(type: Description): number | undefined {
  if (type.kind === 'fixed') return type.step
  if (type.kind === 'unit') return 1 / 127
  return type.kind === 'int' ? 1 : undefined
}

/** Whether both carry the same values; what a field is expected from may differ. */
function isSameType(a: Description, b: Description): boolean {
  const withoutRates = (key: string, value: unknown): unknown => (key === 'rate' ? undefined : value)
  return JSON.stringify(a, withoutRates) === JSON.stringify(b, withoutRates)
}
