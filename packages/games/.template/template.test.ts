import { createTestMatch } from '@gameserver/engine/testing'
import { expect, test } from 'vitest'
import game, { dashPauseTicks, type Player } from './template.ts'

function startMatch() {
  const match = createTestMatch(game, { players: 2 })
  const [first, second] = [...match.world.players.values()] as [Player, Player]
  Object.assign(first, { x: 0, y: 0 })
  Object.assign(second, { x: 200, y: 200 })
  return { match, first, second }
}

test('whoever comes to a coin has it', () => {
  const { match, first } = startMatch()
  match.world.coins.set(0, { x: 40, y: 0 })
  match.input(0, { moveX: 1 })
  match.step(10)
  expect(first.coins).toBe(1)
  expect(match.world.coins.has(0)).toBe(false)
})

test('a dash knocks half of the coins loose, once', () => {
  const { match, first, second } = startMatch()
  Object.assign(second, { x: 50, y: 0, coins: 5 })
  match.input(0, { moveX: 1 })
  match.step()
  match.input(0, { moveX: 1, dash: true })
  const events = match.step(dashPauseTicks / 2)
  expect(events).toMatchObject([{ name: 'robbed', value: { by: 0, target: 1, coins: 3 } }])
  expect(first.coins + second.coins + match.world.coins.size).toBeGreaterThanOrEqual(5)
})
