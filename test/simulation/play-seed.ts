import type { Fault } from '../../packages/engine/test/simulation/fault.ts'
import {
  type MatchPlan,
  type PlanChoice,
  planMatch,
  smallerChoices,
} from '../../packages/engine/test/simulation/match-plan.ts'
import { playPlan, type Trace } from '../../packages/engine/test/simulation/planned-match.ts'
import type { FoundGame } from './found-games.ts'

/** What is to be simulated besides the seed. */
export interface SeedChoice extends PlanChoice {
  /** Undefined: the games take turns from seed to seed. */
  readonly game?: string | undefined
}

export interface PlayedSeed {
  readonly seed: number
  readonly game: string
  readonly plan: MatchPlan
  readonly fault: Fault | undefined
}

/** Tries of a smaller match in a row; each halves something, so that few lead far. */
const attemptsMax = 60

export function playSeed(
  games: readonly FoundGame[],
  seed: number,
  choice: SeedChoice,
  trace?: Trace,
): PlayedSeed {
  const { game, mind } = gameOf(games, seed, choice)
  const plan = planMatch(game, seed, choice)
  const { fault } = playPlan(game, mind, plan, trace)
  return { seed, game: game.id, plan, fault }
}

/** The smallest match found in which the seed still breaks the same rule. */
export function shrink(games: readonly FoundGame[], failed: PlayedSeed, choice: SeedChoice): SeedChoice {
  const { seed, game: id, fault } = failed
  let smallest: SeedChoice = { ...choice, game: id }
  let { plan } = failed
  let attempts = 0
  for (;;) {
    const { game } = gameOf(games, seed, smallest)
    const smaller = smallerChoices(game, plan, smallest).find((candidate) => {
      if (++attempts > attemptsMax) return false
      const played = playSeed(games, seed, { ...candidate, game: id })
      if (played.fault?.rule !== fault?.rule) return false
      plan = played.plan
      return true
    })
    if (smaller === undefined) return smallest
    smallest = { ...smaller, game: id }
  }
}

/** What to type in order to see a failure again. */
export function replayCommand(
  seed: number,
  { game, players, seconds, network, without = [] }: SeedChoice,
): string {
  const options = [
    `--seed ${seed}`,
    game && `--game ${game}`,
    players !== undefined && `--players ${players}`,
    seconds !== undefined && `--seconds ${seconds}`,
    network && `--network ${network}`,
    without.length > 0 && `--without ${without.join(' ')}`,
  ]
  return `npm run simulate -- ${options.filter(Boolean).join(' ')}`
}

function gameOf(games: readonly FoundGame[], seed: number, { game: id }: SeedChoice): FoundGame {
  const found = id === undefined ? games[seed % games.length] : games.find(({ game }) => game.id === id)
  if (found === undefined)
    throw new Error(`no game ${id ?? ''}; there are ${games.map(({ game }) => game.id).join(', ')}`)
  return found
}
