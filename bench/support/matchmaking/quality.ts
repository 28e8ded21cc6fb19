import type { ProposedMatch } from '@gameserver/matchmaking/proposed-match'
import type { Ticket } from '@gameserver/matchmaking/ticket'

/** Mean over matches of the difference between their best and their worst player's mu. */
export function ratingSpread(matches: readonly ProposedMatch<Ticket>[]): number {
  return mean(matches.map(({ tickets }) => spreadOf(tickets)))
}

/**
 * The same of the tickets' means: what matchmaking can do something about, as friends come with the ratings that they
 * have.
 */
export function ticketSpread(matches: readonly ProposedMatch<Ticket>[]): number {
  return mean(
    matches.map(({ tickets }) => {
      const means = tickets.map(({ members }) => mean(members.map(({ mu }) => mu)))
      return Math.max(...means) - Math.min(...means)
    }),
  )
}

export function spreadOf(tickets: readonly Ticket[]): number {
  const mus = tickets.flatMap(({ members }) => members.map(({ mu }) => mu))
  return Math.max(...mus) - Math.min(...mus)
}

/** Mean over matches of how far the favourite's chance to win lies above an even one. */
export function favour(matches: readonly ProposedMatch<Ticket>[]): number {
  return mean(matches.map(({ winChances }) => Math.max(...winChances) - 1 / winChances.length))
}

export function playersOf(tickets: readonly Ticket[]): number {
  return tickets.reduce((sum, { members }) => sum + members.length, 0)
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Spearman's: the correlation of ranks, from -1 to 1. Values are taken to be all different. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const [ranksA, ranksB] = [ranksOf(a), ranksOf(b)]
  const squares = ranksA.reduce((sum, rank, at) => sum + (rank - (ranksB[at] as number)) ** 2, 0)
  return 1 - (6 * squares) / (a.length * (a.length ** 2 - 1))
}

function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, at) => at).sort((a, b) => (values[a] as number) - (values[b] as number))
  const ranks: number[] = []
  for (const [rank, at] of order.entries()) ranks[at] = rank
  return ranks
}
