import { GameDefinitionError } from '../game/game-definition-error.ts'
import type { Coder } from './coder.ts'
import { ListCoder } from './list-coder.ts'
import { MapCoder } from './map-coder.ts'
import { OptionalCoder } from './optional-coder.ts'
import { ScalarCoder, type Scale } from './scalar-coder.ts'
import { angleScale, boolScale, fixedScale, intScale, oneOfScale, unitScale } from './scales.ts'
import { StructCoder } from './struct-coder.ts'
import { TextCoder } from './text-coder.ts'
import { type Description, type StructDescription, slotsMax } from './types.ts'

/** Counts are coded in up to 16 bits. */
const countMax = 0xffff
/** A state, input or event may flatten to this many words at most: 1 MiB, so that decoding is bounded in memory. */
const wordsMax = 1 << 18
const codeMax = 0xffff_ffff

/** Makes coders for one schema; throws a GameDefinitionError that names the field for a type that can't be packed. */
export class SchemaCompiler {
  /** Scalars compiled so far: each has statistics of its own within a packet. */
  contextCount = 0

  /** `leapOf` says, for a fixed-point field from `min` to `max`, which change between snapshots is no movement. */
  constructor(private readonly leapOf: (min: number, max: number) => number) {}

  struct(description: StructDescription, path: string): StructCoder {
    const coder = this.structAt(description, path, true)
    if (coder.wordsMax > wordsMax)
      throw new GameDefinitionError(
        path,
        `holds up to ${coder.wordsMax} values; at most ${wordsMax} can be sent`,
      )
    return coder
  }

  /** For the engine's own words in a state. */
  word(): Coder {
    return this.scalar(intScale(0, codeMax))
  }

  private structAt(description: StructDescription, path: string, mapsAllowed: boolean): StructCoder {
    return new StructCoder(
      description.fields.map(({ name, type }) => ({
        name,
        coder: this.coder(type, `${path}.${name}`, mapsAllowed),
      })),
    )
  }

  private coder(description: Description, path: string, mapsAllowed: boolean): Coder {
    const refuse = (problem: string): never => {
      throw new GameDefinitionError(path, problem)
    }
    const whole = (value: number, min: number, max: number, what: string): number =>
      Number.isInteger(value) && value >= min && value <= max
        ? value
        : refuse(`${what} must be a whole number from ${min} to ${max}, not ${value}`)
    switch (description.kind) {
      case 'bool':
        return this.scalar(boolScale)
      case 'unit':
        return this.scalar(unitScale)
      case 'angle':
        return this.scalar(angleScale(whole(description.bits, 2, 24, 'bits')))
      case 'int': {
        const { min, max } = description
        if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || min >= max || max - min > codeMax)
          refuse(`int(${min}, ${max}) needs whole numbers, min below max, and a range within 32 bits`)
        return this.scalar(intScale(min, max))
      }
      case 'fixed': {
        const { min, max, step } = description
        if (!(min < max) || !(step > 0) || !((max - min) / step <= codeMax) || max - min < step)
          refuse(`fixed(${min}, ${max}, ${step}) needs min below max, and 1 to 2^32-1 steps between them`)
        return this.scalar(fixedScale(min, max, step, this.leapOf(min, max)))
      }
      case 'oneOf': {
        const { values } = description
        if (values.length < 1 || new Set(values).size !== values.length)
          refuse('oneOf needs words that differ')
        return this.scalar(oneOfScale(values) as Scale<unknown>)
      }
      case 'text':
        return new TextCoder(whole(description.bytesMax, 1, 4096, 'bytesMax'))
      case 'list':
        return new ListCoder(
          this.coder(description.item, `${path}[]`, false),
          whole(description.max, 1, countMax - 1, 'max'),
        )
      case 'optional':
        return new OptionalCoder(this.coder(description.item, path, false))
      case 'map': {
        if (!mapsAllowed)
          refuse('a map must stand directly in the state, not within another map, list or optional')
        const entity = this.structAt(description.entity, `${path}[]`, false)
        const max = whole(description.max, 1, countMax - 1, 'max')
        return new MapCoder(entity, max, description.byPlayer ? slotsMax - 1 : countMax - 1)
      }
      case 'struct':
        return this.structAt(description, path, mapsAllowed)
    }
  }

  private scalar<T>(scale: Scale<T>): ScalarCoder<T> {
    return new ScalarCoder(scale, this.contextCount++)
  }
}
