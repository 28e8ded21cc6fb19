import { describe, expect, it } from 'vitest'
import { propose } from './propose.ts'
import { queueRules } from './queue-rules.ts'
import { nowMs, ticket } from './testing.ts'
import type { Ticket } from './ticket.ts'

/** Quick match: whoever agrees on a size plays. */
const rules = queueRules({
  shape: { kind: 'freeForAll', playersMin: 1, playersMax: 12, gatherMs: 3_000 },
  rating: undefined,
})
const bounded = (id: string, playersMin: number, playersMax: number, waitedMs = 0) =>
  ticket(id, { playersMin, playersMax, waitedMs })

function outcome(tickets: readonly Ticket[]) {
  const { matches, waiting } = propose(rules, tickets, [], nowMs)
  return {
    matches: matches.map((match) => match.tickets.map(({ id }) => id)),
    waiting: Object.fromEntries([...waiting].map(([id, { text }]) => [id, text])),
  }
}

describe('free-for-all', () => {
  it('starts a full match at once', () => {
    expect(outcome([bounded('a', 2, 2), bounded('b', 2, 2), bounded('c', 2, 2)])).toEqual({
      matches: [['a', 'b']],
      waiting: { c: 'needs 1 more player' },
    })
  })

  it('gives others a moment when there could be more', () => {
    const early = outcome([bounded('a', 2, 8, 2_999), bounded('b', 2, 8)])
    expect(early).toMatchObject({ matches: [], waiting: { a: 'giving others a moment to join' } })
    expect(outcome([bounded('a', 2, 8, 3_000), bounded('b', 2, 8)]).matches).toEqual([['a', 'b']])
  })

  it('starts with as many as there are, the oldest first', () => {
    const tickets = [
      bounded('d', 2, 4, 1),
      bounded('c', 2, 4, 2),
      bounded('b', 2, 4, 3),
      bounded('a', 2, 4, 4_000),
    ]
    expect(outcome([...tickets, bounded('e', 2, 4)]).matches).toEqual([['a', 'b', 'c', 'd']])
    expect(outcome(tickets.slice(1)).matches).toEqual([['a', 'b', 'c']])
  })

  it('passes over a ticket whose bounds nobody shares, and says what it needs', () => {
    expect(outcome([bounded('a', 8, 8, 9_000), bounded('b', 2, 2, 5), bounded('c', 2, 2, 4)])).toEqual({
      matches: [['b', 'c']],
      waiting: { a: 'needs 7 more players' },
    })
  })

  it('lets one person play alone when the game allows it', () => {
    expect(outcome([bounded('a', 1, 1)]).matches).toEqual([['a']])
  })

  it('has whole parties, which count for as many as they are', () => {
    const trio = ticket('trio', { members: [{}, {}, {}], playersMin: 4, playersMax: 4 })
    const pair = ticket('pair', { members: [{}, {}], playersMin: 2, playersMax: 4 })
    expect(outcome([trio, pair]).matches).toEqual([])
    expect(outcome([trio, pair, bounded('solo', 2, 4)]).matches).toEqual([['solo', 'trio']])
  })

  it('takes who is near in rating where ratings matter', () => {
    const rated = queueRules({ shape: { kind: 'freeForAll', playersMin: 2, playersMax: 2, gatherMs: 0 } })
    const tickets = [
      ticket('a', { waitedMs: 9 }),
      ticket('far', { mu: 26.5, waitedMs: 8 }),
      ticket('near', { mu: 25.5 }),
    ]
    expect(propose(rated, tickets, [], nowMs).matches[0]?.tickets.map(({ id }) => id)).toEqual(['a', 'near'])
  })

  it('proposes thousands of tickets with many different wishes well within a pass', () => {
    const wide = queueRules({
      ...rules,
      shape: { kind: 'freeForAll', playersMin: 2, playersMax: 32, gatherMs: 3_000 },
    })
    const tickets = Array.from({ length: 10_000 }, (_, at) => bounded(`p${at}`, 2, 2 + (at % 31), at))
    const startedMs = performance.now()
    const { matches, waiting } = propose(wide, tickets, [], nowMs)
    expect(matches.flatMap((match) => match.tickets).length + waiting.size).toBe(10_000)
    expect(matches.length).toBeGreaterThan(300)
    expect(performance.now() - startedMs).toBeLessThan(5_000)
  })
})
