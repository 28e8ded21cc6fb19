import { queueRules } from '@gameserver/matchmaking/queue-rules'
import { expect, it } from 'vitest'
import { playSeason } from './season.ts'

it('a season of 25 matches a player in teams of two ranks players by their skill', () => {
  const rules = queueRules({ shape: { kind: 'teams', count: 2, size: 2 } })
  expect(playSeason(rules, 400, 2_500, 1).rankCorrelation).toBeGreaterThan(0.85)
}, 60_000)
