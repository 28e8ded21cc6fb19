import { expect, test } from 'vitest'
import { allGames } from './found-games.ts'
import { playSeed, replayCommand } from './play-seed.ts'
import { playSeeds } from './play-seeds.ts'

const seedCount = 240
const games = await allGames()

test('matches over simulated networks hold all rules', { timeout: 120_000 }, async () => {
  const seeds = Array.from({ length: seedCount }, (_, seed) => seed)
  const failed = await playSeeds(seeds, {}, () => {})
  const faults = failed.slice(0, 5).map((seed) => {
    const { game, fault } = playSeed(games, seed, {})
    return { again: replayCommand(seed, { game }), rule: fault?.rule, detail: fault?.detail }
  })
  expect(faults).toEqual([])
})

test('a replay is of the game and the match that failed', () => {
  const choice = {
    game: games[0]?.game.id,
    players: 2,
    seconds: 1,
    network: 'calm',
    without: ['cut', 'wild'],
  } as const
  expect(replayCommand(7, choice)).toBe(
    `npm run simulate -- --seed 7 --game ${choice.game} --players 2 --seconds 1 --network calm --without cut wild`,
  )
  const { plan, game, fault } = playSeed(games, 7, choice)
  expect({ game, players: plan.players, seconds: plan.seconds, network: plan.network, fault }).toEqual({
    ...{ game: choice.game, players: 2, seconds: 1, network: 'calm', fault: undefined },
  })
  expect(() => playSeed(games, 7, { game: 'chess' })).toThrow('no game chess; there are')
})
