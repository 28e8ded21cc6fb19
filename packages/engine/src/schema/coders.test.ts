import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Coder } from './coder.ts'
import { SchemaCompiler } from './compile.ts'
import { DeltaReader, DeltaWriter } from './delta-bits.ts'
import type { EntityMap } from './entity-map.ts'
import type { StructCoder, StructValue } from './struct-coder.ts'
import { Tape } from './tape.ts'
import * as types from './types.ts'
import { type Description, describeStruct, type StructDescription } from './types.ts'

const scalar: fc.Arbitrary<Description> = fc.oneof(
  fc.constantFrom<Description>(
    { kind: 'bool' },
    { kind: 'unit' },
    types.u8.description,
    types.u32.description,
  ),
  fc
    .tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }))
    .map(([min, range]): Description => ({ kind: 'int', min, max: min + range })),
  fc
    .tuple(
      fc.integer({ min: -600, max: 600 }),
      fc.integer({ min: 1, max: 600 }),
      fc.constantFrom(1 / 64, 0.1, 1, 0.3),
    )
    .map(([min, range, step]): Description => ({ kind: 'fixed', min, max: min + range, step })),
  fc.integer({ min: 1, max: 1e6 }).map((max): Description => ({ kind: 'countdown', max })),
  fc.integer({ min: 2, max: 24 }).map((bits): Description => ({ kind: 'angle', bits })),
  fc.integer({ min: 1, max: 20 }).map(
    (count): Description => ({
      kind: 'oneOf',
      values: Array.from({ length: count }, (_, index) => `word ${index}`),
    }),
  ),
)
const fields = (field: fc.Arbitrary<Description>): fc.Arbitrary<StructDescription> =>
  fc.array(field, { minLength: 1, maxLength: 4 }).map((all) => ({
    kind: 'struct',
    fields: all.map((type, index) => ({ name: `field${index}`, type: withRate(type, index, all) })),
  }))
/** Fixed-point fields move at the rate of the next number that isn't whole, the last one at none. */
function withRate(type: Description, index: number, all: readonly Description[]): Description {
  const rate = all.findIndex(({ kind }, at) => at > index && ['fixed', 'unit'].includes(kind))
  return type.kind === 'fixed' && rate > 0 ? { ...type, rate: `field${rate}` } : type
}
const nested: fc.Arbitrary<Description> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.integer({ min: 1, max: 20 }).map((bytesMax): Description => ({ kind: 'text', bytesMax })),
  fc
    .tuple(scalar, fc.integer({ min: 1, max: 5 }))
    .map(([item, max]): Description => ({ kind: 'list', item, max })),
  scalar.map((item): Description => ({ kind: 'optional', item })),
  fields(scalar),
)
const schema = fields(
  fc.oneof(
    nested,
    fc
      .tuple(fields(nested), fc.integer({ min: 1, max: 6 }), fc.boolean())
      .map(([entity, max, byPlayer]): Description => ({ kind: 'map', entity, max, byPlayer })),
  ),
)

/** Any value a careless game could leave in a field, well out of range at times. */
function anyValue(description: Description): fc.Arbitrary<unknown> {
  switch (description.kind) {
    case 'bool':
      return fc.boolean()
    case 'oneOf':
      return fc.constantFrom(...description.values)
    case 'text':
      return fc.string({ unit: 'binary', maxLength: 30 })
    case 'list':
      return fc.array(anyValue(description.item), { maxLength: 7 })
    case 'optional':
      return fc.option(anyValue(description.item), { nil: undefined })
    case 'struct':
      return fc.record(
        Object.fromEntries(description.fields.map(({ name, type }) => [name, anyValue(type)])),
        {
          noNullPrototype: true,
        },
      )
    case 'map':
      return fc
        .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 9 }), anyValue(description.entity)), {
          selector: ([key]) => key,
          maxLength: description.max,
        })
        .map((entries) => {
          const map = new SchemaCompiler({ tickRate: 60, leapOf: () => 1 })
            .struct({ kind: 'struct', fields: [{ name: 'map', type: description }] }, 'test')
            .initial().map as EntityMap<StructValue>
          for (const [key, entity] of entries) map.set(key, entity as StructValue)
          return map
        })
    default:
      return fc.oneof(
        fc.double({ min: -1000, max: 1000 }),
        fc.integer({ min: -10, max: 10 }),
        fc.constantFrom(Number.NaN, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300),
      )
  }
}

interface Case {
  readonly compiler: SchemaCompiler
  readonly coder: StructCoder
  readonly values: StructValue[]
}

const cases = schema.chain((description): fc.Arbitrary<Case> => {
  const compiler = new SchemaCompiler({ tickRate: 60, leapOf: () => 100 })
  const coder = compiler.struct(description, 'test')
  return fc
    .tuple(anyValue(description), anyValue(description))
    .map((values) => ({ compiler, coder, values: values as StructValue[] }))
})

const flatten = (coder: Coder, value: unknown): Tape => {
  const tape = new Tape(0)
  coder.flatten(value, tape)
  return tape.finish()
}

