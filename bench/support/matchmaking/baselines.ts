import type { Ticket } from '@gameserver/matchmaking/ticket'
import { spreadOf } from './quality.ts'

/** What chance makes of single players: matches of `players` each in a random order. */
export function randomMatches(tickets: readonly Ticket[], players: number, random: () => number): Ticket[][] {
  const shuffled = [...tickets]
  for (let at = shuffled.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1))
    const [a, b] = [shuffled[at] as Ticket, shuffled[other] as Ticket]
    shuffled[at] = b
    shuffled[other] = a
  }
  return runs(shuffled, players)
}

/** Single players cut into matches in the order of their ratings: of two each, no other pairs lie nearer together. */
export function sortedMatches(tickets: readonly Ticket[], players: number): Ticket[][] {
  return runs(
    [...tickets].sort((a, b) => muOf(a) - muOf(b)),
    players,
  )
}

/**
 * Of all ways to make matches of all tickets, the one with the least sum of spreads: by trying them. For a dozen
 * tickets.
 */
export function exhaustiveMatches(tickets: readonly Ticket[], players: number): Ticket[][] {
  const [first, ...others] = tickets
  if (first === undefined || tickets.length < players) return []
  let best: Ticket[][] = []
  let bestSpread = Number.POSITIVE_INFINITY
  for (const mates of subsets(others, players - 1)) {
    const rest = exhaustiveMatches(
      others.filter((one) => !mates.includes(one)),
      players,
    )
    const matches = [[first, ...mates], ...rest]
    const spread = matches.reduce((sum, match) => sum + spreadOf(match), 0)
    if (spread >= bestSpread) continue
    best = matches
    bestSpread = spread
  }
  return best
}

function runs(tickets: readonly Ticket[], players: number): Ticket[][] {
  const count = Math.floor(tickets.length / players)
  return Array.from({ length: count }, (_, at) => tickets.slice(at * players, (at + 1) * players))
}

function* subsets<T>(all: readonly T[], size: number): Generator<T[]> {
  if (size === 0) {
    yield []
    return
  }
  for (let at = 0; at <= all.length - size; at += 1) {
    for (const rest of subsets(all.slice(at + 1), size - 1)) yield [all[at] as T, ...rest]
  }
}

function muOf({ members }: Ticket): number {
  return members.reduce((sum, { mu }) => sum + mu, 0) / members.length
}
