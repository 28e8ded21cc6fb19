import { expect, test } from 'vitest'
import { reunionMsMax, Suspension } from './suspension.ts'

const missing =
  (...ids: string[]) =>
  (id: string) =>
    ids.includes(id)

test('lasts while the room is out of reach, however long', () => {
  const suspension = new Suspension(['ada', 'bo'], 1_000)
  expect(suspension.isAway).toBe(true)
  expect(suspension.isOver(missing(), 50_000)).toBe(false)
})

test('is over when all who were there are there again', () => {
  const suspension = new Suspension(['ada', 'bo'], 1_000)
  expect(suspension.returned(4_500)).toBe(3_500)
  expect(suspension.isAway).toBe(false)
  expect(suspension.isOver(missing('bo'), 4_600)).toBe(false)
  expect(suspension.isOver(missing('cy'), 4_700)).toBe(true)
})

test('waits for nobody for long', () => {
  const suspension = new Suspension(['ada', 'bo'], 1_000)
  suspension.returned(2_000)
  expect(suspension.isOver(missing('bo'), 2_000 + reunionMsMax - 1)).toBe(false)
  expect(suspension.isOver(missing('bo'), 2_000 + reunionMsMax)).toBe(true)
})
