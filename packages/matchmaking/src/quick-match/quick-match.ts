import { Queue } from './queue.ts'
import type { Ticket } from './ticket.ts'

export interface QuickMatchRules {
  /** How long a match that could start with fewer players waits for more, counted from its oldest ticket. */
  gatherMs: number
}

export interface Proposal<T extends Ticket> {
  /** Each oldest ticket first. */
  matches: T[][]
  /** Why each of the other tickets still waits, by player. */
  waiting: Map<string, string>
}

/**
 * Quick match in one queue: whoever agrees on a size plays, the longest waiting first. A match of n players takes the n
 * oldest tickets whose bounds contain n. It starts at once when one of them allows no more players than n; otherwise when its
 * oldest has gathered for long enough, and then with as many as there are. Among the matches that can start, the one
 * with the oldest ticket goes first, and the larger of two that share it.
 *
 * The outcome depends on nothing but the arguments; tickets of the same age are ordered by player id.
 */
export function proposeMatches<T extends Ticket>(
  tickets: readonly T[],
  rules: QuickMatchRules,
  nowMs: number,
): Proposal<T> {
  const queue = new Queue(tickets)
  const matches: T[][] = []
  for (
    let group = nextMatch(queue, rules, nowMs);
    group !== undefined;
    group = nextMatch(queue, rules, nowMs)
  ) {
    matches.push(group.map((at) => queue.ticketAt(at)))
    for (const at of group) queue.remove(at)
  }
  const waiting = new Map([...queue].map((ticket) => [ticket.playerId, reasonToWait(queue, ticket)]))
  return { matches, waiting }
}

function nextMatch<T extends Ticket>(
  queue: Queue<T>,
  rules: QuickMatchRules,
  nowMs: number,
): number[] | undefined {
  let best: number[] | undefined
  for (let size = queue.sizeMax; size >= 1; size -= 1) {
    if (queue.willing(size) < size) continue
    const group = queue.oldest(size)
    if (
      !canStart(
        group.map((at) => queue.ticketAt(at)),
        rules,
        nowMs,
      )
    )
      continue
    if (best === undefined || (group[0] as number) < (best[0] as number)) best = group
  }
  return best
}

function canStart(group: readonly Ticket[], rules: QuickMatchRules, nowMs: number): boolean {
  const isFull = group.some(({ playersMax }) => playersMax === group.length)
  return isFull || nowMs - (group[0] as Ticket).queuedAtMs >= rules.gatherMs
}

function reasonToWait<T extends Ticket>(queue: Queue<T>, ticket: Ticket): string {
  let missing = Number.POSITIVE_INFINITY
  for (let size = ticket.playersMin; size <= ticket.playersMax; size += 1) {
    missing = Math.min(missing, size - queue.willing(size))
  }
  if (missing <= 0) return 'giving others a moment to join'
  return missing === 1 ? 'needs 1 more player' : `needs ${missing} more players`
}
