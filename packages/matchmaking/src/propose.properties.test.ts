import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OpenMatch } from './open-match.ts'
import { pointsOf } from './points.ts'
import { farthestMs } from './pool.ts'
import { propose } from './propose.ts'
import { type QueueRules, queueRules, type Teams } from './queue-rules.ts'
import { assignRoles } from './role-slots.ts'
import { anyTickets, nowMs, regionNames } from './testing.ts'
import type { Ticket } from './ticket.ts'
import { fullyWidenedMs, widened } from './widening.ts'

const roles = { tank: 1, healer: 1, damage: 1 }
const threes: Teams = { kind: 'teams', count: 2, size: 3 }
const latency = { regions: regionNames, limitMs: { start: 60, perSecond: 5, max: 150 } }

/** Queues of every kind; limits that bind now and then. */
const queues: readonly [name: string, rules: QueueRules, partyMax: number][] = [
  ['duels', queueRules({ shape: { kind: 'teams', count: 2, size: 1 } }), 1],
  ['duels by map', queueRules({ shape: { kind: 'teams', count: 2, size: 1 }, same: ['map'] }), 1],
  ['threes', queueRules({ shape: threes }), 3],
  ['threes with roles and regions', queueRules({ shape: { ...threes, roles }, latency }), 3],
  ['three pairs', queueRules({ shape: { kind: 'teams', count: 3, size: 2 }, latency }), 2],
  [
    'threes that must be even',
    queueRules({ shape: threes, teamDifference: { start: 200, perSecond: 0, max: 200 } }),
    3,
  ],
  [
    'a free-for-all',
    queueRules({ shape: { kind: 'freeForAll', playersMin: 2, playersMax: 6, gatherMs: 5_000 }, latency }),
    3,
  ],
]
const ofTeams = queues.filter(([, { shape }]) => shape.kind === 'teams')

const anyOpenMatches = fc.array(
  fc.record({
    seats: fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
    meanMu: fc.integer({ min: 15, max: 35 }),
    region: fc.constantFrom(...regionNames),
    openForMs: fc.constantFrom(-1, 0, 60_000),
  }),
  { maxLength: 3 },
)

