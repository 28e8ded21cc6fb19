import { propose } from '@gameserver/matchmaking/propose'
import type { QueueRules } from '@gameserver/matchmaking/queue-rules'
import { newRating, type Rating, rate } from '@gameserver/matchmaking/rating'
import { normal, randomFrom } from './population.ts'
import { rankCorrelation } from './quality.ts'

/** Spread of true skills and of performances about them: openskill's prior and its beta. */
const skillDeviation = 25 / 3
const performanceDeviation = 25 / 6
/** Share of the players who are in the queue at a time, and how often the queue is looked at. */
const queuedShare = 0.2
const roundMs = 5_000

export interface Season {
  /** Spearman's, of mu - 3 sigma with true skill. */
  readonly rankCorrelation: number
  /** Mean share of matches that the favourite, by true skill, won: near 0.5 for even matches. */
  readonly favouriteWins: number
}

/**
 * Players of known skill, all new, are matched by their ratings until so many matches are played; each side plays as
 * well as the sum of its players' performances.
 */
export function playSeason(rules: QueueRules, players: number, matches: number, seed: number): Season {
  const random = randomFrom(seed)
  const skills = Array.from({ length: players }, () => 25 + skillDeviation * normal(random))
  const ratings = new Map<string, Rating>(skills.map((_, at) => [String(at), newRating]))
  const queuedAt = new Map<string, number>()
  let [played, favouriteWins] = [0, 0]
  for (let nowMs = 0; played < matches; nowMs += roundMs) {
    while (queuedAt.size < players * queuedShare) {
      const id = String(Math.floor(random() * players))
      if (!queuedAt.has(id)) queuedAt.set(id, nowMs)
    }
    const tickets = [...queuedAt].map(([id, queuedAtMs]) => ({
      id,
      queuedAtMs,
      members: [{ playerId: id, ...(ratings.get(id) as Rating) }],
    }))
    for (const { teams } of propose(rules, tickets, [], nowMs).matches.slice(0, matches - played)) {
      const sides = teams.map((team) =>
        team.players.map(({ playerId }) => ({ playerId, skill: skills[Number(playerId)] as number })),
      )
      const score = sides.map((side) =>
        side.reduce((sum, { skill }) => sum + skill + performanceDeviation * normal(random), 0),
      )
      const strength = sides.map((side) => side.reduce((sum, { skill }) => sum + skill, 0))
      favouriteWins += Number(indexOfMost(score) === indexOfMost(strength))
      const standings = sides.map((side, at) => ({ rank: at === indexOfMost(score) ? 1 : 2, players: side }))
      for (const [id, rating] of rate(standings, ratings)) ratings.set(id, rating)
      for (const { playerId } of sides.flat()) queuedAt.delete(playerId)
      played += 1
    }
  }
  const shown = skills.map((_, at) => {
    const { mu, sigma } = ratings.get(String(at)) as Rating
    return mu - 3 * sigma
  })
  return { rankCorrelation: rankCorrelation(skills, shown), favouriteWins: favouriteWins / played }
}

function indexOfMost(values: readonly number[]): number {
  return values.indexOf(Math.max(...values))
}
