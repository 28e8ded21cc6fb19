import { expect, test } from 'vitest'
import { median, percentile } from './percentile.ts'

test('percentiles are values that occurred', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect([0.01, 0.5, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([1, 50, 99, 100])
  expect(median([3, 1, 2])).toBe(2)
  expect(median([])).toBeNaN()
})
