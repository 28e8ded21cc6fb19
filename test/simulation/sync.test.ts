import { expect, test } from 'vitest'
import { defineGame, int, playerMap, u32 } from '../../packages/engine/src/index.ts'
import { handsFor, wildHands } from '../../packages/engine/test/simulation/hands.ts'
import { findDesync } from '../../packages/engine/test/simulation/sync-check.ts'
import { allGames } from './found-games.ts'

const ticks = 3_000
const games = await allGames()

test.each(games.map((found) => [found.game.id, found] as const))(
  '%s makes the same ticks again, with bots',
  { timeout: 60_000 },
  (_id, { game, mind }) => {
    const players = Math.min(game.players.max, 4)
    const hands = Array.from({ length: players }, (_, slot) => handsFor(game, mind, slot + 1))
    expect(findDesync({ game, seed: 7, hands }, ticks)).toBeUndefined()
  },
)

test.each(games.map((found) => [found.game.id, found] as const))(
  '%s makes the same ticks again, whatever players press, come and go',
  { timeout: 60_000 },
  (_id, { game }) => {
    const hands = Array.from({ length: game.players.min }, (_, slot) => wildHands(game, slot + 1))
    expect(findDesync({ game, seed: 8, hands, leaveEachTicks: 200 }, ticks)).toBeUndefined()
  },
)

let outside = 0
const impurities: readonly [name: string, next: () => number][] = [
  ['chance outside the seed', () => Math.floor(Math.random() * 2 ** 32)],
  ['a counter outside the world', () => ++outside],
]

test.each(impurities)('%s is found at once', (_name, next) => {
  const game = defineGame({
    ...{ id: 'impure', name: 'Impure', version: '1.0.0', description: '', tickRate: 60, sendRate: 30 },
    mode: 'full',
    players: { min: 1, max: 4 },
    state: { players: playerMap({ luck: u32 }) },
    input: { press: int(0, 3) },
    join: (world, slot) => void world.players.set(slot, { luck: 0 }),
    leave: (world, slot) => void world.players.delete(slot),
    step(world, _inputs, { tick }) {
      for (const player of world.players.values()) if (tick % 50 === 0) player.luck = next()
    },
    isOver: () => false,
    scores: () => [],
  })
  const desync = findDesync({ game, seed: 1, hands: [wildHands(game, 1)] }, 200)
  expect(desync?.tick).toBe(50)
  expect(desync?.fields).toEqual([expect.stringMatching(/^world\.players\.0\.luck: \d+ \/ \d+$/)])
})
