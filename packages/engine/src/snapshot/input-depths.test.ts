import { expect, test } from 'vitest'
import { noInputDepth } from '../input/input-queue.ts'
import { depthOf, InputDepths } from './input-depths.ts'

/** How often each of `players` is told within a second of 30 snapshots, and the bytes that all of it takes. */
function second(players: number) {
  const depths = new InputDepths(30)
  const told = new Array<number>(players).fill(0)
  let bytes = 0
  for (let snapshot = 0; snapshot < 30; snapshot++) {
    const packed = depths.next(players, (slot) => slot)
    bytes += packed.length
    for (let slot = 0; slot < players; slot++)
      if (depthOf(packed, slot) !== undefined) told[slot] = (told[slot] as number) + 1
  }
  return { least: Math.min(...told), most: Math.max(...told), bytes }
}

test('four players are told each time, more in turns, ten times a second', () => {
  expect(second(4)).toEqual({ least: 30, most: 30, bytes: 150 })
  expect(second(10).least).toBeGreaterThanOrEqual(10)
  expect(second(10).bytes).toBeLessThan(150)
  expect(second(100)).toMatchObject({ least: 10, most: 10 })
})

test('depths are told in a byte, as near as it can hold', () => {
  const depths = new InputDepths(30)
  const given = [16, -3, 400, -400]
  const packed = depths.next(4, (slot) => given[slot])
  expect([0, 1, 2, 3].map((slot) => depthOf(packed, slot))).toEqual([16, -3, 127, -127])
  expect(depthOf(packed, 4)).toBeUndefined()
  expect(depthOf(new Uint8Array(0), 0)).toBeUndefined()
})

test('who has sent nothing yet is told so', () => {
  const depths = new InputDepths(30)
  expect(
    depthOf(
      depths.next(1, () => noInputDepth),
      0,
    ),
  ).toBe(noInputDepth)
  expect(
    depthOf(
      depths.next(2, () => undefined),
      1,
    ),
  ).toBe(noInputDepth)
})

test('in packets for some players it is one of them, in turn', () => {
  const depths = new InputDepths(30)
  const told = new Map<number, number>()
  for (let snapshot = 0; snapshot < 30; snapshot++) {
    depths.startTurn()
    for (const slots of [[7], [2], [20, 21, 22], [30, 34]]) {
      const packed = depths.longestWaiting(slots, (slot) => slot)
      expect(packed.length).toBeLessThanOrEqual(2)
      for (const slot of slots) if (depthOf(packed, slot) === slot) told.set(slot, (told.get(slot) ?? 0) + 1)
    }
  }
  for (const slot of [7, 20, 21, 22, 30, 34]) expect(told.get(slot)).toBe(10)
  expect(told.get(2)).toBe(30)
})
