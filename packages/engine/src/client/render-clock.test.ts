import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ArrivalTimeline } from './arrival-timeline.ts'
import { RenderClock } from './render-clock.ts'

const tickMs = 1000 / 60

function run(seed: readonly number[], jitterMs: number) {
  const timeline = new ArrivalTimeline(60)
  const clock = new RenderClock(60, 30, timeline, 1.7)
  const drawn: number[] = []
  let starved = 0
  let newestTick = 0
  let drawMs = 1000
  for (let tick = 2; tick < 1200; tick += 2) {
    const arrivesMs = 1000 + tick * tickMs + (seed[tick % seed.length] as number) * jitterMs
    while (drawMs < arrivesMs) {
      const shown = clock.advance(drawMs)
      if (tick > 120 && shown > newestTick) starved++
      if (tick > 120) drawn.push(shown)
      drawMs += 1000 / 144
    }
    newestTick = tick
    timeline.observe(tick, arrivesMs)
    clock.adapt()
  }
  return { clock, drawn, starved }
}

test('time never runs backwards, and never much faster or slower', () => {
  const jitter = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 7, maxLength: 53 })
  fc.assert(
    fc.property(jitter, fc.integer({ min: 0, max: 30 }), (seed, jitterMs) => {
      const { drawn } = run(seed, jitterMs)
      const step = 1000 / 144 / tickMs
      for (let index = 1; index < drawn.length; index++) {
        const moved = (drawn[index] as number) - (drawn[index - 1] as number)
        expect(moved).toBeGreaterThan(step * 0.95)
        expect(moved).toBeLessThan(step * 1.03)
      }
    }),
    { numRuns: 10 },
  )
})

test('the delay is short on a calm line, and long enough on one that is not', () => {
  const calm = run([0.5], 0)
  expect(calm.clock.delayMs).toBeCloseTo(1.7 * (1000 / 30), 0)
  expect(calm.starved).toBe(0)
  const rough = run([0, 0.9, 0.2, 1, 0.4, 0.1, 0.7], 40)
  expect(rough.clock.delayMs).toBeGreaterThan(70)
  expect(rough.starved / rough.drawn.length).toBeLessThan(0.01)
})
