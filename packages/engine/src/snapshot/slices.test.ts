import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crowd } from '../../test/crowd.ts'
import { EntityMap } from '../schema/entity-map.ts'
import { Tape } from '../schema/tape.ts'
import { ScopeCodec } from './scope-codec.ts'
import { layoutOf } from './state-layout.ts'

const codec = new ScopeCodec(layoutOf(crowd({ count: 0, cells: 0, calmAt: 0 })).schemas.public)

function stateOf(keys: readonly number[], value: number): Tape {
  const leapers = new EntityMap<object>(1024, 65_534)
  for (const key of keys) leapers.set(key, { x: value, y: value, changedAt: value })
  const players = new EntityMap<object>(128, 127)
  for (const key of keys.filter((each) => each < 100)) players.set(key, { points: value % 256 })
  const tape = new Tape()
  codec.coder.flatten({ world: { tick: value, leapers, players } }, tape)
  return tape.finish()
}

const keys = fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 60 })

test('all slices of a state together make the state, whatever was there before', () => {
  fc.assert(
    fc.property(keys, keys, (before, after) => {
      const next = stateOf(after, 7)
      let state = stateOf(before, 3)
      const numbers = new Set<number>()
      codec.slices.list(state, numbers)
      codec.slices.list(next, numbers)
      for (const slice of numbers)
        state = codec.slices.splice(state, slice, codec.slices.extract(next, slice, new Tape()))
      expect(state.equals(next)).toBe(true)
    }),
  )
})

test('a slice travels as a delta against the keyframe, and comes out as it was', () => {
  fc.assert(
    fc.property(keys, keys, (before, after) => {
      const base = stateOf(before, 3)
      const state = stateOf(after, 7)
      const numbers = new Set<number>()
      codec.slices.list(state, numbers)
      for (const slice of numbers) {
        const { block } = codec.encodeSlice(0, slice, state, base, 4, false)
        const packed = block.subarray(slice < 128 ? 3 : 4)
        const header = { kind: 'delta', scope: 0, age: 4, slice, checksum: undefined } as const
        const decoded = codec.decodeDelta({ ...header, packed }, base)
        expect(decoded?.equals(codec.slices.extract(state, slice, new Tape()))).toBe(true)
      }
    }),
  )
})
