import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Sequence } from './sequence.ts'

test('whatever is repeated or overtaken, each message is delivered once and in order', () => {
  const deliveries = fc
    .integer({ min: 1, max: 60 })
    .chain((last) =>
      fc.tuple(fc.constant(last), fc.array(fc.integer({ min: 1, max: last }), { maxLength: 200 })),
    )
  fc.assert(
    fc.property(deliveries, ([last, numbers]) => {
      const sequence = new Sequence<number>()
      const everything = [1, ...numbers, ...Array.from({ length: last }, (_, index) => index + 1)]
      const delivered = everything.flatMap((number) => sequence.take(number, number))
      expect(delivered).toEqual(Array.from({ length: last }, (_, index) => index + 1))
      expect(sequence.received).toBe(last)
      expect(sequence.hasGap).toBe(false)
    }),
  )
})

test('a message after a gap waits for what is missing', () => {
  const sequence = new Sequence<string>()
  expect(sequence.take(1, 'a')).toEqual(['a'])
  expect(sequence.take(3, 'c')).toEqual([])
  expect(sequence.hasGap).toBe(true)
  expect(sequence.received).toBe(1)
  expect(sequence.take(2, 'b')).toEqual(['b', 'c'])
})

test('a gap that nobody fills can be given up', () => {
  const sequence = new Sequence<string>()
  sequence.take(1, 'a')
  sequence.take(5, 'e')
  sequence.take(7, 'g')
  expect(sequence.skipGap()).toEqual(['e'])
  expect(sequence.skipGap()).toEqual(['g'])
  expect(sequence.hasGap).toBe(false)
})

test('what is held back is bounded', () => {
  const sequence = new Sequence<number>()
  sequence.take(1, 1)
  let delivered = 0
  for (let number = 3; number < 1_000; number++) delivered += sequence.take(number, number).length
  expect(delivered).toBe(997)
})

test('the first message heard opens the sequence', () => {
  const sequence = new Sequence<string>()
  expect(sequence.take(40, 'late joiner')).toEqual(['late joiner'])
})
