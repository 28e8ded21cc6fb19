import { desyncPartsMax } from '@gameserver/protocol/limits'
import { expect, test } from 'vitest'
import { DesyncAssembly } from './desync-assembly.ts'

const partOf = (part: number, parts: number, change: { tick?: number } = {}) => ({
  ...{ tick: 60, scope: 0, sliceAndOne: 0, part, parts, state: Uint8Array.of(part, part) },
  ...change,
})

test('a state in one report is whole', () => {
  expect(new DesyncAssembly().take(0, partOf(0, 0))).toEqual(Uint8Array.of(0, 0))
})

test('parts make the state, each player by itself', () => {
  const assembly = new DesyncAssembly()
  for (const part of [0, 1])
    for (const slot of [4, 5]) expect(assembly.take(slot, partOf(part, 3))).toBeUndefined()
  for (const slot of [4, 5])
    expect([...(assembly.take(slot, partOf(2, 3)) ?? [])]).toEqual([0, 0, 1, 1, 2, 2])
  expect(assembly.take(4, partOf(2, 3))).toBeUndefined()
})

test('a first part begins anew', () => {
  const assembly = new DesyncAssembly()
  assembly.take(0, partOf(0, 2))
  assembly.take(0, partOf(0, 2, { tick: 66 }))
  expect(assembly.take(0, partOf(1, 2, { tick: 66 }))).toHaveLength(4)
})

test('nothing is made of parts that do not belong together, or are too many', () => {
  const assembly = new DesyncAssembly()
  assembly.take(0, partOf(0, 3))
  expect(assembly.take(0, partOf(2, 3))).toBeUndefined()
  expect(assembly.take(0, partOf(1, 3))).toBeUndefined()
  assembly.take(0, partOf(0, 2))
  expect(assembly.take(0, partOf(1, 2, { tick: 66 }))).toBeUndefined()
  assembly.take(0, partOf(0, 2))
  expect(assembly.take(0, partOf(1, 3))).toBeUndefined()
  const tooMany = Array.from({ length: desyncPartsMax + 1 }, (_, part) => partOf(part, desyncPartsMax + 1))
  expect(tooMany.map((part) => assembly.take(0, part))).toEqual(tooMany.map(() => undefined))
})
