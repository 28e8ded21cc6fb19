/**
 * How fast the matchmaker is, and how good: one pass over all that wait, with baselines beside it, and seasons of
 * rated matches.
 *
 * `5v5-…` has parties of one to five (of 10,000 tickets, some 15,600 players), ratings, five regions with measured
 * latencies, and tickets that have waited up to 30 s; `1v1-1000` single players and ratings. `role-missing-10000` is
 * `5v5-10000` with roles, one of which nobody plays: what a pass costs in which nothing can be found. In
 * `role-scarce-10000` one of ten plays tank, one heals, and most tickets can't be matched: the hardest work there is.
 * Metrics:
 * - ms, msMedian: one pass, best and median of several rounds, with sorting and with a reason for each who waits. The
 *   best tells of the program, the median of the machine's other work too; msCpu is the least processor time of a
 *   round, with that of threads that collect garbage.
 * - ratingSpread: mean over matches of the difference between their best and worst player's mu (a new player's sigma
 *   is 8.3). Friends differ in rating, by 2 mu as a deviation.
 * - ticketSpread: the same of the tickets' means: what matchmaking can do something about.
 * - favour: mean over matches of the favourite's win chance above 0.5.
 * - matchedShare: of players, in that one pass.
 * - waitP95Ticks: as many tickets come over 100 ticks of 100 ms, and matches are made at each tick; who is left after
 *   two minutes more counts with 1,200.
 * Baselines, of single players: `…-random` makes matches by lot, `…-sorted` cuts the order of ratings into matches
 * (for duels, the best there is), `…-exhaustive` tries all ways to match twelve players, mean of 40 pools.
 * - 1v1-1000-ruled, 5v5-10000-ruled: the same with a cheap rule of the game's own, guarded as in the API: a distance for who speaks
 *   another language, and at most one who streams in a match. ratio is of the best times, with the rule to without, of
 *   rounds that take turns.
 * - season, season-5v5: 50,000 matches among 2,000 players of known skill who all begin as new: rankCorrelation is
 *   Spearman's, of skill and mu - 3 sigma; favouriteWins the share of matches that the side won which was stronger by
 *   skill.
 */
import { propose } from '@gameserver/matchmaking/propose'
import { misfit, type QueueRules, queueRules } from '@gameserver/matchmaking/queue-rules'
import type { Ticket } from '@gameserver/matchmaking/ticket'
import { GuardedRule } from '../apps/api/src/queue/matching-rules-guard.ts'
import { benchArguments } from './support/arguments.ts'
import { waitsInTicks } from './support/matchmaking/arrivals.ts'
import { exhaustiveMatches, randomMatches, sortedMatches } from './support/matchmaking/baselines.ts'
import { randomFrom, randomTicket, regionNames } from './support/matchmaking/population.ts'
import {
  favour,
  mean,
  playersOf,
  ratingSpread,
  spreadOf,
  ticketSpread,
} from './support/matchmaking/quality.ts'
import { playSeason } from './support/matchmaking/season.ts'
import { median, percentile } from './support/percentile.ts'
import { type BenchResult, printResults } from './support/results.ts'

const nowMs = 1_000_000
const waitedMsMax = 30_000

const duels = queueRules({ shape: { kind: 'teams', count: 2, size: 1 } })
const pairs = queueRules({ shape: { kind: 'teams', count: 2, size: 2 } })
const fives = queueRules({
  shape: { kind: 'teams', count: 2, size: 5 },
  latency: { regions: regionNames, limitMs: { start: 80, perSecond: 4, max: 200 } },
})
const withRoles = queueRules({
  ...fives,
  shape: { kind: 'teams', count: 2, size: 5, roles: { tank: 1, healer: 1, damage: 3 } },
})
const roleNames = ['tank', 'healer', 'damage']

const { json } = benchArguments(`
bench matchmaking: time and quality of a pass over 1,000 to 100,000 tickets, and of ratings after a season
`)

printResults(
  'matchmaking',
  [
    ...measure('1v1-1000', duels, 1000, 1, 200),
    ...spreads('1v1-1000-random', [randomMatches(drawTickets(1000, 1), 2, randomFrom(2))]),
    ...spreads('1v1-1000-sorted', [sortedMatches(drawTickets(1000, 1), 2)]),
    ...measure('5v5-10000', fives, 10_000, 5, 15),
    ...measure('5v5-100000', fives, 100_000, 5, 5),
    ...spreads('5v5-100000-random', [randomMatches(drawTickets(100_000, 1), 10, randomFrom(2))]),
    ...timing(
      'role-missing-10000',
      withRoles,
      playing(() => ['tank', 'damage']),
      15,
    ),
    ...timing('role-scarce-10000', withRoles, playing(mostlyDamage(randomFrom(4))), 5),
    ...ruled('1v1-1000-ruled', duels, talkative(drawTickets(1000, 1)), 100),
    ...ruled('5v5-10000-ruled', fives, talkative(drawTickets(10_000, 5)), 10),
    ...small(),
    ...season('season', duels),
    ...season('season-5v5', queueRules({ shape: { kind: 'teams', count: 2, size: 5 } })),
  ],
  { json },
)

