import { describe, expect, test } from 'vitest'
import { skirmish } from '../../test/skirmish.ts'
import { MatchAuthority } from '../match-authority.ts'
import type { KeyframePacket, SnapshotPacket } from '../packets.ts'
import { ReceivedSnapshots } from './received-snapshots.ts'

/** Snapshots of a match whose player acknowledges nothing, so that keyframes are repeated; and the keyframe it began with. */
function recorded() {
  const match = new MatchAuthority({ game: skirmish, seed: 3 })
  match.join(0)
  const [first] = match.keyframes(0) as [KeyframePacket]
  const packets: SnapshotPacket[] = []
  while (match.tick < 24) {
    match.step()
    for (const { packet } of match.isSnapshotDue ? match.snapshots() : []) packets.push(packet)
  }
  return { first, packets }
}

function receivedAfter(first: KeyframePacket): ReceivedSnapshots {
  const received = new ReceivedSnapshots(skirmish, 0)
  expect(received.takeKeyframe(first)).toBeUndefined()
  return received
}

describe('received snapshots', () => {
  test('a delta without its keyframe is refused, not acknowledged, and asks for it', () => {
    const { first, packets } = recorded()
    const received = new ReceivedSnapshots(skirmish, 0)
    const [, delta, next] = packets as [SnapshotPacket, SnapshotPacket, SnapshotPacket]
    expect(received.take(delta)?.reason).toBe('missing_keyframe')
    expect(received.needsKeyframe).toBe(true)
    expect(received.acknowledgement.snapshotTick).toBe(0)
    expect(received.takeKeyframe(first)).toBeUndefined()
    expect(received.needsKeyframe).toBe(false)
    expect(received.take(next)).toBeUndefined()
    expect(received.shown.newestTick).toBe(next.tick)
    expect(received.acknowledgement).toEqual({ snapshotTick: next.tick, received: 0, privateTick: 0 })
  })

  test('what comes out of order is acknowledged, and what is missing is not', () => {
    const { first, packets } = recorded()
    const received = receivedAfter(first)
    const [a, b, , d, e] = packets as SnapshotPacket[]
    for (const packet of [a, d, b, e]) if (packet) received.take(packet)
    expect(received.shown.newestTick).toBe(10)
    expect(received.acknowledgement).toEqual({ snapshotTick: 10, received: 0b1101, privateTick: 0 })
  })

  test('a repeated keyframe comes beside a delta, and is of use though newer snapshots have come', () => {
    const { first, packets } = recorded()
    const blocksOf = (packet: SnapshotPacket) => packet.blocks.length
    const repeated = packets.findIndex((packet) => blocksOf(packet) === 2)
    expect(packets[repeated]?.tick).toBe(12)
    const received = receivedAfter(first)
    for (const packet of packets.slice(1, repeated)) received.take(packet)
    const later = packets[repeated + 1] as SnapshotPacket
    received.take(later)
    expect(received.take(packets[repeated] as SnapshotPacket)?.reason).toBe('too_old')
    expect(received.shown.newestTick).toBe(later.tick)
  })

  test('what is overtaken, comes twice, or is broken is refused', () => {
    const { first, packets } = recorded()
    const received = receivedAfter(first)
    const [, delta, next] = packets as [SnapshotPacket, SnapshotPacket, SnapshotPacket]
    expect(received.take(next)).toBeUndefined()
    expect(received.take(next)?.reason).toBe('too_old')
    expect(received.take(delta)?.reason).toBe('too_old')
    const cut = next.blocks.map((block) => block.subarray(0, block.length - 1))
    const broken = { ...next, tick: next.tick, blocks: cut }
    expect(receivedAfter(first).take(broken)?.reason).toBe('malformed')
    expect(received.shown.newestTick).toBe(next.tick)
  })

  test('finds the snapshots on both sides of a moment', () => {
    const { first, packets } = recorded()
    const received = receivedAfter(first)
    for (const packet of packets.slice(0, 4)) received.take(packet)
    const ticksAround = (tick: number) => received.shown.around(tick)?.map((snapshot) => snapshot.tick)
    expect(ticksAround(-5)).toEqual([0, 0])
    expect(ticksAround(2)).toEqual([2, 4])
    expect(ticksAround(5.5)).toEqual([4, 6])
    expect(ticksAround(99)).toEqual([6, 8])
  })
})
