import { expect, test } from 'vitest'
import { isResting } from './rests.ts'

const minute = 60_000

test('of ten minutes two are the warm-up, and each two after that end in a rest', () => {
  const resting = (seconds: number) => isResting(seconds * 1_000, 10 * minute)
  expect([0, 60, 119, 121, 199].map(resting)).toEqual([false, false, false, false, false])
  expect([201, 239, 321, 359, 561, 599].map(resting)).toEqual([true, true, true, true, true, true])
  expect([241, 319, 361].map(resting)).toEqual([false, false, false])
})

test('in a short run half of the time is played', () => {
  const seconds = Array.from({ length: 100 }, (_, index) => index + 0.5)
  const resting = seconds.filter((second) => isResting(second * 1_000, 100_000))
  expect(resting).toHaveLength(40)
})