describe.each(queues)('propose, whatever the tickets of %s', (_, rules, partyMax) => {
  const tickets = anyTickets(30, partyMax)

  it('has each ticket in one match, one backfill, or waiting, and each player in one of these', () => {
    fc.assert(
      fc.property(tickets, anyOpenMatches, (all, drawn) => {
        const { matches, backfills, waiting } = propose(rules, all, openMatches(rules, drawn), nowMs)
        const ids = [
          ...matches.flatMap((match) => match.tickets.map(({ id }) => id)),
          ...backfills.map(({ ticket }) => ticket.id),
        ]
        expect([...ids, ...waiting.keys()].sort()).toEqual(all.map(({ id }) => id).sort())
        const players = matches.flatMap(({ teams }) =>
          teams.flatMap((team) => team.players.map(({ playerId }) => playerId)),
        )
        const inMatches = matches.flatMap((match) => match.tickets.flatMap(playersOf))
        expect(players.sort()).toEqual(inMatches.sort())
        expect(
          [...waiting.values()].every(({ text }) => text.length > 0 && !/undefined|NaN|Infinity/.test(text)),
        ).toBe(true)
      }),
    )
  })

  it('keeps to the rules: whole parties, full teams, roles, tolerance, latency, even teams, parties alike', () => {
    fc.assert(
      fc.property(tickets, (all) => {
        for (const { tickets: chosen, teams, region } of propose(rules, all, [], nowMs).matches) {
          const members = teams.map((team) => team.tickets.flatMap((one) => one.members))
          expect(
            teams
              .flatMap((team) => team.tickets)
              .map(({ id }) => id)
              .sort(),
          ).toEqual(chosen.map(({ id }) => id).sort())
          expect(
            isLegalSplit(
              rules,
              teams.map((team) => team.tickets),
              longestWaitMs(chosen),
            ),
          ).toBe(true)
          expect(chosen.some((anchor) => isWithinTolerance(rules, anchor, chosen))).toBe(true)
          for (const name of rules.same) {
            expect(new Set(chosen.map(({ properties }) => properties?.[name])).size).toBe(1)
          }
          if (rules.latency) expect(chosen.every((one) => canPlay(rules, one, region as string))).toBe(true)
          if (rules.shape.kind === 'freeForAll') {
            const count = members.flat().length
            expect(
              chosen.every(
                ({ playersMin = 1, playersMax = 9 }) => playersMin <= count && count <= playersMax,
              ),
            ).toBe(true)
          } else if (rules.shape.roles) {
            for (const team of teams)
              expect(team.players.map(({ role }) => role).sort()).toEqual(['damage', 'healer', 'tank'])
          }
        }
      }),
    )
  })

  it('does not depend on the order in which tickets and running matches come', () => {
    const shuffled = fc
      .tuple(tickets, anyOpenMatches)
      .chain(([all, open]) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.constant(open)),
      )
    fc.assert(
      fc.property(shuffled, ([all, others, drawn]) => {
        const open = openMatches(rules, drawn)
        expect(propose(rules, others, [...open].reverse(), nowMs)).toEqual(propose(rules, all, open, nowMs))
      }),
    )
  })

  it('leaves nothing for a second pass', () => {
    fc.assert(
      fc.property(tickets, (all) => {
        const { waiting } = propose(rules, all, [], nowMs)
        const left = all.filter(({ id }) => waiting.has(id))
        const again = propose(rules, left, [], nowMs)
        expect(again.matches).toEqual([])
        expect(again.waiting).toEqual(waiting)
      }),
    )
  })
})

describe.each(ofTeams)('nobody starves in a queue of %s', (_, rules, partyMax) => {
  it('whoever is left has no legal match with others who are left, as a look at all sets of tickets tells', () => {
    fc.assert(
      fc.property(anyTickets(9, partyMax), (all) => {
        const { waiting } = propose(rules, all, [], nowMs)
        const left = all.filter(({ id }) => waiting.has(id))
        for (const anchor of left) expect(legalMatchAround(rules, anchor, left)).toBeUndefined()
      }),
      { numRuns: 60 },
    )
  })

  it('once the search is as wide as it gets, who has waited longest plays if there is any match for him', () => {
    const limits = [rules.rating, rules.latency?.limitMs, rules.partyDifference, rules.teamDifference]
    const widestMs = Math.max(...limits.map((limit) => (limit ? fullyWidenedMs(limit) : 0)))
    fc.assert(
      fc.property(anyTickets(9, partyMax), (all) => {
        const [oldest, ...others] = all
        if (oldest === undefined) return
        const first = { ...oldest, queuedAtMs: nowMs - widestMs - 600_000 }
        if (legalMatchAround(rules, first, [...others, first]) === undefined) return
        expect(propose(rules, [...others, first], [], nowMs).waiting.has(first.id)).toBe(false)
      }),
      { numRuns: 60 },
    )
  })
})

function openMatches(
  { shape }: QueueRules,
  drawn: { seats: [number, number]; meanMu: number; region: string; openForMs: number }[],
): OpenMatch[] {
  return drawn.map(({ seats, meanMu, region, openForMs }, index) => ({
    id: `m${index}`,
    players: 2,
    teams: (shape.kind === 'teams' ? seats : seats.slice(0, 1)).map((open) => ({
      seats: open,
      muSum: meanMu,
      roles: { tank: 1, healer: 1 },
    })),
    meanMu,
    region,
    properties: { map: index === 1 ? 'desert' : 'forest' },
    openUntilMs: nowMs + openForMs,
  }))
}

function playersOf({ members }: Ticket): string[] {
  return members.map(({ playerId }) => playerId)
}

