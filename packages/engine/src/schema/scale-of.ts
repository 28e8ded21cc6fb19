import { GameDefinitionError } from '../game/game-definition-error.ts'
import { AngleScale, boolScale, fixedScale, intScale, type Scale, unitScale, WordScale } from './scales.ts'
import type { Description } from './types.ts'

export type ScalarDescription = Exclude<
  Description,
  { readonly kind: 'text' | 'list' | 'optional' | 'map' | 'struct' }
>

const codeMax = 0xffff_ffff
const compositeKinds: ReadonlySet<string> = new Set(['text', 'list', 'optional', 'map', 'struct'])

/** Scalars are what takes one word on a tape: one number, one code. */
export function isScalar(description: Description): description is ScalarDescription {
  return !compositeKinds.has(description.kind)
}

/** `leapOf` says which change of a fixed-point field is no movement. Throws a GameDefinitionError that names the field. */
export function scaleOf(
  description: ScalarDescription,
  path: string,
  leapOf: (min: number, max: number) => number,
): Scale<unknown> {
  return scaleOfKind(description, path, leapOf) as Scale<unknown>
}

function scaleOfKind(
  description: ScalarDescription,
  path: string,
  leapOf: (min: number, max: number) => number,
) {
  const require = (isRight: boolean, problem: string): void => {
    if (!isRight) throw new GameDefinitionError(path, problem)
  }
  switch (description.kind) {
    case 'bool':
      return boolScale
    case 'unit':
      return unitScale
    case 'angle': {
      const { bits } = description
      require(Number.isInteger(bits) && bits >= 2 && bits <= 24, `angle(${bits}) needs 2 to 24 bits`)
      return new AngleScale(bits)
    }
    case 'int': {
      const { min, max } = description
      const isWhole = Number.isSafeInteger(min) && Number.isSafeInteger(max)
      require(isWhole &&
        min < max &&
        max - min <=
          codeMax, `int(${min}, ${max}) needs whole numbers, min below max, and a range within 32 bits`)
      return intScale(min, max)
    }
    case 'countdown': {
      const { max } = description
      require(Number.isInteger(max) &&
        max >= 1 &&
        max <= codeMax, `countdown(${max}) needs a whole number from 1 to 2^32-1`)
      return intScale(0, max)
    }
    case 'fixed': {
      const { min, max, step } = description
      const steps = (max - min) / step
      require(min < max &&
        step > 0 &&
        steps >= 1 &&
        steps <=
          codeMax, `fixed(${min}, ${max}, ${step}) needs min below max, and 1 to 2^32-1 steps between them`)
      return fixedScale(min, max, step, leapOf(min, max))
    }
    case 'oneOf': {
      const { values } = description
      require(values.length >= 1 && new Set(values).size === values.length, 'oneOf needs words that differ')
      return new WordScale(values)
    }
    default:
      throw new GameDefinitionError(path, `${(description as { kind: string }).kind} is no type`)
  }
}
