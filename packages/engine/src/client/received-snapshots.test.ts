import { describe, expect, test } from 'vitest'
import { skirmish } from '../../test/skirmish.ts'
import { MatchAuthority } from '../match-authority.ts'
import type { SnapshotPacket } from '../packets.ts'
import { ReceivedSnapshots } from './received-snapshots.ts'

/** Snapshots of a match whose player acknowledges nothing, so that keyframes are repeated; and the keyframe it began with. */
function recorded() {
  const match = new MatchAuthority({ game: skirmish, seed: 3 })
  match.join(0)
  const first = match.keyframe()
  const packets: SnapshotPacket[] = []
  while (match.tick < 24) {
    match.step()
    if (match.isSnapshotDue) packets.push(match.snapshot())
  }
  const repeated = packets.findIndex(
    ({ tick }, index) => packets.findIndex((packet) => packet.tick === tick) < index,
  )
  return { first, packets, repeated }
}

describe('received snapshots', () => {
  test('a delta without its keyframe is refused, and asks for it', () => {
    const { first, packets } = recorded()
    const received = new ReceivedSnapshots(skirmish)
    const [keyframe, delta, next] = packets as [SnapshotPacket, SnapshotPacket, SnapshotPacket]
    expect(keyframe.keyframeTick).toBe(keyframe.tick)
    expect(received.take(delta)?.reason).toBe('missing_keyframe')
    expect(received.needsKeyframe).toBe(true)
    expect(received.takeKeyframe(first)).toBeUndefined()
    expect(received.needsKeyframe).toBe(false)
    expect(received.take(next)).toBeUndefined()
    expect(received.newestTick).toBe(next.tick)
  })

  test('a repeated keyframe is kept as baseline though newer snapshots have come', () => {
    const { first, packets, repeated } = recorded()
    const received = new ReceivedSnapshots(skirmish)
    received.takeKeyframe(first)
    for (const packet of packets.slice(1, repeated)) expect(received.take(packet)).toBeUndefined()
    const keyframe = packets[repeated] as SnapshotPacket
    const newestTick = received.newestTick
    expect(keyframe.tick).toBeLessThan(newestTick)
    expect(received.keyframeTick).toBe(0)
    expect(received.take(keyframe)).toBeUndefined()
    expect(received.keyframeTick).toBe(keyframe.tick)
    expect(received.newestTick).toBe(newestTick)
    expect(received.take(keyframe)?.reason).toBe('too_old')
  })

  test('what is overtaken, comes twice, or is broken is refused', () => {
    const { first, packets } = recorded()
    const received = new ReceivedSnapshots(skirmish)
    received.takeKeyframe(first)
    const [, delta, next] = packets as [SnapshotPacket, SnapshotPacket, SnapshotPacket]
    expect(received.take(next)).toBeUndefined()
    expect(received.take(next)?.reason).toBe('too_old')
    expect(received.take(delta)?.reason).toBe('too_old')
    expect(received.take({ ...next, tick: 1000, state: next.state.subarray(1) })?.reason).toBe('malformed')
    expect(received.newestTick).toBe(next.tick)
  })

  test('finds the snapshots on both sides of a moment', () => {
    const { first, packets } = recorded()
    const received = new ReceivedSnapshots(skirmish)
    received.takeKeyframe(first)
    for (const packet of packets.slice(0, 4)) received.take(packet)
    const ticksAround = (tick: number) => received.around(tick)?.map((snapshot) => snapshot.tick)
    expect(ticksAround(-5)).toEqual([0, 0])
    expect(ticksAround(2)).toEqual([2, 4])
    expect(ticksAround(5.5)).toEqual([4, 6])
    expect(ticksAround(99)).toEqual([6, 8])
  })
})
