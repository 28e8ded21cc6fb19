import { describe, expect, it } from 'vitest'
import { type Proposal, propose } from './propose.ts'
import { type QueueSettings, queueRules } from './queue-rules.ts'
import { nowMs, ticket } from './testing.ts'
import type { Ticket } from './ticket.ts'

const duel = queueRules({ shape: { kind: 'teams', count: 2, size: 1 } })
const fives = { shape: { kind: 'teams', count: 2, size: 5 } } as const
const party = (id: string, size: number, drafted: Parameters<typeof ticket>[1] = {}) =>
  ticket(id, { members: Array.from({ length: size }, () => ({})), ...drafted })
const solos = (letters: string, drafted: Parameters<typeof ticket>[1] = {}) =>
  [...letters].map((id) => ticket(id, drafted))

function proposed(settings: QueueSettings, tickets: readonly Ticket[]): Proposal<Ticket> {
  return propose(queueRules(settings), tickets, [], nowMs)
}

const teamsOf = ({ matches }: Proposal<Ticket>) =>
  matches.map(({ teams }) => teams.map((team) => team.tickets.map(({ id }) => id).sort()))
const textsOf = ({ waiting }: Proposal<Ticket>) =>
  Object.fromEntries([...waiting].map(([id, { text }]) => [id, text]))

describe('ratings', () => {
  it('puts nearest together, the longest waiting first', () => {
    const tickets = [
      ticket('new', { mu: 25 }),
      ticket('near', { mu: 26, waitedMs: 1_000 }),
      ticket('oldest', { mu: 26.5, waitedMs: 2_000 }),
      ticket('far', { mu: 40 }),
    ]
    const proposal = propose(duel, tickets, [], nowMs)
    expect(teamsOf(proposal)).toEqual([[['oldest'], ['near']]])
    expect(proposal.matches[0]?.tickets.map(({ id }) => id)).toEqual(['oldest', 'near'])
    expect(textsOf(proposal)).toEqual({
      new: 'needs 1 more player within 150 rating points',
      far: 'needs 1 more player within 150 rating points',
    })
  })

  it('looks further the longer one waits, up to an end', () => {
    const pair = (waitedMs: number) => [ticket('a', { mu: 25, waitedMs }), ticket('b', { mu: 30 })]
    expect(propose(duel, pair(18_000), [], nowMs).matches).toHaveLength(0)
    expect(propose(duel, pair(19_000), [], nowMs).matches).toHaveLength(1)
    const hermit = [ticket('a', { mu: 25, waitedMs: 3_600_000 }), ticket('b', { mu: 50 })]
    expect(textsOf(propose(duel, hermit, [], nowMs))).toMatchObject({
      a: 'needs 1 more player within 1050 rating points',
    })
  })

  it('lets uncertain players meet more', () => {
    const pair = (sigma: number) => [ticket('a', { mu: 25, sigma, waitedMs: 1 }), ticket('b', { mu: 28 })]
    expect(propose(duel, pair(1), [], nowMs).matches).toHaveLength(0)
    expect(propose(duel, pair(25 / 3), [], nowMs).matches).toHaveLength(1)
  })

  it('do not matter where the rules have none', () => {
    const tickets = [
      ticket('a', { mu: 0, waitedMs: 3 }),
      ticket('b', { mu: 50, waitedMs: 1 }),
      ticket('c', { waitedMs: 2 }),
    ]
    expect(teamsOf(proposed({ ...duel, rating: undefined }, tickets))).toEqual([[['a'], ['c']]])
  })
})

describe('teams', () => {
  it('are as even as can be', () => {
    const tickets = [30, 28, 26, 24, 22, 20].map((mu) => ticket(`r${mu}`, { mu, waitedMs: 60_000 }))
    const [match] = proposed({ shape: { kind: 'teams', count: 2, size: 3 } }, tickets).matches
    const sums = match?.teams.map((team) =>
      team.tickets.reduce((sum, { members }) => sum + (members[0]?.mu ?? 0), 0),
    )
    expect(sums?.sort()).toEqual([74, 76])
    expect(match?.winChances[0]).toBeCloseTo(0.62, 2)
  })

  it('keep parties whole', () => {
    const tickets = [party('trio', 3), party('pair', 2), party('foe', 3), ...solos('ab')]
    expect(teamsOf(proposed(fives, tickets))).toEqual([
      [
        ['foe', 'pair'],
        ['a', 'b', 'trio'],
      ],
    ])
  })

  it('wait when parties do not add up', () => {
    const proposal = proposed(fives, [party('a', 4), party('b', 4), party('c', 2)])
    expect(textsOf(proposal).a).toBe(
      'the parties in the queue do not add up to a match within 150 rating points',
    )
  })

  it('have parties of like size, and others only after a while', () => {
    const tickets = (waitedMs: number) => [party('five', 5, { waitedMs }), ...solos('abcde')]
    const early = proposed(fives, tickets(0))
    expect(textsOf(early).five).toBe('needs a party of 4 or more to play against within 150 rating points')
    expect(teamsOf(proposed(fives, [...tickets(0), party('like', 4)]))).toEqual([[['five'], ['a', 'like']]])
    expect(teamsOf(proposed(fives, tickets(60_000)))).toEqual([[['five'], ['a', 'b', 'c', 'd', 'e']]])
  })

  it('wait rather than be uneven', () => {
    const tickets = [ticket('a', { mu: 33 }), ...solos('bcd', { mu: 25, waitedMs: 45_000 })]
    const rules = {
      shape: { kind: 'teams', count: 2, size: 2 },
      teamDifference: { start: 300, perSecond: 0, max: 300 },
    } as const
    expect(textsOf(proposed(rules, tickets)).b).toBe('teams would not be even within 600 rating points')
  })
})

