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
      if (input !== undefined) for (const field of fields) entities.valueAt(index)[field] = input[field]
    }
  }
}

/** Whether both carry the same values; what a field is expected from may differ. */
function isSameType(a: Description, b: Description): boolean {
  const values = (description: Description): string => JSON.stringify({ ...description, rate: undefined })
  return values(a) === values(b)
}
