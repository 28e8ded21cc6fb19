import { type Backfill, fillOpenMatches } from './backfill.ts'
import { FreeForAllSearch } from './free-for-all-search.ts'
import { type Found, isFinal, type Missing, type Search } from './match-search.ts'
import type { OpenMatch } from './open-match.ts'
import { Pool } from './pool.ts'
import { type ProposedMatch, proposed } from './proposed-match.ts'
import type { QueueRules } from './queue-rules.ts'
import { TeamSearch } from './team-search.ts'
import type { Properties, Ticket } from './ticket.ts'
import { describeWaiting, type Waiting } from './waiting.ts'

export interface Proposal<T extends Ticket> {
  /** By the age of their oldest ticket. */
  readonly matches: readonly ProposedMatch<T>[]
  readonly backfills: readonly Backfill<T>[]
  /** Of each ticket that is in neither, by its id: why it waits. */
  readonly waiting: ReadonlyMap<string, Waiting>
}

/** A match this near in rating, in the region that suits who looks best, is taken without a look at other regions. */
const nearEnoughPoints = 50
/** A millisecond more weighs as much as so many points. */
const pointsPerMs = 1
/** Above all spreads there are: where sizes are flexible, the larger match is the better one. */
const pointsPerPlayer = 1e9

/**
 * Makes matches of the tickets that wait in one queue, at one moment. First open seats of running matches are filled.
 * Then each ticket in turn, the longest waiting first, takes those nearest to it in rating within its tolerance, in
 * the region where this goes best, if they make a match by the queue's rules. What a search missed for its bounds it
 * may find when others have left, so those who failed for anything but want of players look again until no match is
 * found.
 *
 * The outcome depends on nothing but the arguments, and not on the order in which tickets and matches come. Tickets
 * must fit the queue (`misfit`).
 */
export function propose<T extends Ticket>(
  rules: QueueRules<T>,
  tickets: readonly T[],
  openMatches: readonly OpenMatch[],
  nowMs: number,
): Proposal<T> {
  const matches: ProposedMatch<T>[] = []
  const backfills: Backfill<T>[] = []
  const waiting = new Map<string, Waiting>()
  const running = bySameProperties(rules, openMatches)
  for (const [key, alike] of bySameProperties(rules, tickets)) {
    const pool = new Pool(rules, alike, nowMs)
    backfills.push(...fillOpenMatches(pool, running.get(key) ?? []))
    const missing = formMatches(pool, matches)
    for (const [id, reason] of describeWaiting(pool, missing)) waiting.set(id, reason)
  }
  matches.sort((a, b) => byOldest(a.tickets[0] as T, b.tickets[0] as T))
  return { matches, backfills, waiting }
}

function bySameProperties<U extends { readonly properties?: Properties }>(
  { same }: QueueRules,
  all: readonly U[],
): Map<string, readonly U[]> {
  if (same.length === 0) return new Map([['', all]])
  const groups = new Map<string, U[]>()
  for (const one of all) {
    const key = JSON.stringify(same.map((name) => one.properties?.[name] ?? null))
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Adds to `matches`, and says what each ticket lacks that still waits. */
function formMatches<T extends Ticket>(pool: Pool<T>, matches: ProposedMatch<T>[]): Map<number, Missing> {
  const { shape } = pool.rules
  const search = shape.kind === 'teams' ? new TeamSearch(pool, shape) : new FreeForAllSearch(pool, shape)
  const lacks: Lacks[] = []
  let turn = Array.from(pool.tickets, (_, id) => id)
  for (let before = -1; before < matches.length && !search.isSpent; ) {
    before = matches.length
    turn = turn.filter((id) => {
      if (!pool.isWaiting[id]) return false
      const found = bestOf(pool, search, id)
      if ('code' in found) {
        lacks[id] = { missing: found, matches: matches.length }
        return !isFinal(found)
      }
      matches.push(proposed(pool, found))
      for (const taken of found.teams.flat()) pool.remove(taken)
      return false
    })
  }
  return stillMissing(pool, search, lacks, matches.length)
}

interface Lacks {
  readonly missing: Missing
  /** How many matches there were when it was found out: since then others may have left. */
  readonly matches: number
}

function stillMissing<T extends Ticket>(
  pool: Pool<T>,
  search: Search,
  lacks: readonly Lacks[],
  matches: number,
): Map<number, Missing> {
  const missing = new Map<number, Missing>()
  for (const [id, lack] of lacks.entries()) {
    if (lack === undefined || !pool.isWaiting[id]) continue
    const found = isFinal(lack.missing) && lack.matches < matches ? bestOf(pool, search, id) : lack.missing
    missing.set(id, 'code' in found ? found : lack.missing)
  }
  return missing
}

/**
 * The nearest match in any region that the ticket bears, the larger one if sizes are flexible; else what it lacks
 * where it lacks the least.
 */
function bestOf<T extends Ticket>(pool: Pool<T>, search: Search, id: number): Found | Missing {
  let best: Found | undefined
  let bestCost = Number.POSITIVE_INFINITY
  let missing: Missing = { code: 'latency' }
  for (const region of pool.regionsOf(id)) {
    const found = search.around(id, region)
    if ('code' in found) {
      missing = lesser(missing, found)
      continue
    }
    if (found.spread <= nearEnoughPoints && pool.rules.shape.kind === 'teams') return found
    const cost =
      found.spread + pointsPerMs * pool.latencyOf(id, region) - pointsPerPlayer * playersIn(pool, found)
    if (cost < bestCost) {
      best = found
      bestCost = cost
    }
  }
  return best ?? missing
}

function playersIn<T extends Ticket>(pool: Pool<T>, { teams }: Found): number {
  return teams.flat().reduce((sum, id) => sum + (pool.players[id] as number), 0)
}

function lesser(a: Missing, b: Missing): Missing {
  if (a.code === 'latency') return b
  if (a.code === 'players' && b.code === 'players') return b.short < a.short ? b : a
  return isFinal(a) && !isFinal(b) ? b : a
}

function byOldest(a: Ticket, b: Ticket): number {
  return a.queuedAtMs - b.queuedAtMs || (a.id < b.id ? -1 : 1)
}
