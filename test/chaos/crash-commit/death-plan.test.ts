import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spread } from './death-plan.ts'

test('deaths are as many as asked for, at every point about as often', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 500 }), (messages, times) => {
      const points = spread(messages, times)
      expect(points).toHaveLength(times)
      const hits = new Map<string, number>()
      for (const { message, when } of points) {
        expect(message).toBeGreaterThanOrEqual(1)
        expect(message).toBeLessThanOrEqual(messages + 1)
        hits.set(`${message} ${when}`, (hits.get(`${message} ${when}`) ?? 0) + 1)
      }
      expect(Math.max(...hits.values()) - Math.floor(times / (2 * (messages + 1)))).toBeLessThanOrEqual(1)
    }),
  )
})

test('both ends of the transaction are among them', () => {
  expect(spread(9, 3)).toEqual([
    { message: 1, when: 'before' },
    { message: 6, when: 'before' },
    { message: 10, when: 'after' },
  ])
})
