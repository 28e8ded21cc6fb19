import { type Chance, createChance } from './chance.ts'

export interface PlannedMatch {
  /** The same one has the same index in every run. */
  index: number
  game: string
  mode: 'quick' | 'ranked'
  startedAt: Date
  endedAt: Date
  /** Best first; equal scores share a rank. */
  results: { player: number; score: number; rank: number }[]
}

export interface PlannedGame {
  id: string
  players: { min: number; max: number }
}

const playersAMatchMax = 8
const rankedShare = 0.4
const minuteMs = 60_000
/** The latest match is not of this very moment. */
const quietMs = 30 * minuteMs

/** A good day is worth as much as the difference between two players who are a good deal apart. */
const formDeviation = 0.7

/**
 * Matches of players who are differently good at each game and play differently often (the first one often, and well), spread evenly over the time before `now`,
 * oldest first.
 */
export function planMatches(plan: {
  players: number
  games: readonly PlannedGame[]
  matches: number
  spanMs: number
  nowMs: number
}): PlannedMatch[] {
  const { players, games, matches, spanMs, nowMs } = plan
  const chance = createChance(1)
  const zeal = Array.from({ length: players }, (_, player) =>
    player === 0 ? 2 : 0.2 + 2 * chance.next() ** 4,
  )
  const skills = games.map(() =>
    Array.from({ length: players }, (_, player) => chance.normal() + (player === 0 ? 1 : 0)),
  )
  return Array.from({ length: matches }, (_, index) => {
    // The first games more often than the last.
    const which = Math.floor(games.length * chance.next() ** 1.7)
    const game = games[which] as PlannedGame
    const endedMs = nowMs - quietMs - (spanMs * (matches - 1 - index + 0.8 * chance.next())) / matches
    const most = Math.min(game.players.max, playersAMatchMax, players)
    const count =
      Math.max(game.players.min, 2) + chance.whole(Math.max(1, most - Math.max(game.players.min, 2) + 1))
    const competitors = draw(zeal, Math.min(count, most), chance)
    return {
      index,
      game: game.id,
      mode: chance.next() < rankedShare ? 'ranked' : 'quick',
      startedAt: new Date(endedMs - (2 + 3 * chance.next()) * minuteMs),
      endedAt: new Date(endedMs),
      results: resultsOf(competitors, skills[which] as number[], game, chance),
    }
  })
}

/** So many different players; who plays more often is drawn sooner. */
function draw(zeal: readonly number[], count: number, chance: Chance): number[] {
  return zeal
    .map((weight, player) => ({ player, order: chance.next() ** (1 / weight) }))
    .sort((a, b) => b.order - a.order)
    .slice(0, count)
    .map(({ player }) => player)
}

function resultsOf(
  competitors: readonly number[],
  skills: readonly number[],
  { players }: PlannedGame,
  chance: Chance,
): PlannedMatch['results'] {
  const performances = competitors
    .map((player) => ({ player, performance: (skills[player] ?? 0) + formDeviation * chance.normal() }))
    .sort((a, b) => b.performance - a.performance)
  // Where there are only two, they play for two rounds won.
  const scored = performances.map(({ player, performance }, place) => {
    const rounds = place === 0 ? 2 : chance.whole(2)
    return { player, score: players.max === 2 ? rounds : Math.max(0, Math.round(14 + 6 * performance)) }
  })
  return scored.map((entry) => ({
    ...entry,
    rank: scored.findIndex(({ score }) => score === entry.score) + 1,
  }))
}
