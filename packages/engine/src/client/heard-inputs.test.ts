import { expect, test } from 'vitest'
import { depthsPerTick, noInputDepth } from '../input/input-queue.ts'
import { HeardInputs } from './heard-inputs.ts'

test('a state holds all inputs up to its tick', () => {
  const heard = new HeardInputs()
  heard.observe(10, undefined)
  expect(heard.tick).toBe(10)
  heard.observe(8, noInputDepth)
  expect(heard.tick).toBe(10)
})

test('what was ahead since the last telling was ahead of a tick after that', () => {
  const heard = new HeardInputs()
  heard.observe(10, 2 * depthsPerTick)
  heard.observe(12, 9 * depthsPerTick)
  expect(heard.tick).toBe(19)
  heard.observe(14, -3 * depthsPerTick)
  expect(heard.tick).toBe(19)
})
