import { expect, test } from 'vitest'
import { readPageQuery } from './page-query.ts'

test('a bare address opens the menu', () => {
  expect(readPageQuery('')).toEqual({
    name: undefined,
    game: undefined,
    autoplay: false,
    practice: undefined,
    party: undefined,
    replay: undefined,
    watch: undefined,
  })
})

test('a link may name the player and the game, and queue at once', () => {
  expect(readPageQuery('?name=Ada&game=duel&autoplay=1')).toMatchObject({
    name: 'Ada',
    game: 'duel',
    autoplay: true,
  })
})

test('a link may lead into a party', () => {
  expect(readPageQuery('?party=K7QW3M').party).toBe('K7QW3M')
})

test('a link may lead to a replay', () => {
  expect(readPageQuery('?replay=/replays/a.gsr').replay).toBe('/replays/a.gsr')
})

test('a link may lead to a match that is played', () => {
  expect(readPageQuery('?watch=9e0c').watch).toBe('9e0c')
})

test.each([
  ['?practice', { bots: 7, seconds: undefined }],
  ['?practice=1&bots=9&seconds=60', { bots: 9, seconds: 60 }],
  ['?practice=1&bots=1000&seconds=1', { bots: 31, seconds: 10 }],
  ['?practice=1&bots=many', { bots: 7, seconds: undefined }],
])('%s is a practice within limits', (search, practice) => {
  expect(readPageQuery(search).practice).toEqual(practice)
})
