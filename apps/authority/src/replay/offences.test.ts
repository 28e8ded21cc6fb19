import { expect, it } from 'vitest'
import { offencesOf } from './offences.ts'

it('names players with what they did, and not those who did nothing', () => {
  const members = [
    { playerId: 'ada', slot: 0 },
    { playerId: 'bob', slot: 1 },
  ]
  const counts = new Map([[1, new Map([['too_fast', 3]])]])
  const rejectionsOf = (slot: number) => counts.get(slot) ?? new Map()
  expect(offencesOf({ members } as never, { rejectionsOf } as never)).toEqual({ bob: { too_fast: 3 } })
})
