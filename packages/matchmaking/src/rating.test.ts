import fc from 'fast-check'
import { rate as openskillRate, predictWin } from 'openskill'
import { describe, expect, it } from 'vitest'
import { displayRating, displayUncertainty, newRating, type Rating, rate } from './rating.ts'
import { winChances } from './win-chances.ts'

const duel = (winner: string, loser: string) => [
  { rank: 1, players: [{ playerId: winner }] },
  { rank: 2, players: [{ playerId: loser }] },
]

describe('rate', () => {
  it('moves the winner up and the loser down, and is surer of both', () => {
    const after = rate(duel('ann', 'bob'), new Map())
    const [ann, bob] = [after.get('ann') as Rating, after.get('bob') as Rating]
    expect(ann.mu).toBeCloseTo(27.635, 3)
    expect(bob.mu).toBeCloseTo(22.365, 3)
    expect(ann.sigma).toBeLessThan(newRating.sigma)
  })

  it('leaves ratings where they are after a draw of equals', () => {
    const tie = duel('ann', 'bob').map((standing) => ({ ...standing, rank: 1 }))
    const after = rate(tie, new Map())
    expect(after.get('ann')?.mu).toBeCloseTo(25, 9)
    expect(after.get('bob')?.mu).toBeCloseTo(25, 9)
  })

  it('brings ratings together after a draw of unequals', () => {
    const before = new Map([['ann', { mu: 30, sigma: 3 }]])
    const after = rate(
      [1, 1].map((rank, at) => ({ rank, players: [{ playerId: at ? 'bob' : 'ann' }] })),
      before,
    )
    expect(after.get('ann')?.mu).toBeLessThan(30)
    expect(after.get('bob')?.mu).toBeGreaterThan(25)
  })

  it.each(['plackettLuce', 'bradleyTerry', 'thurstoneMosteller'] as const)(
    'orders a free-for-all by its ranks: %s',
    (model) => {
      const standings = [3, 1, 2, 4].map((rank) => ({ rank, players: [{ playerId: `p${rank}` }] }))
      const after = rate(standings, new Map(), model)
      const mus = [1, 2, 3, 4].map((rank) => after.get(`p${rank}`)?.mu as number)
      expect([...mus].sort((a, b) => b - a)).toEqual(mus)
    },
  )

  it('makes a leaver lose though the team won, and spares those left behind when it lost', () => {
    const won = rate(
      [
        { rank: 1, players: [{ playerId: 'stayed' }, { playerId: 'left', left: true }] },
        { rank: 2, players: [{ playerId: 'c' }, { playerId: 'd' }] },
      ],
      new Map(),
    )
    expect(won.get('left')?.mu).toBeLessThan(25)
    expect(won.get('stayed')?.mu).toBeGreaterThan(25)
    const lost = rate(
      [
        { rank: 2, players: [{ playerId: 'stayed' }, { playerId: 'left', left: true }] },
        { rank: 1, players: [{ playerId: 'c' }, { playerId: 'd' }] },
      ],
      new Map(),
    )
    const fell = (id: string) => 25 - (lost.get(id)?.mu ?? 0)
    expect(fell('stayed')).toBeCloseTo(fell('left') / 2, 9)
  })

  it('learns nothing from who played alone', () => {
    expect(rate([{ rank: 1, players: [{ playerId: 'ann' }] }], new Map()).get('ann')).toEqual(newRating)
  })

  it('refuses what is no result', () => {
    expect(() => rate(duel('ann', 'ann'), new Map())).toThrow('twice')
    expect(() => rate([{ rank: Number.NaN, players: [{ playerId: 'ann' }] }], new Map())).toThrow('ranks')
    expect(() => rate([{ rank: 0, players: [{ playerId: 'ann' }] }], new Map())).toThrow('ranks')
    expect(() => rate([{ rank: 1, players: [] }], new Map())).toThrow('no players')
  })

  it('is what openskill says where nobody left', () => {
    const skills = fc.record({
      mu: fc.double({ min: 0, max: 50, noNaN: true }),
      sigma: fc.double({ min: 0.5, max: 9, noNaN: true }),
    })
    const teams = fc.array(
      fc.tuple(fc.array(skills, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 4 })),
      {
        minLength: 2,
        maxLength: 5,
      },
    )
    fc.assert(
      fc.property(teams, (drawn) => {
        const ratings = new Map(
          drawn.flatMap(([team], at) => team.map((skill, own) => [`${at}-${own}`, skill] as const)),
        )
        const standings = drawn.map(([team, rank], at) => ({
          rank,
          players: team.map((_, own) => ({ playerId: `${at}-${own}` })),
        }))
        const expected = openskillRate(
          drawn.map(([team]) => team.map((skill) => ({ ...skill }))),
          { rank: drawn.map(([, rank]) => rank) },
        )
        expect([...rate(standings, ratings).values()]).toEqual(expected.flat())
      }),
    )
  })
})

describe('the rating that players see', () => {
  it('is 1000 for who is new, grows with certainty, and is never negative', () => {
    expect(displayRating(newRating)).toBe(1000)
    expect(displayRating({ mu: 25, sigma: 1.5 })).toBe(2230)
    expect(displayRating({ mu: 0, sigma: 8 })).toBe(0)
  })

  it('says how uncertain it is in the same points', () => {
    expect(displayUncertainty(newRating)).toBe(500)
  })
})

describe('win chances', () => {
  it('are those of openskill', () => {
    const skill = fc.record({
      mu: fc.double({ min: 0, max: 50, noNaN: true }),
      sigma: fc.double({ min: 0.5, max: 9, noNaN: true }),
    })
    const teams = fc.array(fc.array(skill, { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 5 })
    fc.assert(
      fc.property(teams, (drawn) => {
        const strengths = drawn.map((team) => ({
          mu: team.reduce((sum, { mu }) => sum + mu, 0),
          variance: team.reduce((sum, { sigma }) => sum + sigma ** 2, 0),
        }))
        for (const [at, chance] of predictWin(drawn).entries()) {
          expect(winChances(strengths)[at]).toBeCloseTo(chance, 6)
        }
      }),
    )
  })

  it('of one team are all', () => {
    expect(winChances([{ mu: 25, variance: 1 }])).toEqual([1])
  })
})
