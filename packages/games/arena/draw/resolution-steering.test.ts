import { expect, test } from 'vitest'
import { ResolutionSteering } from './resolution-steering.ts'

/** A machine on which a picture with all its pixels takes `fullMs`, and at least `leastMs` with none. */
function shareAfter(
  seconds: number,
  fullMs: number,
  leastMs = 4,
  steering = new ResolutionSteering(),
): number {
  for (let passedMs = 0; passedMs < seconds * 1000; ) {
    const pictureMs = Math.max(16.7, leastMs + (fullMs - leastMs) * steering.share ** 2)
    steering.picture(pictureMs)
    passedMs += pictureMs
  }
  return steering.share
}

test('a fast machine draws all pixels', () => {
  expect(shareAfter(20, 12)).toBe(1)
})

test('a slow machine draws as many as it can smoothly', () => {
  expect(shareAfter(10, 40)).toBe(0.62)
})

test('a very slow machine ends at the fewest within seconds', () => {
  const steering = new ResolutionSteering()
  expect(shareAfter(4, 300, 4, steering)).toBe(0.48)
  expect(steering.isExhausted).toBe(true)
})

test('a display of 30 pictures a second is not taken for a slow machine', () => {
  expect(shareAfter(10, 33.3, 33.3)).toBe(1)
})

test('pixels come back when the machine has time again', () => {
  const steering = new ResolutionSteering()
  shareAfter(10, 60, 4, steering)
  expect(shareAfter(40, 10, 4, steering)).toBe(1)
})

test('a pause is no slow picture', () => {
  const steering = new ResolutionSteering()
  for (let i = 0; i < 50; i++) steering.picture(5_000)
  expect(steering.share).toBe(1)
})
