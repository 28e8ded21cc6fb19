import { expect, it } from 'vitest'
import { ticket } from './testing.ts'
import { ticketProblem } from './ticket.ts'

it.each([
  ['a ticket needs a player', ticket('a', { members: [] })],
  ['a player is in it twice', ticket('a', { members: [{ playerId: 'x' }, { playerId: 'x' }] })],
  ['a rating is not a number', ticket('a', { mu: Number.NaN })],
  ['a rating is not a number', ticket('a', { sigma: 0 })],
  ['a latency is no number from 0', ticket('a', { latencyMs: { eu: -1 } })],
  [
    'latencies are for at most 32 regions',
    ticket('a', { latencyMs: Object.fromEntries(Array.from({ length: 33 }, (_, at) => [at, 1])) }),
  ],
  ['the numbers of players are the wrong way round', ticket('a', { playersMin: 3, playersMax: 2 })],
  ['the numbers of players are the wrong way round', ticket('a', { playersMin: Number.NaN })],
  [
    'there may be at most 16 properties',
    ticket('a', { properties: Object.fromEntries(Array.from({ length: 17 }, (_, at) => [at, 1])) }),
  ],
  [expect.stringContaining('a property is a text'), ticket('a', { properties: { text: 'x'.repeat(65) } })],
  [expect.stringContaining('a property is a text'), ticket('a', { properties: { list: [] as never } })],
  [
    undefined,
    ticket('a', { properties: { map: 'desert', level: 3, ranked: true, clan: null }, latencyMs: { eu: 0 } }),
  ],
])('a ticket from outside: %s', (problem, one) => {
  expect(ticketProblem(one)).toEqual(problem)
})
