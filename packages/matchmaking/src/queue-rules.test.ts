import { describe, expect, it } from 'vitest'
import { misfit, type QueueSettings, queueRules } from './queue-rules.ts'
import { ticket } from './testing.ts'

const fives = { kind: 'teams', count: 2, size: 5 } as const
const crowd = { kind: 'freeForAll', playersMin: 2, playersMax: 8, gatherMs: 0 } as const
const members = (count: number) => Array.from({ length: count }, () => ({}))

describe('queue rules', () => {
  it('have defaults, and can do without ratings', () => {
    expect(queueRules({ shape: fives }).rating).toEqual({ start: 100, perSecond: 10, max: 1000 })
    expect(queueRules({ shape: fives, rating: undefined }).rating).toBeUndefined()
  })

  it.each<[string, QueueSettings]>([
    ['the roles must add up', { shape: { ...fives, roles: { tank: 1, healer: 1 } } }],
    ['1 to 6 roles', { shape: { ...fives, roles: { tank: 5, healer: 0 } } }],
    ['count × size', { shape: { ...fives, size: 65 } }],
    ['count × size', { shape: { ...fives, size: 2.5 } }],
    ['playersMin', { shape: { ...crowd, playersMin: 9 } }],
    ['gatherMs', { shape: { ...crowd, gatherMs: Number.NaN } }],
    ['rating: start must not', { shape: fives, rating: { start: 5, perSecond: 1, max: 4 } }],
    [
      'teamDifference: start, perSecond',
      { shape: fives, teamDifference: { start: 5, perSecond: -1, max: 9 } },
    ],
    [
      'latency.regions',
      { shape: fives, latency: { regions: [], limitMs: { start: 80, perSecond: 0, max: 80 } } },
    ],
    ['uncertaintyShare', { shape: fives, uncertaintyShare: Number.NaN }],
  ])('say what is wrong: %s', (text, settings) => {
    expect(() => queueRules(settings)).toThrow(text)
  })
})

describe('a ticket that can never be matched is told so', () => {
  it.each([
    ['a party may have at most 5 players here', fives, ticket('a', { members: members(6) })],
    ['a party may have at most 8 players here', crowd, ticket('a', { members: members(9) })],
    ['matches have 2 to 8 players', crowd, ticket('a', { playersMin: 9, playersMax: 12 })],
    ['matches have 2 to 8 players', crowd, ticket('a', { members: members(4), playersMax: 3 })],
    ['matches have 10 players', fives, ticket('a', { playersMax: 4 })],
    [
      'roles are tank, damage',
      { ...fives, roles: { tank: 1, damage: 4 } },
      ticket('a', { roles: ['healer'] }),
    ],
    [
      'a team has no roles for all of this party',
      { ...fives, roles: { tank: 1, damage: 4 } },
      ticket('a', { members: [{}, {}], roles: ['tank'] }),
    ],
    [undefined, { ...fives, roles: { tank: 1, damage: 4 } }, ticket('a', { roles: ['healer', 'tank'] })],
    [undefined, crowd, ticket('a', { playersMin: 2, playersMax: 4 })],
  ])('%s', (text, shape, one) => {
    expect(misfit(queueRules({ shape }), one)).toBe(text)
  })
})
