import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bool, defineGame, int, playerMap, text, u8, unit } from '../index.ts'
import { TickCodec } from './tick-codec.ts'
import type { Happening, TickRecord } from './tick-record.ts'

const game = defineGame({
  id: 'market',
  name: 'Market',
  version: '1.0.0',
  description: 'Everything a record can hold.',
  tickRate: 20,
  sendRate: 10,
  mode: 'full',
  players: { min: 1, max: 8 },
  state: { players: playerMap({ coins: u8 }) },
  input: { move: unit(), dig: bool },
  commands: { buy: { what: text(8), count: int(1, 9) }, wave: {} },
  kept: { coins: u8 },
  join(world, slot, { kept }) {
    world.players.set(slot, { coins: kept?.coins ?? 0 })
  },
  leave: (world, slot) => world.players.delete(slot),
  step() {},
  command: () => undefined,
  isOver: () => false,
  scores: () => [],
  keep: (world, slot) => ({ coins: world.players.get(slot)?.coins ?? 0 }),
})

const codec = new TickCodec(game)
const slot = fc.integer({ min: 0, max: 127 })
const input = fc.record({
  move: fc.integer({ min: -127, max: 127 }).map((code) => code / 127),
  dig: fc.boolean(),
})
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    type: fc.constant('join' as const),
    slot,
    team: slot,
    role: fc.constantFrom(undefined, 'tank', 'späher'),
    kept: fc.record({ coins: fc.integer({ min: 0, max: 255 }) }),
    awaySeconds: fc.nat(),
  }),
  fc.record({
    type: fc.constant('join' as const),
    slot,
    team: fc.constantFrom(0, 1),
    role: fc.constantFrom(undefined, 'healer'),
    kept: fc.constant(undefined),
    awaySeconds: fc.constant(0),
  }),
  fc.record({ type: fc.constant('leave' as const), slot }),
  fc.record({
    type: fc.constant('command' as const),
    slot,
    kind: fc.constant(0),
    value: fc.record({
      what: fc.constantFrom('', 'seed', 'käse'),
      count: fc.integer({ min: 1, max: 9 }),
    }),
  }),
  fc.record({ type: fc.constant('command' as const), slot, kind: fc.constant(1), value: fc.constant({}) }),
)

const pack = fc
  .tuple(
    fc.nat(),
    fc.array(
      fc.record({
        happenings: fc.array(happening, { maxLength: 4 }),
        inputs: fc.uniqueArray(fc.tuple(slot, input), { selector: ([key]) => key, maxLength: 6 }),
        backs: fc.uniqueArray(fc.tuple(slot, fc.nat(2_048)), { selector: ([key]) => key, maxLength: 2 }),
      }),
      { maxLength: 20 },
    ),
  )
  .map(([first, ticks]) =>
    ticks.map(({ happenings, inputs, backs }, index): TickRecord => {
      const tick = first + index
      const record = { tick, happenings, inputs: sorted(inputs) }
      const shown = sorted(backs.map(([who, back]) => [who, tick * 16 - back] as const))
      return shown.size > 0 ? { ...record, shown } : record
    }),
  )

describe('tick codec', () => {
  test('records come back as they were', () => {
    fc.assert(
      fc.property(pack, (records) => {
        expect(codec.decode(codec.encode(records))).toEqual(records)
      }),
    )
  })

  test('any bytes are records or nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const records = codec.decode(bytes)
        if (records && records.length > 0) expect(codec.decode(codec.encode(records))).toEqual(records)
      }),
      { numRuns: 2_000 },
    )
  })

  test('held keys cost two bytes a tick, and unasked views nothing', () => {
    const inputs = new Map([0, 1, 2, 3].map((player) => [player, { move: 0.5, dig: true }] as const))
    const records = Array.from({ length: 200 }, (_, tick) => ({ tick, happenings: [], inputs }))
    expect(codec.encode(records).length).toBeLessThan(2 * 200)
  })

  test('refuses gaps, and more ticks than asked for', () => {
    const inputs = new Map()
    const at = (tick: number) => ({ tick, happenings: [], inputs })
    expect(() => codec.encode([at(1), at(3)])).toThrow('tick 3 comes after a gap')
    expect(codec.decode(codec.encode([at(1), at(2)]), 1)).toBeUndefined()
  })
})

function sorted<T>(entries: readonly (readonly [number, T])[]): Map<number, T> {
  return new Map([...entries].sort(([a], [b]) => a - b))
}
