import { pointsOf } from './points.ts'
import type { Ticket } from './ticket.ts'

/** A wait that ended in a match. */
export interface RecentWait {
  readonly waitedMs: number
  /** Of the ticket: how many, and their mean mu. */
  readonly players: number
  readonly meanMu: number
}

/** Ratings this near wait alike. */
const likePoints = 300
/** Fewer tell less about a ticket than those of all sizes and ratings do. */
const enoughWaits = 5

/**
 * How much longer a ticket will wait, from recent waits in its queue: the median of what waits of like tickets that
 * got as far as this one still took. Like are those of as many players and of a similar rating, or else of as many
 * players, or else all. Undefined if hardly any took as long as this one has: there is no telling.
 */
export function estimateWaitMs(
  ticket: Ticket,
  recent: readonly RecentWait[],
  nowMs: number,
): number | undefined {
  const players = ticket.members.length
  const mu = ticket.members.reduce((sum, member) => sum + member.mu, 0) / players
  const waitedMs = Math.max(0, nowMs - ticket.queuedAtMs)
  const longer = recent.filter((wait) => wait.waitedMs > waitedMs)
  const ofSize = longer.filter((wait) => wait.players === players)
  const alike = ofSize.filter((wait) => Math.abs(pointsOf(wait.meanMu - mu)) <= likePoints)
  const telling = [alike, ofSize, longer].find((waits) => waits.length >= enoughWaits)
  if (telling === undefined) return undefined
  const rests = telling.map((wait) => wait.waitedMs - waitedMs).sort((a, b) => a - b)
  return rests[Math.floor(rests.length / 2)]
}
