import { expect, test } from 'vitest'
import { roomQuery } from './room-query.ts'

test('what is looked for becomes a query, properties by their names', () => {
  expect(roomQuery({})).toBe('')
  expect(roomQuery({ game: 'arena', hasFreeSeat: true, limit: 5 })).toBe(
    '?game=arena&hasFreeSeat=true&limit=5',
  )
  expect(roomQuery({ text: 'a & b', properties: { map: 'the hall', level: 3, isCasual: false } })).toBe(
    '?text=a+%26+b&properties.map=the+hall&properties.level=3&properties.isCasual=false',
  )
})
