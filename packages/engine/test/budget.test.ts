import { describe, expect, test } from 'vitest'
import { codersOf } from '../src/game/game-coders.ts'
import type { StructValue } from '../src/schema/struct-coder.ts'
import { crowd } from './crowd.ts'
import { ScopedMatch } from './scoped-match.ts'
import { calm, rough } from './virtual-network.ts'

const packetBytesMax = 1080
const timeout = 60_000
const restless = 100_000

/** By how many ticks what a player sees of the entities is behind the newest snapshot. */
function lags(match: ScopedMatch, slot: number): number[] {
  const { received } = match.players[slot] as ScopedMatch['players'][number]
  const world = codersOf(match.game).state.restore(received.shown.newest?.state.rewind() as never)
    .world as StructValue
  const leapers = world.leapers as Iterable<[number, { changedAt: number }]>
  return [...leapers].map(([, { changedAt }]) => received.shown.newestTick - changedAt)
}

describe.each([
  { name: 'all see all', cells: 0 },
  { name: 'cells', cells: 5 },
  { name: 'one cell that holds all', cells: 1 },
])('300 entities that take twice what a packet holds, $name', ({ cells }) => {
  test('come in turns, none waits long, and packets stay small', { timeout }, () => {
    const match = new ScopedMatch(crowd({ count: 300, cells, calmAt: restless }), 1, calm)
    for (let count = 0; count < 3; count++) match.join()
    match.run(3)
    expect(match.packetBytesMax).toBeLessThanOrEqual(packetBytesMax)
    for (let sample = 0; sample < 20; sample++) {
      match.run(0.1)
      for (const { slot } of match.players) {
        const behind = lags(match, slot)
        expect(behind.length).toBe(300)
        expect(Math.max(...behind)).toBeLessThan(30)
      }
    }
  })

  test('are all right as soon as they are calm, whatever got lost', { timeout }, () => {
    for (const seed of [1, 2]) {
      const match = new ScopedMatch(crowd({ count: 300, cells, calmAt: 240 }), seed, {
        ...rough,
        lossShare: 0.15,
        burstPackets: 4,
      })
      for (let count = 0; count < 3; count++) match.join()
      match.run(7)
      for (const { slot, received } of match.players) {
        expect(received.desyncs).toBe(0)
        expect(lags(match, slot).every((lag) => lag === received.shown.newestTick - 240)).toBe(true)
      }
      expect(match.refusals).toEqual([])
      expect(match.packetBytesMax).toBeLessThanOrEqual(packetBytesMax)
    }
  })
})

test('a state that is never as it was costs little once it is', () => {
  const match = new ScopedMatch(crowd({ count: 300, cells: 0, calmAt: 60 }), 3, calm)
  for (let count = 0; count < 3; count++) match.join()
  match.run(4)
  match.bytesSent = 0
  match.packetsSent = 0
  match.run(4)
  expect(match.bytesSent / match.packetsSent).toBeLessThan(30)
})
