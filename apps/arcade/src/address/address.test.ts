import { expect, test } from 'vitest'
import { type Address, readAddress, writeAddress } from './address.ts'

test.each<[string, Address]>([
  ['', { at: 'menu' }],
  ['?leaderboard=', { at: 'leaderboards' }],
  ['?leaderboard=arena-week', { at: 'leaderboards', leaderboard: 'arena-week' }],
  [
    '?leaderboard=arena-week&season=3&view=friends',
    { at: 'leaderboards', leaderboard: 'arena-week', season: 3, view: 'friends' },
  ],
  ['?room=', { at: 'rooms' }],
  ['?room=K7QW3M', { at: 'rooms', code: 'K7QW3M' }],
  ['?player=me', { at: 'player', playerId: 'me' }],
])('%s leads somewhere, and back', (search, address) => {
  expect(readAddress(search)).toEqual(address)
  expect(writeAddress(address)).toBe(search)
})

test('what makes no sense is as if it were not there', () => {
  expect(readAddress('?name=Ada&autoplay=1')).toEqual({ at: 'menu' })
  expect(readAddress('?leaderboard=duel&season=-1&view=best')).toEqual({
    at: 'leaderboards',
    leaderboard: 'duel',
  })
})
