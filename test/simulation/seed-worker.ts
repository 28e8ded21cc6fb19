import { allGames } from './found-games.ts'
import { playSeed, type SeedChoice } from './play-seed.ts'

/** From the process that started this one: seeds to be played. It ends this one by cutting the connection. */
export interface SeedsToPlay {
  readonly seeds: readonly number[]
  readonly choice: SeedChoice
}

/** The answer: those of them that failed. */
export interface SeedsPlayed {
  readonly count: number
  readonly failed: readonly number[]
}

const games = await allGames()

process.on('message', ({ seeds, choice }: SeedsToPlay) => {
  const failed = seeds.filter((seed) => playSeed(games, seed, choice).fault !== undefined)
  process.send?.({ count: seeds.length, failed } satisfies SeedsPlayed)
})
