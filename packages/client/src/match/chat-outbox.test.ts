import { expect, test } from 'vitest'
import { ChatOutbox } from './chat-outbox.ts'

test('lines stay until they are acknowledged', () => {
  const outbox = new ChatOutbox()
  for (const text of ['a', 'b', 'c']) outbox.add(text)
  outbox.acknowledge(2)
  expect(outbox.unacknowledged).toEqual([{ sequence: 3, text: 'c' }])
})

test('lines are numbered after those of an earlier visit', () => {
  const outbox = new ChatOutbox()
  outbox.acknowledge(7)
  expect(outbox.add('hello')).toEqual({ sequence: 8, text: 'hello' })
})

test('an owner who has taken no line yet does not set the numbers back', () => {
  const outbox = new ChatOutbox()
  outbox.add('a')
  outbox.acknowledge(1)
  outbox.acknowledge(0)
  expect(outbox.add('b')?.sequence).toBe(2)
})

test('lines are refused while too many are on their way', () => {
  const outbox = new ChatOutbox()
  while (outbox.add('x'));
  expect(outbox.unacknowledged.length).toBeLessThan(100)
  outbox.acknowledge(1)
  expect(outbox.add('y')).toBeDefined()
})
