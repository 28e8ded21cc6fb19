import { expect, test } from 'vitest'
import { Bell } from './bell.ts'

const hour = 3_600_000

test('a wait ends when its time is over', async () => {
  await new Bell().wait(1)
})

test('a ring ends the wait there is, else the next one, and only that', async () => {
  const bell = new Bell()
  const waiting = bell.wait(hour)
  bell.ring()
  await waiting
  bell.ring()
  bell.ring()
  await bell.wait(hour)
  let hasEnded = false
  const next = bell.wait(hour).then(() => {
    hasEnded = true
  })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(hasEnded).toBe(false)
  bell.ring()
  await next
})

test('a cancelled wait rejects with the reason', async () => {
  const cancelling = new AbortController()
  const waiting = new Bell().wait(hour, cancelling.signal)
  cancelling.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  await expect(new Bell().wait(hour, cancelling.signal)).rejects.toThrow('enough')
})
