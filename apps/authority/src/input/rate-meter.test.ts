import fc from 'fast-check'
import { expect, it } from 'vitest'
import { RateMeter } from './rate-meter.ts'

it('lets a burst through, then the rate', () => {
  const meter = new RateMeter({ perSecond: 10, burst: 5 })
  const taken = (nowMs: number, wanted: number) =>
    Array.from({ length: wanted }, () => meter.take(1, nowMs)).filter(Boolean).length
  expect(taken(0, 20)).toBe(5)
  expect(taken(1_000, 20)).toBe(5)
  expect(taken(1_300, 20)).toBe(3)
  expect(taken(60_000, 20)).toBe(5)
})

it('never lets more through than the burst and the rate allow, whatever the times and costs', () => {
  const packets = fc.array(fc.record({ afterMs: fc.nat(500), cost: fc.nat(50) }), { maxLength: 200 })
  fc.assert(
    fc.property(packets, (arrivals) => {
      const meter = new RateMeter({ perSecond: 40, burst: 60 })
      let nowMs = 0
      let taken = 0
      for (const { afterMs, cost } of arrivals) {
        nowMs += afterMs
        if (meter.take(cost, nowMs)) taken += cost
      }
      expect(taken).toBeLessThanOrEqual(60 + (nowMs / 1_000) * 40 + 1e-6)
    }),
  )
})
