import { expect, it } from 'vitest'
import { lookEveryMs, Watchman } from './watchman.ts'

/** Looks on time from one moment to another. */
function watch(watchman: Watchman, fromMs: number, toMs: number): void {
  for (let ms = fromMs; ms <= toMs; ms += lookEveryMs) watchman.look(ms)
}

it('counts the silence of others while it is awake', () => {
  const watchman = new Watchman(0)
  watch(watchman, 100, 5_000)
  expect(watchman.silentMs(4_900)).toBe(100)
  expect(watchman.silentMs(3_000)).toBe(2_000)
})

it('counts nothing of what it has slept through', () => {
  const watchman = new Watchman(0)
  watch(watchman, 100, 1_000)
  watchman.look(11_000)
  expect(watchman.silentMs(1_000)).toBe(0)
  watch(watchman, 11_100, 11_900)
  expect(watchman.silentMs(1_000)).toBe(900)
})

it('takes a timer that is a little late for what it is', () => {
  const watchman = new Watchman(0)
  for (let ms = 250; ms <= 2_500; ms += 250) watchman.look(ms)
  expect(watchman.silentMs(500)).toBe(2_000)
})
