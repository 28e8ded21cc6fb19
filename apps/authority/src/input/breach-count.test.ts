import { expect, test } from 'vitest'
import { BreachCount } from './breach-count.ts'

test('breaches are told once, those of each player apart, and nothing else is', () => {
  const count = new BreachCount('full')
  expect(count.since(0, new Map([['too_fast', 2]]))).toEqual(['too_fast', 'too_fast'])
  expect(count.since(1, new Map([['too_fast', 1]]))).toEqual(['too_fast'])
  const later = new Map([
    ['too_fast', 3],
    ['teleported', 1],
    ['malformed', 9],
    ['against_rules', 4],
  ] as const)
  expect(count.since(0, later)).toEqual(['too_fast', 'teleported'])
  expect(count.since(0, later)).toEqual([])
})

test('where players decide, what the game itself finds is noted too', () => {
  expect(new BreachCount('observer').since(0, new Map([['against_rules', 1]]))).toEqual(['against_rules'])
})
