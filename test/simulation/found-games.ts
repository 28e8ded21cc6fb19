import type { AnyGame } from '../../packages/engine/src/index.ts'
import type { Mind } from '../../packages/engine/test/simulation/hands.ts'
import { findBotMind, findGames } from '../../packages/games/find-games.ts'

export interface FoundGame {
  readonly game: AnyGame
  /** Undefined for games without bots. */
  readonly mind: Mind | undefined
}

/** All games of this repository, by the alphabet. A game that can't be used is an error here. */
export async function allGames(): Promise<FoundGame[]> {
  const games = await findGames({
    report: (problem) => {
      throw new Error(problem)
    },
  })
  return Promise.all(games.map(async (game) => ({ game, mind: await findBotMind(game.id) })))
}
