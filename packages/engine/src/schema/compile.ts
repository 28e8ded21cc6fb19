import { GameDefinitionError } from '../game/game-definition-error.ts'
import { isPosition } from '../game/leap.ts'
import type { Coder } from './coder.ts'
import { codingOrder, rateOf } from './coding-order.ts'
import { ListCoder } from './list-coder.ts'
import { MapCoder } from './map-coder.ts'
import { OptionalCoder } from './optional-coder.ts'
import { ScalarCoder, type ScalarExpectation } from './scalar-coder.ts'
import { codesPerTickMax } from './scalar-run.ts'
import { isScalar, type ScalarDescription, scaleOf } from './scale-of.ts'
import { intScale, LineScale, type Scale } from './scales.ts'
import { StructCoder, type StructField } from './struct-coder.ts'
import { TextCoder } from './text-coder.ts'
import { type Description, type FieldDescription, type StructDescription, slotsMax } from './types.ts'

/** Counts are coded in up to 16 bits. */
const countMax = 0xffff
/** A state, input or event may flatten to this many words at most: 1 MiB, so that decoding is bounded in memory. */
const wordsMax = 1 << 18

/** What a schema's numbers mean in its game. */
export interface SchemaTimes {
  readonly tickRate: number
  /** For a fixed-point field from `min` to `max`: which change between snapshots is no movement. */
  leapOf(min: number, max: number): number
}

/** Makes coders for one schema; throws a GameDefinitionError that names the field for a type that can't be packed. */
export class SchemaCompiler {
  /** Statistics kept within a packet: each scalar has its own. */
  contextCount = 0

  constructor(private readonly times: SchemaTimes) {}

  struct(description: StructDescription, path: string): StructCoder {
    return bounded(this.structAt(description, path, true), path)
  }

  /** For the engine's own words in a state. */
  word(): Coder {
    return this.scalar(intScale(0, 0xffff_ffff) as Scale<unknown>, {})
  }

  private structAt({ fields }: StructDescription, path: string, mapsAllowed: boolean): StructCoder {
    const ordered = codingOrder(fields)
    for (const field of fields)
      if (!ordered.includes(field))
        throw new GameDefinitionError(
          `${path}.${field.name}`,
          `its rate '${rateOf(field)}' must be a number beside it that doesn't depend on it`,
        )
    const coded: StructField[] = []
    for (const field of ordered) {
      const { name, type } = field
      const at = coded.findIndex((before) => before.name === rateOf(field))
      const coder =
        at < 0
          ? this.coder(type, `${path}.${name}`, mapsAllowed)
          : this.moving(field, ordered[at] as FieldDescription, coded.length - at, `${path}.${name}`)
      coded.push({ name, coder, isPosition: isPosition(field) })
    }
    return new StructCoder(
      coded,
      fields.map(({ name }) => name),
    )
  }

  /** A field that moves at the rate which stands `wordsBack` before it. */
  private moving(field: FieldDescription, rate: FieldDescription, wordsBack: number, path: string): Coder {
    const require = (isRight: boolean, problem: string): void => {
      if (!isRight) throw new GameDefinitionError(path, `its rate '${rate.name}' ${problem}`)
    }
    const { tickRate, leapOf } = this.times
    const scale = scaleOf(field.type as ScalarDescription, path, leapOf)
    const rateScale = scaleOf(rate.type as ScalarDescription, path, leapOf)
    if (!(scale instanceof LineScale) || !(rateScale instanceof LineScale))
      throw new GameDefinitionError(path, `its rate '${rate.name}' must be an int, a fixed or a unit`)
    require(rate.audience === field.audience, 'must be sent to the same players')
    const codesPerTick = rateScale.step / tickRate / scale.step
    const rateMost = Math.max(-rateScale.first, rateScale.first + rateScale.codeMax)
    require(rateMost * codesPerTick < codesPerTickMax, 'is too fast for its step')
    const movement = {
      wordsBack,
      rateFirst: rateScale.first,
      rateCodeMax: rateScale.codeMax,
      codesPerTick,
    }
    return this.scalar(scale as Scale<unknown>, { movement })
  }

  private coder(description: Description, path: string, mapsAllowed: boolean): Coder {
    const whole = (value: number, min: number, max: number, what: string): number => {
      if (Number.isInteger(value) && value >= min && value <= max) return value
      throw new GameDefinitionError(
        path,
        `${what} must be a whole number from ${min} to ${max}, not ${value}`,
      )
    }
    if (isScalar(description)) {
      if ('rate' in description)
        throw new GameDefinitionError(path, `its rate '${description.rate}' must be a field beside it`)
      const scale = scaleOf(description, path, this.times.leapOf)
      return this.scalar(scale, { runsDown: description.kind === 'countdown' })
    }
    switch (description.kind) {
      case 'text':
        return new TextCoder(whole(description.bytesMax, 1, 4096, 'bytesMax'))
      case 'list':
        return bounded(
          new ListCoder(
            this.coder(description.item, `${path}[]`, false),
            whole(description.max, 1, countMax - 1, 'max'),
          ),
          path,
        )
      case 'optional':
        return new OptionalCoder(this.coder(description.item, path, false))
      case 'map': {
        if (!mapsAllowed)
          throw new GameDefinitionError(
            path,
            'a map must stand directly in the state, not within another map, list or optional',
          )
        const entity = this.structAt(description.entity, `${path}[]`, false)
        const max = whole(description.max, 1, countMax - 1, 'max')
        return bounded(new MapCoder(entity, max, description.byPlayer ? slotsMax - 1 : countMax - 1), path)
      }
      case 'struct':
        return this.structAt(description, path, mapsAllowed)
    }
  }

  private scalar(scale: Scale<unknown>, expectation: ScalarExpectation): ScalarCoder<unknown> {
    const coder = new ScalarCoder(scale, this.contextCount, expectation)
    this.contextCount += expectation.movement === undefined ? 1 : 2
    return coder
  }
}

function bounded<C extends { readonly wordsMax: number }>(coder: C, path: string): C {
  if (coder.wordsMax <= wordsMax) return coder
  throw new GameDefinitionError(path, `holds up to ${coder.wordsMax} values; at most ${wordsMax} can be sent`)
}
