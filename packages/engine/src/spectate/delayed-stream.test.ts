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

test('keeps no more than it may, and goes on with what there is room for', () => {
  const stream = new DelayedStream<string>({ delayMs: 1_000, bytesMax: 700 })
  for (const item of ['a', 'b', 'c', 'd']) stream.push(item, 100, 0)
  expect(stream.dropped).toBe(2)
  expect(stream.take(1_000)).toEqual(['a', 'b'])
  stream.push('e', 400, 1_000)
  stream.push('f', 600, 1_000)
  expect(stream.take(2_000)).toEqual(['e'])
})

test('holds five minutes of the largest snapshots', () => {
  const stream = new DelayedStream<number>({ delayMs: 300_000 })
  for (let packet = 0; packet < 300 * 30 * 2; packet++) stream.push(packet, 1_080, packet / 60)
  expect(stream.dropped).toBe(0)
})
