import { expect, test } from 'vitest'
import { DelayedStream } from './delayed-stream.ts'

test('gives everything out in order, none of it early', () => {
  const stream = new DelayedStream<number>({ delayMs: 3_000 })
  for (const item of [0, 1, 2]) stream.push(item, 10, item * 1_000)
  expect(stream.take(2_999)).toEqual([])
  expect(stream.take(4_000)).toEqual([0, 1])
  expect(stream.take(4_000)).toEqual([])
  expect(stream.take(9_000)).toEqual([2])
})

test('keeps no more than it may: the oldest goes', () => {
  const stream = new DelayedStream<string>({ delayMs: 1_000, bytesMax: 100 })
  for (const item of ['a', 'b', 'c', 'd']) stream.push(item, 40, 0)
  expect(stream.take(1_000)).toEqual(['c', 'd'])
  expect(stream.dropped).toBe(2)
  stream.push('e', 100, 1_000)
  expect(stream.take(2_000)).toEqual(['e'])
  stream.push('too large', 101, 2_000)
  expect(stream.take(3_000)).toEqual([])
})