describe('coders', { timeout: 30_000 }, () => {
  test('a value read is the value written', () => {
    fc.assert(
      fc.property(cases, ({ compiler, coder, values }) => {
        const tape = flatten(coder, values[0])
        const writer = new DeltaWriter(compiler.contextCount)
        writer.start(0)
        coder.write(tape.rewind(), writer)
        const bytes = writer.finish()
        expect(bytes.length * 8).toBeLessThanOrEqual(coder.bitsMax + 7)
        expect(tape.length).toBeLessThanOrEqual(coder.wordsMax)
        expect(readAll(compiler, coder, bytes)?.equals(tape)).toBe(true)
      }),
    )
  })

  test('a delta applied to its baseline gives the value, whatever the two are', () => {
    fc.assert(
      fc.property(cases, ({ compiler, coder, values }) => {
        const [tape, base] = values.map((value) => flatten(coder, value)) as [Tape, Tape]
        const writer = new DeltaWriter(compiler.contextCount)
        writer.start(7)
        coder.writeDelta(tape.rewind(), base.rewind(), writer)
        const reader = new DeltaReader(compiler.contextCount)
        reader.startPacket(writer.finish(), 7)
        const read = new Tape()
        coder.readDelta(base.rewind(), reader, read)
        expect(reader.finish()).toBe(true)
        expect(read.finish().equals(tape)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('what goes on by itself arrives', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 200 }), ({ compiler, coder, values }, elapsedTicks) => {
        const base = flatten(coder, values[0])
        const tape = new Tape(0)
        coder.expect(base.rewind(), tape, elapsedTicks)
        tape.finish()
        expect(coder.skipIfExpected(tape, base.rewind(), elapsedTicks)).toBe(true)
        const writer = new DeltaWriter(compiler.contextCount)
        writer.start(elapsedTicks)
        coder.writeDelta(tape.rewind(), base.rewind(), writer)
        const bytes = writer.finish()
        const reader = new DeltaReader(compiler.contextCount)
        reader.startPacket(bytes, elapsedTicks)
        const read = new Tape()
        coder.readDelta(base.rewind(), reader, read)
        expect(reader.finish()).toBe(true)
        expect(read.finish().equals(tape)).toBe(true)
      }),
    )
  })

  test('rounding happens once: a legal value stays, and flattens as it did', () => {
    fc.assert(
      fc.property(cases, ({ coder, values }) => {
        const before = flatten(coder, values[0])
        const legal = coder.legalise(values[0] as StructValue)
        const after = flatten(coder, legal)
        expect(after.equals(before)).toBe(true)
        expect(coder.restore(after.rewind())).toEqual(legal)
      }),
    )
  })

  test('any bytes are refused, or are a legal value', () => {
    fc.assert(
      fc.property(cases, fc.uint8Array({ maxLength: 80 }), ({ compiler, coder, values }, bytes) => {
        const base = flatten(coder, values[0])
        const reader = new DeltaReader(compiler.contextCount)
        reader.startPacket(bytes, 1)
        const fromDelta = new Tape()
        coder.readDelta(base.rewind(), reader, fromDelta)
        for (const read of [
          readAll(compiler, coder, bytes),
          reader.finish() ? fromDelta.finish() : undefined,
        ]) {
          if (read === undefined) continue
          const value = coder.restore(read.rewind())
          expect(flatten(coder, coder.legalise(value)).equals(read)).toBe(true)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('truncated and lengthened packets are refused', () => {
    fc.assert(
      fc.property(cases, ({ compiler, coder, values }) => {
        const writer = new DeltaWriter(compiler.contextCount)
        writer.start(0)
        coder.write(flatten(coder, values[0]), writer)
        const bytes = writer.finish()
        fc.pre(bytes.length > 0)
        expect(readAll(compiler, coder, bytes.subarray(0, bytes.length - 1))).toBeUndefined()
        expect(readAll(compiler, coder, Uint8Array.of(...bytes, 0))).toBeUndefined()
      }),
    )
  })

  test('a moment between two others lies between them, and angles go the short way', () => {
    const compiler = new SchemaCompiler({ tickRate: 60, leapOf: () => 50 })
    const coder = compiler.struct(
      describeStruct({
        x: types.fixed(-100, 100, 0.5),
        aim: types.angle(16),
        far: types.fixed(-100, 100, 1),
        on: types.bool,
      }),
      'test',
    )
    const from = flatten(coder, { x: 10, aim: 0.1, far: -100, on: false })
    const to = flatten(coder, { x: 20, aim: 2 * Math.PI - 0.1, far: 100, on: true })
    const middle = coder.blend(from, to, 0.5)
    expect(middle).toMatchObject({ x: 15, far: -100, on: false })
    expect(Math.sin(middle.aim as number)).toBeCloseTo(0, 3)
    const beyond = coder.blend(from.rewind(), to.rewind(), 1.5)
    expect(beyond).toMatchObject({ x: 25, far: 100, on: true })
  })
})

function readAll(compiler: SchemaCompiler, coder: StructCoder, bytes: Uint8Array): Tape | undefined {
  const reader = new DeltaReader(compiler.contextCount)
  reader.startPacket(bytes, 0)
  const tape = new Tape()
  coder.read(reader, tape)
  return reader.finish() ? tape.finish() : undefined
}
