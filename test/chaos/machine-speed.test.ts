import { expect, test } from 'vitest'
import { loopMs } from './machine-speed.ts'

test('a machine is told to be as fast as it is', () => {
  const ms = loopMs()
  expect(ms).toBeGreaterThan(0.01)
  expect(ms).toBeLessThan(1_000)
})
