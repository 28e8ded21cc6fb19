import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { IdleCollection } from './idle-collection.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

/** What nothing refers to, until it is collected. */
const garbage = () => new WeakRef({ of: 'a match' })

/** What a turn of the event loop has made or looked at stays until its end. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

async function isCollected(ref: WeakRef<object>): Promise<boolean> {
  await turn()
  const isGone = ref.deref() === undefined
  await turn()
  return isGone
}

it('happens a moment after the last match, and at most once a minute', async () => {
  const collection = new IdleCollection(() => true)
  const first = garbage()
  await isCollected(first)
  collection.matchEnded()
  vi.advanceTimersByTime(1_999)
  expect(await isCollected(first)).toBe(false)
  vi.advanceTimersByTime(1)
  expect(await isCollected(first)).toBe(true)
  const second = garbage()
  await isCollected(second)
  collection.matchEnded()
  vi.advanceTimersByTime(59_000)
  expect(await isCollected(second)).toBe(false)
  vi.advanceTimersByTime(1_000)
  expect(await isCollected(second)).toBe(true)
})

it('does not happen while matches are played, or when it is stopped', async () => {
  let isIdle = false
  const collection = new IdleCollection(() => isIdle)
  const ref = garbage()
  await isCollected(ref)
  collection.matchEnded()
  vi.advanceTimersByTime(5_000)
  isIdle = true
  collection.matchEnded()
  collection.stop()
  vi.advanceTimersByTime(5_000)
  expect(await isCollected(ref)).toBe(false)
})
