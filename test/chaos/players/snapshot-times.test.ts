import { expect, test } from 'vitest'
import { SnapshotTimes } from './snapshot-times.ts'

const tickMs = 1000 / 60

/** A snapshot of every second tick, each seen when it was due and so much later. */
function seen(ticks: number, laterMs: (tick: number) => number): SnapshotTimes {
  const times = new SnapshotTimes()
  for (let tick = 0; tick <= ticks; tick += 2) times.note(tick, tick * tickMs + laterMs(tick))
  return times
}

test('the longest pause is that between two states, and one that has not ended counts as well', () => {
  const times = new SnapshotTimes()
  for (const atMs of [0, 30, 60, 200, 230]) times.note(atMs, atMs)
  expect(times.longestPauseMs(0, 240)).toBe(140)
  expect(times.longestPauseMs(100, 240)).toBe(140)
  expect(times.longestPauseMs(205, 240)).toBe(30)
  expect(times.longestPauseMs(205, 730)).toBe(500)
  expect(times.longestPauseMs(-100, 20)).toBe(20)
})

test('where nothing was ever seen, all of it is a pause', () => {
  expect(new SnapshotTimes().longestPauseMs(100, 600)).toBe(500)
})

test('a state that is seen twice is no new one', () => {
  const times = new SnapshotTimes()
  for (const atMs of [0, 30, 60, 90]) times.note(7, atMs)
  expect(times.longestPauseMs(0, 100)).toBe(100)
})

test('ticks that were made up for are not lost, whenever they were seen', () => {
  const times = seen(600, (tick) => (tick > 240 && tick < 270 ? (270 - tick) * tickMs : (tick * 7) % 13))
  expect(times.ticksLost([2_000, 4_000], [7_000, 9_000])).toBe(0)
})

test('a match that stood still for half a second and did not make up for it has lost thirty ticks', () => {
  const times = seen(600, (tick) => (tick > 240 ? 500 : 0) + ((tick * 7) % 13))
  expect(times.ticksLost([2_000, 4_000], [7_000, 9_000])).toBe(30)
})

test('of a match that has stopped it is not known how many it will have lost', () => {
  const times = seen(240, () => 0)
  expect(times.ticksLost([2_000, 4_000], [7_000, 9_000])).toBeNaN()
})
