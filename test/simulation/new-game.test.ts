import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createGame } from '@gameserver/services/new-game/create-game'
import { writeGameOfTheDocs } from '@gameserver/services/new-game/testing'
import { afterAll, expect, test } from 'vitest'
import type { AnyGame } from '../../packages/engine/src/index.ts'
import { handsFor, wildHands } from '../../packages/engine/test/simulation/hands.ts'
import { findDesync } from '../../packages/engine/test/simulation/sync-check.ts'
import { findBotMind, findGames } from '../../packages/games/find-games.ts'

/** Inside the repository, where the engine is found by its name. */
const state = join(import.meta.dirname, '../../.gameserver')
mkdirSync(state, { recursive: true })
const folder = mkdtempSync(join(state, 'played-game-'))
afterAll(() => rmSync(folder, { recursive: true }))

const makers: readonly [name: string, make: (folder: string) => string][] = [
  [
    'a game that npm run new-game has just written',
    (games) => {
      createGame('fresh', games)
      return 'fresh'
    },
  ],
  ['the game of the docs', writeGameOfTheDocs],
]

test.each(makers)('%s makes the same ticks again', async (_name, make) => {
  const id = make(folder)
  const game = (await findGames({ folder })).find((found) => found.id === id) as AnyGame
  const mind = await findBotMind(id, folder)
  const bots = [1, 2, 3].map((seed) => handsFor(game, mind, seed))
  expect(findDesync({ game, seed: 7, hands: bots }, 1_500)).toBeUndefined()
  const hands = [1, 2].map((seed) => wildHands(game, seed))
  expect(findDesync({ game, seed: 8, hands, leaveEachTicks: 200 }, 1_500)).toBeUndefined()
})
