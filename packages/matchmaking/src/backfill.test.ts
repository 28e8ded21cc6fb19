import { describe, expect, it } from 'vitest'
import type { OpenMatch } from './open-match.ts'
import { propose } from './propose.ts'
import { queueRules } from './queue-rules.ts'
import { nowMs, ticket } from './testing.ts'
import type { Ticket } from './ticket.ts'

const pairs = queueRules({ shape: { kind: 'teams', count: 2, size: 2 } })

function open(id: string, seats: readonly number[], more: Partial<OpenMatch> = {}): OpenMatch {
  const teams = seats.map((free) => ({ seats: free, muSum: 25 * (2 - free) }))
  return {
    id,
    players: 4 - (seats[0] ?? 0) - (seats[1] ?? 0),
    teams,
    meanMu: 25,
    openUntilMs: nowMs + 1,
    ...more,
  }
}

function seatsOf(tickets: readonly Ticket[], matches: readonly OpenMatch[], rules = pairs) {
  const { backfills } = propose(rules, tickets, matches, nowMs)
  return backfills.map((backfill) => [backfill.ticket.id, backfill.matchId, backfill.team])
}

describe('backfill', () => {
  it('goes before a new match, and gives the longest waiting the first choice', () => {
    const tickets = ['a', 'b', 'c', 'd', 'e'].map((id, at) => ticket(id, { waitedMs: 9 - at }))
    const { backfills, matches } = propose(pairs, tickets, [open('m', [0, 1])], nowMs)
    expect(backfills).toMatchObject([
      { matchId: 'm', team: 1, ticket: { id: 'a' }, players: [{ playerId: 'a' }] },
    ])
    expect(matches[0]?.tickets.map(({ id }) => id)).toEqual(['b', 'c', 'd', 'e'])
  })

  it('takes the match that is nearest by rating, and none that is too far', () => {
    const matches = [open('near', [1, 0], { meanMu: 26 }), open('nearer', [1, 0], { meanMu: 24.5 })]
    expect(seatsOf([ticket('a')], matches)).toEqual([['a', 'nearer', 0]])
    expect(seatsOf([ticket('a', { mu: 40 })], matches)).toEqual([])
  })

  it('keeps parties whole, and seats them where most is missing', () => {
    const party = ticket('party', { members: [{}, {}] })
    expect(seatsOf([party], [open('m', [1, 1])])).toEqual([])
    expect(seatsOf([party], [open('m', [1, 2])])).toEqual([['party', 'm', 1]])
  })

  it('gives the weaker team the newcomer, one after the other', () => {
    const teams = [
      { seats: 1, muSum: 30 },
      { seats: 1, muSum: 20 },
    ]
    const tickets = [ticket('a', { waitedMs: 1 }), ticket('b')]
    expect(seatsOf(tickets, [open('m', [1, 1], { teams })])).toEqual([
      ['b', 'm', 0],
      ['a', 'm', 1],
    ])
  })

  it('is over when the match says so, and nothing for who does not want it', () => {
    expect(seatsOf([ticket('a')], [open('m', [1, 1], { openUntilMs: nowMs })])).toEqual([])
    expect(seatsOf([ticket('a', { joinsRunning: false })], [open('m', [1, 1])])).toEqual([])
    expect(seatsOf([ticket('a')], [open('m', [1, 1])], queueRules({ ...pairs, backfill: false }))).toEqual([])
  })

  it('heeds regions and properties', () => {
    const rules = queueRules({
      ...pairs,
      latency: { regions: ['us', 'eu'], limitMs: { start: 80, perSecond: 0, max: 80 } },
      same: ['map'],
    })
    const player = ticket('a', { latencyMs: { us: 150, eu: 20 }, properties: { map: 'desert' } })
    const matches = [
      open('far', [1, 1], { region: 'us', properties: { map: 'desert' } }),
      open('other', [1, 1], { region: 'eu', properties: { map: 'forest' } }),
    ]
    expect(seatsOf([player], matches, rules)).toEqual([])
    expect(
      seatsOf(
        [player],
        [...matches, open('fits', [1, 1], { region: 'eu', properties: { map: 'desert' } })],
        rules,
      ),
    ).toEqual([['a', 'fits', 0]])
  })

  it('fills the role that is open', () => {
    const rules = queueRules({ shape: { kind: 'teams', count: 2, size: 2, roles: { healer: 1, damage: 1 } } })
    const teams = [
      { seats: 1, muSum: 25, roles: { healer: 1 } },
      { seats: 0, muSum: 50 },
    ]
    const tickets = [
      ticket('fighter', { roles: ['damage'], waitedMs: 9 }),
      ticket('medic', { roles: ['damage', 'healer'] }),
    ]
    const { backfills } = propose(rules, tickets, [open('m', [1, 0], { teams })], nowMs)
    expect(backfills).toMatchObject([
      { ticket: { id: 'medic' }, players: [{ playerId: 'medic', role: 'healer' }] },
    ])
  })

  it('of a free-for-all heeds how many the newcomer wants', () => {
    const rules = queueRules({ shape: { kind: 'freeForAll', playersMin: 2, playersMax: 8, gatherMs: 0 } })
    const running = open('m', [3], { players: 5 })
    expect(seatsOf([ticket('a', { playersMax: 4 })], [running], rules)).toEqual([])
    expect(seatsOf([ticket('a', { playersMax: 6 })], [running], rules)).toEqual([['a', 'm', 0]])
    expect(seatsOf([ticket('a', { playersMin: 7 })], [running], rules)).toEqual([])
    expect(seatsOf([ticket('a', { playersMin: 2 })], [open('m', [3], { players: 0 })], rules)).toHaveLength(1)
    const both = [ticket('a', { playersMax: 6, waitedMs: 1 }), ticket('b', { playersMax: 8 })]
    expect(seatsOf(both, [running], rules)).toEqual([['a', 'm', 0]])
  })

  it('lets nobody back in who has left', () => {
    const matches = [open('left', [1, 1], { leaverIds: ['a'] }), open('other', [1, 1], { meanMu: 24 })]
    expect(seatsOf([ticket('a')], matches)).toEqual([['a', 'other', 0]])
    expect(
      seatsOf([ticket('party', { members: [{ playerId: 'a' }, {}] })], [matches[0] as OpenMatch]),
    ).toEqual([])
  })

  it("asks the game's own rule, which is told the match", () => {
    const custom = {
      accepts: (_: readonly Ticket[], __: boolean, running?: OpenMatch) => running?.id !== 'closed' || 'no',
    }
    const rules = queueRules({ ...pairs, custom })
    expect(seatsOf([ticket('a')], [open('closed', [1, 1]), open('m', [1, 1])], rules)).toEqual([
      ['a', 'm', 0],
    ])
  })
})
