import { expect, test } from 'vitest'
import { RoomCensus } from './room-census.ts'

const listed = (...identities: string[]) =>
  identities.map((identity) => ({ identity, sid: `PA_${identity}` }))
const told = (...identities: string[]) => new Map(identities.map((identity) => [identity, {}]))

test('who is missing in two lists in a row is gone', () => {
  const census = new RoomCensus()
  expect(census.compare(listed('ada'), ['ada', 'bo'], told('ada', 'bo')).gone).toEqual([])
  expect(census.compare(listed('ada'), ['ada', 'bo'], told('ada', 'bo')).gone).toEqual(['bo'])
  expect(census.compare(listed('ada'), ['ada'], told('ada')).gone).toEqual([])
})

test('who is in one of the lists is not gone', () => {
  const census = new RoomCensus()
  census.compare(listed(), ['ada'], told('ada'))
  census.compare(listed('ada'), ['ada'], told('ada'))
  expect(census.compare(listed(), ['ada'], told('ada')).gone).toEqual([])
})

test('who is listed twice without having been told of is untold, once', () => {
  const census = new RoomCensus()
  expect(census.compare(listed('ada', 'bo'), [], told('ada')).untold).toEqual([])
  expect(census.compare(listed('ada', 'bo'), [], told('ada')).untold).toEqual(['bo'])
  expect(census.compare(listed('ada', 'bo'), [], told('ada')).untold).toEqual([])
})

test('begins anew with another connection', () => {
  const census = new RoomCensus()
  census.compare(listed('bo'), ['ada'], told())
  census.forget()
  expect(census.compare(listed('bo'), ['ada'], told())).toEqual({ gone: [], untold: [] })
})
