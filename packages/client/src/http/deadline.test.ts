import { expect, test } from 'vitest'
import { Deadline } from './deadline.ts'

test('aborts after its time', async () => {
  const { signal } = new Deadline(20)
  expect(signal.aborted).toBe(false)
  await expect.poll(() => signal.aborted).toBe(true)
})

test('aborts with the other signal, also once its time is lifted, but not when it is ended', () => {
  const cancelling = new AbortController()
  const [one, lifted, ended] = [1, 2, 3].map(() => new Deadline(1_000_000, cancelling.signal)) as [
    Deadline,
    Deadline,
    Deadline,
  ]
  lifted.lift()
  ended.end()
  cancelling.abort()
  expect([one, lifted, ended].map(({ signal }) => signal.aborted)).toEqual([true, true, false])
  one.end()
  expect(new Deadline(0, cancelling.signal).signal.aborted).toBe(true)
})

test('lets nothing abort that ends in time', async () => {
  const ended = new Deadline(20)
  ended.end()
  const { signal } = new Deadline(60)
  await expect.poll(() => signal.aborted).toBe(true)
  expect(ended.signal.aborted).toBe(false)
})