function measure(
  name: string,
  rules: QueueRules,
  count: number,
  partyMax: number,
  rounds: number,
): BenchResult[] {
  const tickets = drawTickets(count, partyMax)
  const { matches } = propose(rules, tickets, [], nowMs)
  const population = { random: randomFrom(3), partyMax, hasRegions: partyMax > 1 }
  const waits = waitsInTicks(rules, count, (at, queuedAtMs) => randomTicket(`t${at}`, queuedAtMs, population))
  return [
    ...timing(name, rules, tickets, rounds),
    result(name, 'ratingSpread', ratingSpread(matches), 'mu'),
    result(name, 'ticketSpread', ticketSpread(matches), 'mu'),
    result(name, 'favour', favour(matches), 'probability'),
    result(
      name,
      'matchedShare',
      playersOf(matches.flatMap((match) => match.tickets)) / playersOf(tickets),
      'of players',
    ),
    result(name, 'waitP95Ticks', percentile(waits, 0.95), 'ticks'),
  ]
}

function timing(name: string, rules: QueueRules, tickets: readonly Ticket[], rounds: number): BenchResult[] {
  const times = Array.from({ length: rounds }, () => {
    const startedCpu = process.cpuUsage()
    const startedMs = performance.now()
    propose(rules, tickets, [], nowMs)
    const { user, system } = process.cpuUsage(startedCpu)
    return { ms: performance.now() - startedMs, cpuMs: (user + system) / 1000 }
  })
  const least = (values: number[]) => Math.min(...values)
  return [
    result(name, 'ms', least(times.map(({ ms }) => ms)), 'ms'),
    result(name, 'msMedian', median(times.map(({ ms }) => ms)), 'ms'),
    result(name, 'msCpu', least(times.map(({ cpuMs }) => cpuMs)), 'ms'),
  ]
}

function ruled(name: string, rules: QueueRules, tickets: readonly Ticket[], rounds: number): BenchResult[] {
  const guard = new GuardedRule(
    {
      distance: (a, b) => (a.properties.language === b.properties.language ? 0 : 80),
      accepts: (chosen) =>
        chosen.filter(({ properties }) => properties.streams).length < 2 ||
        'waiting for players who do not stream',
    },
    (error) => {
      throw error
    },
  )
  const timeOf = (pass: () => void) => {
    const startedMs = performance.now()
    pass()
    return performance.now() - startedMs
  }
  const times = Array.from({ length: rounds }, () => ({
    plainMs: timeOf(() => propose(rules, tickets, [], nowMs)),
    ruledMs: timeOf(() => {
      // What the API's tickets have besides is not looked at by this rule.
      const pass = (custom: unknown) => propose({ ...rules, custom } as QueueRules, tickets, [], nowMs)
      if (guard.pass(pass) === undefined) throw new Error('the rule took too long')
    }),
  }))
  const ms = Math.min(...times.map(({ ruledMs }) => ruledMs))
  return [
    result(name, 'ms', ms, 'ms'),
    result(name, 'ratio', ms / Math.min(...times.map(({ plainMs }) => plainMs)), 'of the time without'),
  ]
}

/** Of four languages, and one of twenty streams. */
function talkative(tickets: readonly Ticket[]): Ticket[] {
  const random = randomFrom(5)
  return tickets.map((ticket) => ({
    ...ticket,
    properties: { language: Math.floor(random() * 4), streams: random() < 0.05 },
  }))
}

/** Twelve players for matches of four: as many as all ways can be tried for. */
function small(): BenchResult[] {
  const wide = {
    ...pairs,
    rating: { start: 1e6, perSecond: 0, max: 1e6 },
    teamDifference: { start: 1e6, perSecond: 0, max: 1e6 },
  }
  const pools = Array.from({ length: 40 }, (_, seed) => drawTickets(12, 1, seed))
  const own = pools.map((pool) => propose(wide, pool, [], nowMs).matches.map(({ tickets }) => tickets))
  return [
    ...spreads('2v2-12', own),
    ...spreads(
      '2v2-12-random',
      pools.map((pool, seed) => randomMatches(pool, 4, randomFrom(seed))),
    ),
    ...spreads(
      '2v2-12-exhaustive',
      pools.map((pool) => exhaustiveMatches(pool, 4)),
    ),
  ]
}

function spreads(name: string, pools: readonly (readonly (readonly Ticket[])[])[]): BenchResult[] {
  return [result(name, 'ratingSpread', mean(pools.flat().map(spreadOf)), 'mu')]
}

function season(name: string, rules: QueueRules): BenchResult[] {
  const { rankCorrelation, favouriteWins } = playSeason(rules, 2_000, 50_000, 1)
  return [
    result(name, 'rankCorrelation', rankCorrelation, 'Spearman'),
    result(name, 'favouriteWins', favouriteWins, 'of matches'),
  ]
}

function drawTickets(count: number, partyMax: number, seed = 1): Ticket[] {
  const random = randomFrom(seed)
  const population = { random, partyMax, hasRegions: partyMax > 1 }
  return Array.from({ length: count }, (_, at) => {
    return randomTicket(`t${at}`, nowMs - Math.floor(waitedMsMax * random()), population)
  })
}

/** Tickets that teams have roles for. */
function playing(rolesOf: () => string[]): Ticket[] {
  const tickets = drawTickets(10_000, 5).map((ticket) => ({
    ...ticket,
    members: ticket.members.map((member) => ({ ...member, roles: rolesOf() })),
  }))
  return tickets.filter((ticket) => misfit(withRoles, ticket) === undefined)
}

/** Seven of ten want nothing else. */
function mostlyDamage(random: () => number): () => string[] {
  return () => [random() < 0.7 ? 'damage' : (roleNames[Math.floor(random() * 3)] as string)]
}

function result(name: string, metric: string, value: number, unit: string): BenchResult {
  return { case: name, metric, value, unit }
}
