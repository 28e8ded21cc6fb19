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
        expect(match.authority.tick - received.newestTick).toBeLessThan(40)
      }
    }
  })
})
