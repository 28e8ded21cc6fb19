import { expect, test } from 'vitest'
import { ChatOutbox } from './chat-outbox.ts'

test('lines stay until they are acknowledged', () => {
  const outbox = new ChatOutbox()
  for (const text of ['a', 'b', 'c']) outbox.add(text)
  outbox.acknowledge(2)
  expect(outbox.unacknowledged).toEqual([{ sequence: 3, text: 'c' }])
})

test('lines taken for repetitions of an earlier visit are numbered anew', () => {
  const outbox = new ChatOutbox()
  outbox.add('hello')
  outbox.add('again')
  const resent = [
    { sequence: 8, text: 'hello' },
    { sequence: 9, text: 'again' },
  ]
  expect(outbox.acknowledge(7)).toEqual(resent)
  expect(outbox.add('third')?.sequence).toBe(10)
  expect(outbox.acknowledge(9)).toEqual([])
  expect(outbox.unacknowledged).toEqual([{ sequence: 10, text: 'third' }])
})

test('lines are refused while too many are on their way', () => {
  const outbox = new ChatOutbox()
  while (outbox.add('x'));
  expect(outbox.unacknowledged.length).toBeLessThan(100)
  outbox.acknowledge(1)
  expect(outbox.add('y')).toBeDefined()
})
