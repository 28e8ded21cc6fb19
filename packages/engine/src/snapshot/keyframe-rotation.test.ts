import { describe, expect, test } from 'vitest'
import { Tape } from '../schema/tape.ts'
import { KeyframeRotation, keyframeTimes, type Receiver } from './keyframe-rotation.ts'
import { ReusedList } from './reused-list.ts'
import { SentKeyframe } from './sent-keyframe.ts'

const times = keyframeTimes(60)
const players = (count: number, heardTick: number): ReusedList<Receiver> =>
  heardAt(...Array.from({ length: count }, () => heardTick))

/** The players of slot 0, 1, … */
function heardAt(...heardTicks: number[]): ReusedList<Receiver> {
  const receivers = new ReusedList<Receiver>()
  for (const [slot, heardTick] of heardTicks.entries()) receivers.push({ slot, heardTick })
  return receivers
}

function keyframe(tick: number, ...holders: number[]): SentKeyframe {
  const sent = new SentKeyframe(tick, new Tape(), () => new Uint8Array(1))
  for (const slot of holders) sent.receivedAll(slot)
  return sent
}

function rotationAt(tick: number, ...holders: number[]): KeyframeRotation {
  const rotation = new KeyframeRotation(keyframe(1), times)
  rotation.send(keyframe(tick, ...holders))
  return rotation
}

describe('keyframe rotation', () => {
  test('is due half a second after the last one, and at once after that of tick 0', () => {
    expect(new KeyframeRotation(keyframe(0), times).isDue(2, false)).toBe(true)
    const rotation = new KeyframeRotation(keyframe(10), times)
    expect([39, 40].map((tick) => rotation.isDue(tick, false))).toEqual([false, true])
    rotation.send(keyframe(40))
    expect(rotation.isDue(200, false)).toBe(false)
  })

  test('scopes that began together take turns', () => {
    const rotation = new KeyframeRotation(keyframe(10), times, 7)
    expect([32, 33].map((tick) => rotation.isDue(tick, false))).toEqual([false, true])
  })

  test('is due at once when deltas no longer fit', () => {
    const rotation = new KeyframeRotation(keyframe(10), times)
    expect([10, 12].map((tick) => rotation.isDue(tick, true))).toEqual([false, true])
  })

  test('the old baseline stays until all who are there hold the new one', () => {
    const rotation = rotationAt(100, 0)
    rotation.review(102, players(2, 102))
    expect(rotation.baseline.tick).toBe(1)
    rotation.next?.receivedAll(1)
    rotation.review(104, players(2, 104))
    expect(rotation.baseline.tick).toBe(100)
    expect(rotation.next).toBeUndefined()
  })

  test('nobody waits for the silent', () => {
    const rotation = rotationAt(100, 0)
    rotation.review(102, heardAt(102, 60))
    expect(rotation.baseline.tick).toBe(100)
  })

  test('after a while most are enough, but few are not', () => {
    const most = rotationAt(100, 0, 1, 2, 3, 4, 5, 6, 7, 8)
    const few = rotationAt(100, 0)
    for (let tick = 102; tick <= 150; tick += 2) {
      most.review(tick, players(10, tick))
      few.review(tick, players(2, tick))
    }
    expect(most.baseline.tick).toBe(100)
    expect(few.baseline.tick).toBe(1)
  })
})