function longestWaitMs(tickets: readonly Ticket[]): number {
  return Math.max(...tickets.map(({ queuedAtMs }) => nowMs - queuedAtMs))
}

function isWithinTolerance(
  { rating, uncertaintyShare }: QueueRules,
  anchor: Ticket,
  others: readonly Ticket[],
): boolean {
  if (rating === undefined) return true
  const mean = (one: Ticket, of: 'mu' | 'sigma') =>
    one.members.reduce((sum, member) => sum + member[of], 0) / one.members.length
  const tolerance =
    widened(rating, nowMs - anchor.queuedAtMs) + uncertaintyShare * pointsOf(mean(anchor, 'sigma'))
  return others.every(
    (other) => Math.abs(pointsOf(mean(other, 'mu')) - pointsOf(mean(anchor, 'mu'))) <= tolerance,
  )
}

function canPlay({ latency }: QueueRules, one: Ticket, region: string): boolean {
  return !latency || farthestMs(one, region) <= widened(latency.limitMs, nowMs - one.queuedAtMs)
}

/** Judges teams by the rules, for who has waited that long. */
function isLegalSplit(rules: QueueRules, teams: readonly (readonly Ticket[])[], waitedMs: number): boolean {
  if (rules.shape.kind === 'freeForAll') return true
  const { size, roles } = rules.shape
  const largest = teams.map((team) => Math.max(0, ...team.map(({ members }) => members.length)))
  const sums = teams.map((team) =>
    team.reduce(
      (sum, { members }) =>
        sum + members.length * pointsOf(members.reduce((mu, member) => mu + member.mu, 0) / members.length),
      0,
    ),
  )
  const names = Object.keys(roles ?? {})
  const bits = (played: readonly string[] = []) =>
    played.length === 0 ? 7 : played.reduce((set, name) => set | (1 << names.indexOf(name)), 0)
  return (
    teams.every((team) => team.flatMap(playersOf).length === size) &&
    Math.max(...largest) - Math.min(...largest) <= widened(rules.partyDifference, waitedMs) &&
    Math.max(...sums) - Math.min(...sums) <= widened(rules.teamDifference, waitedMs) &&
    (!roles ||
      teams.every((team) =>
        assignRoles(
          team.flatMap(({ members }) => members.map((member) => bits(member.roles))),
          Object.values(roles),
        ),
      ))
  )
}

/** By a look at all ways to put tickets into teams; the ticket is in one of them. */
function legalMatchAround(rules: QueueRules, anchor: Ticket, all: readonly Ticket[]): Ticket[][] | undefined {
  const { count, size } = rules.shape as Teams
  const isSame = (one: Ticket) =>
    rules.same.every((name) => one.properties?.[name] === anchor.properties?.[name])
  const near = all.filter((one) => one !== anchor && isSame(one) && isWithinTolerance(rules, anchor, [one]))
  const regions = rules.latency
    ? regionNames.filter((region) => canPlay(rules, anchor, region))
    : ['anywhere']
  const seat = (at: number, teams: Ticket[][], region: string): Ticket[][] | undefined => {
    if (teams.flat().flatMap(playersOf).length === count * size) {
      return isLegalSplit(rules, teams, nowMs - anchor.queuedAtMs) ? teams : undefined
    }
    const next = near[at]
    if (next === undefined) return undefined
    if (canPlay(rules, next, region)) {
      for (const team of teams.keys()) {
        const fuller = teams.map((own, number) => (number === team ? [...own, next] : own))
        if ((fuller[team] as Ticket[]).flatMap(playersOf).length > size) continue
        const found = seat(at + 1, fuller, region)
        if (found) return found
      }
    }
    return seat(at + 1, teams, region)
  }
  for (const region of regions) {
    const found = seat(0, [[anchor], ...Array.from({ length: count - 1 }, () => [])], region)
    if (found) return found
  }
  return undefined
}
