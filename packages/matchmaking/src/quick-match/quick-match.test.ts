import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { proposeMatches } from './quick-match.ts'
import type { Ticket } from './ticket.ts'

const rules = { gatherMs: 3_000 }
const nowMs = 100_000

function ticket(playerId: string, playersMin: number, playersMax: number, waitedMs = 0): Ticket {
  return { playerId, playersMin, playersMax, queuedAtMs: nowMs - waitedMs }
}

function idsOf(matches: Ticket[][]): string[][] {
  return matches.map((match) => match.map(({ playerId }) => playerId))
}

describe('quick match', () => {
  it('starts a full match at once', () => {
    const { matches, waiting } = proposeMatches(
      [ticket('a', 2, 2), ticket('b', 2, 2), ticket('c', 2, 2)],
      rules,
      nowMs,
    )
    expect(idsOf(matches)).toEqual([['a', 'b']])
    expect([...waiting]).toEqual([['c', 'needs 1 more player']])
  })

  it('gives others a moment when there could be more', () => {
    const early = proposeMatches([ticket('a', 2, 8, 2_999), ticket('b', 2, 8)], rules, nowMs)
    expect(early.matches).toEqual([])
    expect(early.waiting.get('a')).toBe('giving others a moment to join')
    const late = proposeMatches([ticket('a', 2, 8, 3_000), ticket('b', 2, 8)], rules, nowMs)
    expect(idsOf(late.matches)).toEqual([['a', 'b']])
  })

  it('starts with as many as there are, the oldest first', () => {
    const tickets = [
      ticket('d', 2, 4, 1),
      ticket('c', 2, 4, 2),
      ticket('b', 2, 4, 3),
      ticket('a', 2, 4, 4_000),
    ]
    const five = proposeMatches([...tickets, ticket('e', 2, 4)], rules, nowMs)
    expect(idsOf(five.matches)).toEqual([['a', 'b', 'c', 'd']])
    const three = proposeMatches(tickets.slice(1), rules, nowMs)
    expect(idsOf(three.matches)).toEqual([['a', 'b', 'c']])
  })

  it('passes over a ticket whose bounds nobody shares, and says what it needs', () => {
    const tickets = [ticket('a', 8, 8, 9_000), ticket('b', 2, 2, 5), ticket('c', 2, 2, 4)]
    const { matches, waiting } = proposeMatches(tickets, rules, nowMs)
    expect(idsOf(matches)).toEqual([['b', 'c']])
    expect([...waiting]).toEqual([['a', 'needs 7 more players']])
  })

  it('lets one person play alone when the game allows it', () => {
    expect(idsOf(proposeMatches([ticket('a', 1, 1)], rules, nowMs).matches)).toEqual([['a']])
  })

  it('proposes thousands of tickets well within a pass', () => {
    const tickets = Array.from({ length: 10_000 }, (_, index) =>
      ticket(`p${index}`, 2, 2 + (index % 31), index),
    )
    const started = process.cpuUsage()
    const { matches, waiting } = proposeMatches(tickets, rules, nowMs)
    expect(matches.flat().length + waiting.size).toBe(10_000)
    // Processor time: a machine that does much else at once, or stands still, takes longer by the clock.
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(2_000)
  })
})

const anyTickets = fc
  .array(
    fc.record({
      bounds: fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })),
      waitedMs: fc.nat({ max: 10_000 }),
    }),
    { maxLength: 60 },
  )
  .map((drawn) =>
    drawn.map(({ bounds, waitedMs }, index) =>
      ticket(`p${String(index).padStart(2, '0')}`, Math.min(...bounds), Math.max(...bounds), waitedMs),
    ),
  )

describe('quick match, whatever the tickets', () => {
  it('has each player in one match or waiting with a reason, never in two', () => {
    fc.assert(
      fc.property(anyTickets, (tickets) => {
        const { matches, waiting } = proposeMatches(tickets, rules, nowMs)
        const ids = [...idsOf(matches).flat(), ...waiting.keys()]
        expect(ids.sort()).toEqual(tickets.map(({ playerId }) => playerId).sort())
        expect([...waiting.values()].every((reason) => reason.length > 0)).toBe(true)
      }),
    )
  })

  it("keeps every match within everyone's bounds", () => {
    fc.assert(
      fc.property(anyTickets, (tickets) => {
        for (const match of proposeMatches(tickets, rules, nowMs).matches) {
          for (const { playersMin, playersMax } of match) {
            expect(match.length).toBeGreaterThanOrEqual(playersMin)
            expect(match.length).toBeLessThanOrEqual(playersMax)
          }
        }
      }),
    )
  })

  it('does not depend on the order in which the tickets come', () => {
    const shuffled = anyTickets.chain((tickets) =>
      fc.tuple(fc.constant(tickets), fc.shuffledSubarray(tickets, { minLength: tickets.length })),
    )
    fc.assert(
      fc.property(shuffled, ([tickets, others]) => {
        expect(proposeMatches(others, rules, nowMs)).toEqual(proposeMatches(tickets, rules, nowMs))
      }),
    )
  })

  it('never leaves a ticket for a younger one with the same bounds', () => {
    fc.assert(
      fc.property(anyTickets, (tickets) => {
        const { matches, waiting } = proposeMatches(tickets, rules, nowMs)
        const matched = matches.flat()
        for (const left of tickets.filter(({ playerId }) => waiting.has(playerId))) {
          const rivals = matched.filter(
            (t) => t.playersMin === left.playersMin && t.playersMax === left.playersMax,
          )
          for (const rival of rivals) expect(rival.queuedAtMs).toBeLessThanOrEqual(left.queuedAtMs)
        }
      }),
    )
  })

  it('leaves nobody waiting who could start: a second pass finds nothing', () => {
    fc.assert(
      fc.property(anyTickets, (tickets) => {
        const { waiting } = proposeMatches(tickets, rules, nowMs)
        const left = tickets.filter(({ playerId }) => waiting.has(playerId))
        expect(proposeMatches(left, rules, nowMs).matches).toEqual([])
      }),
    )
  })

  it('lets nobody wait who has gathered long enough and has enough partners', () => {
    fc.assert(
      fc.property(anyTickets, (tickets) => {
        const { waiting } = proposeMatches(tickets, rules, nowMs)
        const left = tickets.filter(({ playerId }) => waiting.has(playerId))
        const same = left.filter((t) => t.playersMin <= 3 && t.playersMax >= 3)
        if (same.length >= 3) expect(same.every((t) => nowMs - t.queuedAtMs < rules.gatherMs)).toBe(true)
      }),
    )
  })
})
