import { MatchAuthority } from '@gameserver/engine'
import { expect, test } from 'vitest'
import game, { dashPauseTicks, type Player } from './template.ts'

function startMatch() {
  const match = new MatchAuthority({ game, seed: 1 })
  match.join(0)
  match.join(1)
  const [first, second] = [...match.world.players.values()] as [Player, Player]
  Object.assign(first, { x: 0, y: 0 })
  Object.assign(second, { x: 200, y: 200 })
  return { match, first, second }
}

test('whoever comes to a coin has it', () => {
  const { match, first } = startMatch()
  match.world.coins.set(0, { x: 10, y: 0 })
  match.step()
  expect(first.coins).toBe(1)
  expect(match.world.coins.has(0)).toBe(false)
})

test('a dash knocks half of the coins loose, once', () => {
  const { match, first, second } = startMatch()
  Object.assign(first, { dash: dashPauseTicks, aimX: 1, aimY: 0 })
  Object.assign(second, { x: 30, y: 0, coins: 5 })
  const events = [match.step(), match.step()].flat()
  expect(events).toMatchObject([{ name: 'robbed', value: { by: 0, target: 1, coins: 3 } }])
  expect(first.coins + second.coins + match.world.coins.size).toBe(5)
})
