import type { AnyGame } from '@gameserver/engine'
import { codersOf } from '../../packages/engine/src/game/game-coders.ts'
import { Random } from '../../packages/engine/src/game/random.ts'
import type { EntityMap } from '../../packages/engine/src/schema/entity-map.ts'
import type { StructValue } from '../../packages/engine/src/schema/struct-coder.ts'
import { Tape } from '../../packages/engine/src/schema/tape.ts'
import { type Description, describeStruct } from '../../packages/engine/src/schema/types.ts'
import { randomValue } from '../../packages/engine/test/simulation/random-values.ts'

/** A state that differs in what is hidden from spectators, and in nothing else: seed, draws, and what has an audience. */
export function scrambleHidden(game: AnyGame, state: Tape, seed: number): Tape {
  const { state: coder } = codersOf(game)
  const random = new Random()
  random.seed = seed
  const value = coder.restore(state.rewind())
  if (game.rollback === undefined) Object.assign(value, { seed: random.int(2 ** 32), draws: seed })
  scramble(describeStruct(game.state), value.world as StructValue, random)
  const scrambled = new Tape()
  coder.flatten(value, scrambled)
  return scrambled.finish()
}

function scramble(description: Description, value: StructValue, random: Random): void {
  if (description.kind !== 'struct') return
  for (const { name, type } of description.fields) {
    if (type.kind === 'struct') scramble(type, value[name] as StructValue, random)
    if (type.kind !== 'map') continue
    for (const [, entity] of value[name] as EntityMap<StructValue>)
      for (const field of type.entity.fields)
        if (field.audience !== undefined) entity[field.name] = randomValue(field.type, random)
  }
}
