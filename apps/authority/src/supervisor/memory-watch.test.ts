import { expect, it } from 'vitest'
import { MemoryWatch } from './memory-watch.ts'

it('is patient for ten seconds, and anew once memory has come down', () => {
  const watch = new MemoryWatch(100)
  expect(watch.isTooMuch(101, 0)).toBe(false)
  expect(watch.isTooMuch(500, 9_999)).toBe(false)
  expect(watch.isTooMuch(100, 10_000)).toBe(false)
  expect(watch.isTooMuch(101, 11_000)).toBe(false)
  expect(watch.isTooMuch(101, 20_999)).toBe(false)
  expect(watch.isTooMuch(101, 21_000)).toBe(true)
})
