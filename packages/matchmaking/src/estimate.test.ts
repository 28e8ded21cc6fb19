import { describe, expect, it } from 'vitest'
import { estimateWaitMs } from './estimate.ts'
import { nowMs, ticket } from './testing.ts'

const waits = (seconds: readonly number[], players = 1, meanMu = 25) =>
  seconds.map((waited) => ({ waitedMs: waited * 1000, players, meanMu }))
const recent = [
  ...waits([1, 2, 3, 4, 5, 6, 7, 8, 9]),
  ...waits([60, 70, 80, 90, 100], 5),
  ...waits([20, 21, 22, 23, 24], 1, 40),
]

describe('estimate', () => {
  it('is the median wait of like tickets', () => {
    expect(estimateWaitMs(ticket('a'), recent, nowMs)).toBe(5_000)
    expect(estimateWaitMs(ticket('a', { mu: 38 }), recent, nowMs)).toBe(22_000)
    expect(estimateWaitMs(ticket('a', { members: [{}, {}, {}, {}, {}] }), recent, nowMs)).toBe(80_000)
  })

  it('counts those waits alone that took as long as this one has', () => {
    expect(estimateWaitMs(ticket('a', { waitedMs: 4_000 }), recent, nowMs)).toBe(3_000)
  })

  it('falls back on less like tickets, and on nothing when nobody ever waited that long', () => {
    expect(estimateWaitMs(ticket('a', { members: [{}, {}] }), recent, nowMs)).toBe(20_000)
    expect(estimateWaitMs(ticket('a', { waitedMs: 600_000 }), recent, nowMs)).toBeUndefined()
    expect(estimateWaitMs(ticket('a'), [], nowMs)).toBeUndefined()
  })
})
