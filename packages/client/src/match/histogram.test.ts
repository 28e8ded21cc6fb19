import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Histogram } from './histogram.ts'

test('percentiles agree with sorting, to half a millisecond', () => {
  const samples = fc.array(fc.double({ min: 0, max: 1_999, noNaN: true }), { minLength: 1, maxLength: 300 })
  fc.assert(
    fc.property(samples, fc.double({ min: 0.01, max: 1, noNaN: true }), (durations, share) => {
      const histogram = new Histogram()
      for (const ms of durations) histogram.add(ms)
      const sorted = durations.toSorted((a, b) => a - b)
      const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
      expect(histogram.percentileMs(share)).toBeGreaterThan(exact)
      expect(histogram.percentileMs(share)).toBeLessThanOrEqual(exact + 0.5)
    }),
  )
})

test('a histogram sent elsewhere adds up with others', () => {
  const [one, other] = [new Histogram(), new Histogram()]
  one.add(10)
  other.add(90)
  const sum = new Histogram(JSON.parse(JSON.stringify(one.counts)))
  sum.merge(other)
  expect(sum.total).toBe(2)
  expect(sum.percentileMs(0.5)).toBe(10.5)
  expect(sum.percentileMs(1)).toBe(90.5)
})

test('no sample has no percentile, and a huge one falls into the last bucket', () => {
  const histogram = new Histogram()
  expect(histogram.percentileMs(0.5)).toBeNaN()
  histogram.add(1e9)
  expect(histogram.percentileMs(0.5)).toBe(2_000.5)
})
