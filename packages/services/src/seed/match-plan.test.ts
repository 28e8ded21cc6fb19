import { describe, expect, it } from 'vitest'
import { planMatches } from './match-plan.ts'

const nowMs = Date.UTC(2026, 0, 31)
const dayMs = 24 * 60 * 60 * 1000
const games = [
  { id: 'crowd', players: { min: 2, max: 100 } },
  { id: 'pair', players: { min: 2, max: 2 } },
]
const plan = { players: 40, games, matches: 300, spanMs: 42 * dayMs, nowMs }

describe('the matches that are seeded', () => {
  const matches = planMatches(plan)

  it('are the same ones every time', () => {
    expect(planMatches(plan)).toEqual(matches)
  })

  it('are spread over the weeks before, oldest first', () => {
    const ends = matches.map(({ endedAt }) => endedAt.getTime())
    expect([...ends].sort((a, b) => a - b)).toEqual(ends)
    expect(ends[0]).toBeGreaterThanOrEqual(nowMs - 43 * dayMs)
    expect(ends[0]).toBeLessThan(nowMs - 40 * dayMs)
    expect(ends.at(-1)).toBeLessThan(nowMs)
    for (const { startedAt, endedAt } of matches) expect(startedAt < endedAt).toBe(true)
  })

  it('have as many different players as their game allows, ranked by their scores', () => {
    for (const { game, results } of matches) {
      expect(new Set(results.map(({ player }) => player)).size).toBe(results.length)
      expect(results.length).toBeGreaterThanOrEqual(2)
      expect(results.length).toBeLessThanOrEqual(game === 'pair' ? 2 : 8)
      expect(results[0]?.rank).toBe(1)
      for (const { score, rank } of results)
        expect(rank).toBe(1 + results.filter((other) => other.score > score).length)
    }
  })

  it('let everybody play, and somebody often', () => {
    const played = Array.from(
      { length: plan.players },
      (_, player) =>
        matches.filter(({ results }) => results.some((result) => result.player === player)).length,
    )
    expect(Math.min(...played)).toBeGreaterThan(0)
    expect(Math.max(...played)).toBeGreaterThan(3 * Math.min(...played))
  })
})
