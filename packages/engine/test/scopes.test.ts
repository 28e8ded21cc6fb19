import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hideout } from './hideout.ts'
import { ScopedMatch } from './scoped-match.ts'
import { calm, rough } from './virtual-network.ts'

const bursts = { ...rough, lossShare: 0.15, burstPackets: 4 }
const timeout = 60_000

describe.each([
  { name: 'owners and teams', withCells: false },
  { name: 'owners, teams and cells', withCells: true },
])('a match with $name', ({ withCells }) => {
  test('players are sent what they may see, and see exactly that', { timeout }, () => {
    for (const seed of [1, 2]) {
      const match = new ScopedMatch(hideout({ withCells }), seed, calm)
      for (let count = 0; count < 6; count++) match.join()
      match.run(8)
      expect(match.leaks).toEqual([])
      expect(match.refusals).toEqual([])
      expect(match.differences).toBe(0)
      expect(match.compared).toBeGreaterThan(withCells ? 1000 : 50)
    }
  })

  test('so do those who join late and cross cells, while packets get lost in bursts', { timeout }, () => {
    for (const seed of [11, 12]) {
      const match = new ScopedMatch(hideout({ withCells }), seed, bursts)
      for (let count = 0; count < 4; count++) match.join()
      match.run(4)
      for (let count = 0; count < 4; count++) {
        match.join()
        match.run(1)
      }
      match.run(6)
      expect(match.leaks).toEqual([])
      expect(match.refusals).toEqual([])
      expect(match.differences).toBe(0)
      for (const { received } of match.players) {
        expect(received.desyncs).toBe(0)
        expect(match.authority.tick - received.shown.newestTick).toBeLessThan(40)
      }
    }
  })
})

test('in no world, on no line, is anybody sent what is hidden from them', { timeout }, () => {
  const lines = fc.record({
    delayMs: fc.integer({ min: 0, max: 150 }),
    jitterMs: fc.integer({ min: 0, max: 60 }),
    lossShare: fc.double({ min: 0, max: 0.3, noNaN: true }),
    burstPackets: fc.integer({ min: 1, max: 6 }),
    duplicateShare: fc.double({ min: 0, max: 0.2, noNaN: true }),
  })
  const worlds = fc.record({ withCells: fc.boolean(), crates: fc.integer({ min: 0, max: 80 }) })
  fc.assert(
    fc.property(fc.nat(), worlds, lines, fc.integer({ min: 1, max: 6 }), (seed, world, line, players) => {
      const match = new ScopedMatch(hideout(world), seed, line)
      for (let count = 0; count < players; count++) {
        match.join()
        match.run(0.2)
      }
      match.run(2)
      expect(match.leaks).toEqual([])
      expect(match.refusals).toEqual([])
      expect(match.differences).toBe(0)
    }),
    { numRuns: 25 },
  )
})
