import { expect, test } from 'vitest'
import { MatchAuthority } from '../match-authority.ts'
import { int } from '../schema/types.ts'
import { type AnyGame, defineGame } from './define-game.ts'
import { replaceRules } from './replace-rules.ts'

function counting(by: number, change: object = {}): AnyGame {
  return defineGame({
    id: 'counting',
    name: 'Counting',
    version: '1.0.0',
    description: '',
    tickRate: 60,
    sendRate: 30,
    mode: 'full',
    players: { min: 1, max: 2 },
    settings: { seconds: { default: 1, min: 1, max: 9 } },
    state: { count: int(0, 1000) },
    input: {},
    join() {},
    leave() {},
    step(world) {
      world.count += by
    },
    isOver: () => false,
    scores: () => [],
    ...change,
  }) as AnyGame
}

test('a match that runs goes on from its state by the new rules', () => {
  const game = counting(1)
  const match = new MatchAuthority({ game, seed: 1 })
  match.step()
  expect(replaceRules(game, counting(10))).toBe(true)
  match.step()
  expect((match.world as { count: number }).count).toBe(11)
  expect(match.tick).toBe(2)
})

test('what the old version had and the new one has not is gone', () => {
  const game = counting(1, { setup() {} })
  replaceRules(game, counting(1))
  expect(game).not.toHaveProperty('setup')
})

test.each([
  ['another state', { state: { count: int(0, 10) } }],
  ['another rate', { tickRate: 30 }],
  ['other settings', { settings: {} }],
  ['another game', { id: 'other' }],
])('%s is refused, and the game is as before', (_, change) => {
  const game = counting(1)
  const before = { ...game }
  expect(replaceRules(game, counting(10, change))).toBe(false)
  expect(game).toEqual(before)
})
