import { expect, test } from 'vitest'
import { StateGaps } from './state-gaps.ts'

test('the longest time between two states counts, and none across a beginning', () => {
  const gaps = new StateGaps()
  expect(gaps.msMax).toBe(0)
  for (const nowMs of [1_000, 1_033, 1_190, 1_200]) gaps.stateCame(nowMs)
  expect(gaps.msMax).toBe(157)
  gaps.restart()
  for (const nowMs of [5_000, 5_020]) gaps.stateCame(nowMs)
  expect(gaps.msMax).toBe(157)
})
