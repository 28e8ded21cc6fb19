import { describe, expect, test } from 'vitest'
import { stroll } from './stroll.ts'
import { type Sample, StrollMatch } from './stroll-match.ts'
import { rough } from './virtual-network.ts'

const timeout = 60_000
const unitsPerTick = 60 / 60

/** Walks straight on at top speed for a while, then elsewhere, and hops as often as fingers can. */
function walker(): Sample {
  let heading = 0
  let at: { x: number; y: number } | undefined
  return (tick, world, random, slot) => {
    const own = world.walkers.get(slot) ?? { x: 0, y: 0 }
    // Goes on from the exact place, not from the rounded one, unless put elsewhere.
    if (at === undefined || Math.hypot(at.x - own.x, at.y - own.y) > 1) at = { x: own.x, y: own.y }
    if (random.float() < 0.02) heading = random.float() * 2 * Math.PI
    at = {
      x: inside(at.x + Math.cos(heading) * unitsPerTick),
      y: inside(at.y + Math.sin(heading) * unitsPerTick),
    }
    return { ...at, aim: heading, hop: tick % 3 === 0 }
  }
}

const inside = (value: number): number => Math.min(Math.max(value, -200), 200)

describe.each([1, 2, 3, 4])('who plays by the rules, seed %i', (seed) => {
  test('is never refused at 5 % loss in bursts, and gets on', { timeout }, () => {
    const match = new StrollMatch(stroll, seed, rough)
    for (let count = 0; count < 6; count++) match.join(walker())
    match.run(20)
    expect(match.rejections()).toEqual(match.players.map(() => ({})))
    for (const { client } of match.players) {
      expect(client.stats.corrections / client.stats.snapshots).toBeLessThan(0.05)
      expect(client.stats.desyncs).toBe(0)
    }
  })

  test('is not refused for being moved by the game, and goes on from there', { timeout }, () => {
    const match = new StrollMatch(stroll, seed, rough, { holes: 1 })
    for (let count = 0; count < 6; count++) match.join(walker())
    match.run(20)
    expect(match.rejections()).toEqual(match.players.map(() => ({})))
    for (const [, { falls }] of match.authority.world.walkers) expect(falls).toBeGreaterThan(2)
  })
})
