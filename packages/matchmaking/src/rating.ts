import { rate as openskillRate } from 'openskill'
import { bradleyTerryFull, plackettLuce, thurstoneMostellerFull } from 'openskill/models'
import { pointsPerMu } from './points.ts'

/** A player's skill in one game and mode: normally distributed around `mu`, with a deviation of `sigma`. */
export interface Rating {
  readonly mu: number
  readonly sigma: number
}

/** openskill's prior. */
export const newRating: Rating = { mu: 25, sigma: 25 / 3 }

/** How a match ended. */
export interface Standing {
  /** 1 for the best; teams of the same rank are tied. In a free-for-all each player is a team. */
  readonly rank: number
  readonly players: readonly { readonly playerId: string; readonly left?: boolean }[]
}

/**
 * Weng and Lin's models ("A Bayesian Approximation Method for Online Ranking", JMLR 2011). Plackett-Luce looks at a
 * ranking as a whole and is the fastest for many teams; Bradley-Terry and Thurstone-Mosteller look at all pairs, the
 * latter with a margin for draws.
 */
export type RatingModel = 'plackettLuce' | 'bradleyTerry' | 'thurstoneMosteller'

const models = {
  plackettLuce,
  bradleyTerry: bradleyTerryFull,
  thurstoneMosteller: thurstoneMostellerFull,
} as const

/**
 * Ratings after a match, of all its players. Who is not in `ratings` is new. Who left gets what he would have got on
 * the last place, so that leaving never pays; those he left behind lose only the share of rating that those of them
 * who stayed make of the team. Alone, nobody learns anything: ratings stay as they are. Throws a RangeError for ranks
 * that are no numbers from 1, for a team of nobody, and for a player who is in it twice.
 */
export function rate(
  standings: readonly Standing[],
  ratings: ReadonlyMap<string, Rating>,
  model: RatingModel = 'plackettLuce',
): Map<string, Rating> {
  check(standings)
  const teams = standings.map(({ players }) =>
    players.map(({ playerId }) => ratings.get(playerId) ?? newRating),
  )
  const ranks = standings.map(({ rank }) => rank)
  const rated = rateTeams(teams, ranks, model)
  const last = Math.max(...ranks)
  return new Map(
    standings.flatMap(({ players }, team) => {
      const stayed = players.filter(({ left }) => !left).length / players.length
      const lastRanks = ranks.map((other, at) => (at === team ? last + 1 : other))
      const asLast = stayed < 1 ? rateTeams(teams, lastRanks, model) : rated
      return players.map(({ playerId, left = false }, at): [string, Rating] => {
        const before = teams[team]?.[at] as Rating
        const after = (left ? asLast : rated)[team]?.[at] as Rating
        const mu = left || after.mu > before.mu ? after.mu : before.mu + stayed * (after.mu - before.mu)
        return [playerId, { mu, sigma: after.sigma }]
      })
    }),
  )
}

/** So that hardly anybody is shown a negative number. */
const startingPoints = 1000

/**
 * The rating that players see: the skill that one has with 99.9 % certainty (mu - 3 sigma) in points; a new player
 * has 1000, and nobody less than 0.
 */
export function displayRating({ mu, sigma }: Rating): number {
  return Math.max(0, Math.round(startingPoints + pointsPerMu * (mu - 3 * sigma)))
}

/** One standard deviation of the skill, in the points of `displayRating`: how uncertain it is yet. */
export function displayUncertainty({ sigma }: Rating): number {
  return Math.round(pointsPerMu * sigma)
}

function rateTeams(
  teams: readonly (readonly Rating[])[],
  ranks: readonly number[],
  model: RatingModel,
): Rating[][] {
  if (teams.length < 2) return teams.map((team) => [...team])
  const copies = teams.map((team) => team.map((rating) => ({ ...rating })))
  return openskillRate(copies, { rank: [...ranks], model: models[model] })
}

function check(standings: readonly Standing[]): void {
  const ids = standings.flatMap(({ players }) => players.map(({ playerId }) => playerId))
  if (new Set(ids).size < ids.length) throw new RangeError('a player is in the result twice')
  if (standings.some(({ players }) => players.length === 0)) throw new RangeError('a team has no players')
  if (!standings.every(({ rank }) => Number.isFinite(rank) && rank >= 1)) {
    throw new RangeError('ranks are numbers from 1')
  }
}
