import { expect, it } from 'vitest'
import { rankCorrelation } from './quality.ts'

it('correlates ranks', () => {
  expect(rankCorrelation([1, 2, 30], [5, 6, 7])).toBe(1)
  expect(rankCorrelation([1, 2, 3], [9, 8, -7])).toBe(-1)
  expect(rankCorrelation([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])).toBeCloseTo(0.8)
})
