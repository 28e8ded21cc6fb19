import { describe, expect, it } from 'vitest'
import { SchemaCompiler } from './compile.ts'
import type { EntityMap } from './entity-map.ts'
import type { StructValue } from './struct-coder.ts'
import { Tape } from './tape.ts'
import { angle, describeStruct, fixed, list, map, u8 } from './types.ts'

const compiler = new SchemaCompiler({ tickRate: 60, leapOf: () => 10 })
const state = compiler.struct(
  describeStruct({
    x: fixed(-512, 512, 1),
    y: fixed(-512, 512, 1),
    ships: map(
      {
        health: fixed(0, 100, 1),
        at: { x: fixed(-512, 512, 1), y: fixed(-512, 512, 1) },
        facing: angle(8),
        loot: list(u8, 4),
      },
      8,
    ),
  }),
  'state',
)

function tapeOf(ship: StructValue, x = 0): Tape {
  const value = state.initial()
  Object.assign(value, { x, y: x === 0 ? 0 : 4 })
  ;(value.ships as EntityMap<StructValue>).set(1, { health: 100, facing: 0, loot: [], ...ship })
  const tape = new Tape()
  state.flatten(value, tape)
  return tape.finish()
}

function blended(from: Tape, to: Tape, share: number) {
  const value = state.blend(from.rewind(), to.rewind(), share)
  return { x: value.x, y: value.y, ship: (value.ships as EntityMap<StructValue>).get(1) as StructValue }
}

describe('an entity between two moments', () => {
  it('is on the way', () => {
    const { ship } = blended(tapeOf({ at: { x: 0, y: 0 } }), tapeOf({ at: { x: 4, y: 8 } }), 0.5)
    expect(ship.at).toEqual({ x: 2, y: 4 })
  })

  it('is in one place or the other when it leaps, on any axis', () => {
    const from = tapeOf({ at: { x: 0, y: 0 }, loot: [1, 2] })
    const to = tapeOf({ at: { x: 4, y: 80 } })
    expect(blended(from, to, 0.9).ship).toMatchObject({ at: { x: 0, y: 0 }, loot: [1, 2] })
    expect(blended(from, to, 1).ship).toMatchObject({ at: { x: 4, y: 80 }, loot: [] })
  })

  it('moves on while something else of it changes at once', () => {
    const from = tapeOf({ at: { x: 0, y: 0 } })
    const { ship } = blended(from, tapeOf({ at: { x: 4, y: 0 }, health: 20 }), 0.5)
    expect(ship).toMatchObject({ at: { x: 2, y: 0 }, health: 100 })
  })

  it('does not take others with it', () => {
    const ship = { at: { x: 0, y: 0 } }
    const far = { at: { x: 0, y: 80 } }
    expect(blended(tapeOf(ship), tapeOf(far, 4), 0.5)).toMatchObject({ x: 2, y: 2, ship })
  })
})
