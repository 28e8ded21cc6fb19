import type { Random } from '../../src/game/random.ts'
import { type Description, describeStruct, type Struct } from '../../src/schema/types.ts'

/** Texts with characters of one to four bytes, none of them at all, and one that most limits cut. */
const texts = [
  '',
  'a',
  'nähe',
  '猫',
  '👋🏽 hi',
  'long enough to be cut by most limits there are, and then some',
]

/** A legal value of any type; extremes come more often than they would by chance. */
export function randomValue(description: Description, random: Random): unknown {
  switch (description.kind) {
    case 'bool':
      return random.float() < 0.4
    case 'int':
      return between(description.min, description.max, random, Math.round)
    case 'countdown':
      return between(0, description.max, random, Math.round)
    case 'fixed':
      return between(description.min, description.max, random, (value) => value)
    case 'unit':
      return between(-1, 1, random, (value) => value)
    case 'angle':
      return random.float() * 2 * Math.PI
    case 'oneOf':
      return random.pick(description.values)
    case 'text':
      return random.pick(texts)
    case 'list':
      return Array.from({ length: random.int(description.max + 1) }, () =>
        randomValue(description.item, random),
      )
    case 'optional':
      return random.float() < 0.5 ? undefined : randomValue(description.item, random)
    case 'struct':
      return Object.fromEntries(description.fields.map(({ name, type }) => [name, randomValue(type, random)]))
    case 'map':
      throw new RangeError('maps are for states alone')
  }
}

export function randomStruct(struct: Struct, random: Random): Record<string, unknown> {
  return randomValue(describeStruct(struct), random) as Record<string, unknown>
}

function between(min: number, max: number, random: Random, round: (value: number) => number): number {
  const chance = random.float()
  if (chance < 0.1) return min
  if (chance < 0.2) return max
  if (chance < 0.3 && min <= 0 && max >= 0) return 0
  return round(min + random.float() * (max - min))
}
