import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { brawlOf } from '../../test/brawl.ts'
import { PeerInputs } from './peer-inputs.ts'

const game = brawlOf()

describe("peers' inputs", () => {
  test('any packet is taken or refused, and what is taken is legal', () => {
    const peers = new PeerInputs(game, 0)
    const number = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 80, max: 200 }))
    const slot = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: -1, max: 130 }))
    const packet = fc.record({
      newestTick: number,
      count: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 33 }), number),
      inputs: fc.oneof(fc.uint8Array({ maxLength: 3 }), fc.uint8Array({ maxLength: 2048 })),
      snapshotTick: number,
      received: number,
      privateTick: number,
      shownSixteenths: number,
    })
    let taken = 0
    fc.assert(
      fc.property(slot, packet, (from, any) => {
        peers.startTurn()
        peers.receive(from, any, 100, (tick, of) => {
          taken++
          expect([1, 2, 3]).toContain(from)
          expect(tick).toBeGreaterThan(100)
          expect(tick).toBeLessThanOrEqual(164)
          expect([-1, 0, 1]).toContain(of.moveX)
        })
      }),
      { numRuns: 5000 },
    )
    expect(taken).toBeGreaterThan(0)
  })

  test('the first word about a tick stands, and no more than some packets are taken at once', () => {
    const peers = new PeerInputs(game, 0)
    const ofBits = (bits: number) => ({
      newestTick: 5,
      count: 1,
      inputs: Uint8Array.of(bits),
      snapshotTick: 0,
      received: 0,
      privateTick: 0,
      shownSixteenths: 0,
    })
    expect(peers.receive(1, ofBits(0), 0, () => {})).toBeUndefined()
    expect(peers.receive(1, ofBits(1), 0, () => {})).toBeUndefined()
    expect(peers.get(1, 5)?.moveX).toBe(-1)
    expect(peers.receive(0, ofBits(0), 0, () => {})?.reason).toBe('unknown_slot')
    expect(peers.receive(4, ofBits(0), 0, () => {})?.reason).toBe('unknown_slot')
    expect(peers.receive(1, ofBits(3), 0, () => {})?.reason).toBe('out_of_range')
    let refused: string | undefined
    for (let count = 0; count < 20; count++) refused = peers.receive(1, ofBits(0), 0, () => {})?.reason
    expect(refused).toBe('too_frequent')
    peers.startTurn()
    expect(peers.receive(1, ofBits(0), 0, () => {})).toBeUndefined()
  })
})
