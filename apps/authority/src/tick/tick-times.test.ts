import { expect, it } from 'vitest'
import { TickTimes } from './tick-times.ts'

it('knows the quantiles of the newest minute', () => {
  const times = new TickTimes()
  expect(times.quantiles(0.5, 0.99)).toEqual([0, 0])
  for (let sample = 0; sample < 3_600; sample++) times.add(1_000)
  for (let sample = 1; sample <= 3_600; sample++) times.add(sample)
  expect(times.quantiles(0, 0.5, 0.99, 1)).toEqual([1, 1_801, 3_565, 3_600])
})