describe('roles', () => {
  const rules = {
    shape: { kind: 'teams', count: 2, size: 3, roles: { tank: 1, healer: 1, damage: 1 } },
  } as const

  it('are filled, each by somebody who plays it', () => {
    const tickets = [
      ticket('tank', { roles: ['tank'] }),
      ticket('medic', { roles: ['healer', 'tank'] }),
      ticket('other-medic', { roles: ['healer'] }),
      ...solos('xyz'),
    ]
    const [match] = proposed(rules, tickets).matches
    for (const { players } of match?.teams ?? []) {
      expect(players.map(({ role }) => role).sort()).toEqual(['damage', 'healer', 'tank'])
    }
    expect(match?.teams.flatMap(({ players }) => players)).toContainEqual({ playerId: 'tank', role: 'tank' })
  })

  it('that nobody plays are named', () => {
    const proposal = proposed(rules, solos('abcdef', { roles: ['tank', 'damage'] }))
    expect(textsOf(proposal).a).toBe('no one in the queue plays healer')
    const one = proposed(rules, [...solos('abcde', { roles: ['tank', 'damage'] }), ticket('medic')])
    expect(textsOf(one).a).toBe('needs 1 more to play healer within 150 rating points')
  })
})

describe('regions', () => {
  const rules = {
    ...duel,
    latency: { regions: ['us', 'eu'], limitMs: { start: 80, perSecond: 4, max: 200 } },
  }

  it('are the best for whom it is worst', () => {
    const tickets = [
      ticket('a', { latencyMs: { us: 10, eu: 60 } }),
      ticket('b', { latencyMs: { us: 79, eu: 50 } }),
    ]
    expect(proposed(rules, tickets).matches[0]?.region).toBe('eu')
  })

  it('further away come into question by and by', () => {
    const tickets = (waitedMs: number) => [
      ticket('a', { latencyMs: { us: 20, eu: 120 }, waitedMs }),
      ticket('b', { latencyMs: { eu: 30 } }),
    ]
    expect(textsOf(proposed(rules, tickets(0)))).toEqual({
      a: 'needs 1 more player within 150 rating points in us',
      b: 'needs 1 more player within 150 rating points in eu',
    })
    expect(proposed(rules, tickets(10_000)).matches[0]?.region).toBe('eu')
  })

  it('too far away are named with their distance', () => {
    const far = proposed(rules, [
      ticket('a', { latencyMs: { us: 150, eu: 140 } }),
      ticket('b', { latencyMs: { us: 900 } }),
    ])
    expect(textsOf(far)).toEqual({
      a: 'the nearest region, eu, is 140 ms away; the limit is 80 ms now, and widens',
      b: 'the nearest region, us, is 900 ms away; at most 200 ms will do',
    })
  })

  it('are all open to who has measured none', () => {
    expect(
      proposed(rules, [ticket('a'), ticket('b', { latencyMs: { us: 50, eu: 40 } })]).matches[0]?.region,
    ).toBe('eu')
  })
})

describe("a game's own say", () => {
  it('keeps apart who differs in a property named by the rules', () => {
    const tickets = ['desert', 'forest', 'desert'].map((map, at) =>
      ticket(`${map}${at}`, { properties: { map } }),
    )
    expect(teamsOf(proposed({ ...duel, same: ['map'] }, tickets))).toEqual([[['desert0'], ['desert2']]])
  })

  it('is asked, and its reason told', () => {
    const custom = {
      accepts: (tickets: readonly Ticket[]) =>
        tickets.filter(({ properties }) => properties?.input === 'mouse').length < 2 ||
        'only one with a mouse',
    }
    const tickets = solos('abc', { properties: { input: 'mouse' } })
    expect(textsOf(proposed({ ...duel, custom }, tickets)).a).toBe('only one with a mouse')
    expect(proposed({ ...duel, custom }, [...tickets, ticket('d')]).matches).toHaveLength(1)
  })

  it('can bring nearer together who is alike', () => {
    const custom = {
      distance: (a: Ticket, b: Ticket) => (a.properties?.language === b.properties?.language ? 0 : 50),
    }
    const tickets = [
      ticket('a', { waitedMs: 1, properties: { language: 'de' } }),
      ticket('b', { properties: { language: 'fr' } }),
      ticket('c', { mu: 25.5, properties: { language: 'de' } }),
    ]
    expect(teamsOf(proposed({ ...duel, custom }, tickets))).toEqual([[['c'], ['a']]])
  })
})

it('tells places in the queue by age', () => {
  const rules = queueRules({ ...duel, rating: { start: 0, perSecond: 0, max: 0 }, uncertaintyShare: 0 })
  const tickets = [ticket('young', { mu: 1 }), ticket('old', { mu: 2, waitedMs: 2 })]
  const { waiting } = propose(rules, tickets, [], nowMs)
  expect([waiting.get('old')?.position, waiting.get('young')?.position]).toEqual([1, 2])
})
