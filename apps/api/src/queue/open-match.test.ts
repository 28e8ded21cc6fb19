import { queueRules } from '@gameserver/matchmaking/queue-rules'
import type { BackfilledMatch } from '@gameserver/storage/backfill'
import { expect, it } from 'vitest'
import { openMatchOf, playersMaxOf } from './open-match.ts'
import type { PlayableQueue } from './queue-settings.ts'

const playing = (team: number, mu: number, role: string | null = null) => {
  return { playerId: `${team}-${mu}`, team, role, mu }
}
const running: BackfilledMatch = {
  id: 'm',
  region: 'eu',
  playersMax: 4,
  properties: { map: 'desert' },
  startedAtMs: 1_000,
  players: [playing(0, 20, 'healer'), playing(1, 30, 'healer'), playing(1, 25, 'damage')],
  leaverIds: ['gone'],
}
const queue = (shape: PlayableQueue['rules']['shape'], backfill = {}): PlayableQueue => {
  return { rules: queueRules({ shape }), leavingIsPenalised: false, backfill }
}

it('has room in each team for what its rules lack', () => {
  const shape = { kind: 'teams', count: 2, size: 2, roles: { healer: 1, damage: 1 } } as const
  expect(openMatchOf(queue(shape, { untilSeconds: 60 }), running)).toEqual({
    id: 'm',
    region: 'eu',
    properties: { map: 'desert' },
    leaverIds: ['gone'],
    players: 3,
    meanMu: 25,
    openUntilMs: 61_000,
    teams: [
      { seats: 1, muSum: 20, roles: { healer: 0, damage: 1 } },
      { seats: 0, muSum: 55, roles: { healer: 0, damage: 0 } },
    ],
  })
})

it('of a free-for-all is one team, with no more than its players wished', () => {
  const shape = { kind: 'freeForAll', playersMin: 2, playersMax: 8, gatherMs: 0 } as const
  const { region: _, ...open } = openMatchOf(queue(shape), { ...running, startedAtMs: undefined })
  expect(open).toMatchObject({ teams: [{ seats: 1, muSum: 75 }], openUntilMs: Number.POSITIVE_INFINITY })
  expect(openMatchOf(queue(shape), { ...running, region: null, playersMax: 100 }).teams[0]?.seats).toBe(5)
})

it('keeps its size, or grows to what the game says and its players wished', () => {
  const shape = { kind: 'freeForAll', playersMin: 2, playersMax: 100, gatherMs: 0 } as const
  const arena = queue(shape, { playersMax: 32 })
  expect([playersMaxOf(arena, 2, 100), playersMaxOf(arena, 2, 4), playersMaxOf(arena, 50, 100)]).toEqual([
    32, 4, 50,
  ])
  expect(playersMaxOf(queue(shape), 2, 100)).toBe(100)
  expect(playersMaxOf(queue({ kind: 'teams', count: 2, size: 3 }), 6, 6)).toBe(6)
})
