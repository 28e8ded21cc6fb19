import { describe, expect, test } from 'vitest'
import { Tape } from '../schema/tape.ts'
import { KeyframeRotation, type Receiver } from './keyframe-rotation.ts'

const keyframe = (tick: number) => ({ tick, state: new Tape(), packed: new Uint8Array() })
const holding = (keyframeTick: number, heardTick: number): Receiver => ({ keyframeTick, heardTick })

function rotationAt(tick: number): KeyframeRotation {
  const rotation = new KeyframeRotation(keyframe(1), 60)
  rotation.send(keyframe(tick))
  return rotation
}

describe('keyframe rotation', () => {
  test('is due half a second after the last one, and at once after that of tick 0', () => {
    expect(new KeyframeRotation(keyframe(0), 60).isDue(2)).toBe(true)
    const rotation = new KeyframeRotation(keyframe(10), 60)
    expect([39, 40].map((tick) => rotation.isDue(tick))).toEqual([false, true])
    rotation.send(keyframe(40))
    expect(rotation.isDue(200)).toBe(false)
  })

  test('the old baseline stays until all who are there hold the new one', () => {
    const rotation = rotationAt(100)
    expect(rotation.review(102, [holding(100, 102), holding(1, 102)])).toBeUndefined()
    expect(rotation.baseline.tick).toBe(1)
    rotation.review(104, [holding(100, 104), holding(100, 103)])
    expect(rotation.baseline.tick).toBe(100)
  })

  test('the keyframe is repeated, spaced, while someone lacks it', () => {
    const rotation = rotationAt(100)
    const sent: number[] = []
    for (let tick = 102; tick < 140; tick += 2)
      if (rotation.review(tick, [holding(1, tick)])?.tick === 100) sent.push(tick)
    expect(sent).toEqual([110, 120, 130])
  })

  test('nobody waits for the silent', () => {
    const rotation = rotationAt(100)
    rotation.review(102, [holding(100, 102), holding(1, 60)])
    expect(rotation.baseline.tick).toBe(100)
  })

  test('after a while most are enough, but few are not', () => {
    const most = rotationAt(100)
    const few = rotationAt(100)
    for (let tick = 102; tick <= 150; tick += 2) {
      most.review(tick, [...new Array(9).fill(holding(100, tick)), holding(1, tick)])
      few.review(tick, [holding(100, tick), holding(1, tick)])
    }
    expect(most.baseline.tick).toBe(100)
    expect(few.baseline.tick).toBe(1)
  })
})
