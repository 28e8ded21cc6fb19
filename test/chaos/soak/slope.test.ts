import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lowerEnvelope, type Sample, slopePerMinute, trendOf } from './slope.ts'

const everyMs = 5_000

function samplesOf(count: number, valueAt: (index: number) => number): Sample[] {
  return Array.from({ length: count }, (_, index) => ({ atMs: index * everyMs, value: valueAt(index) }))
}

describe('the slope', () => {
  test('of a line is its own, whatever its origin', () => {
    const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })
    fc.assert(
      fc.property(
        between(-5, 5),
        between(-100, 100),
        fc.integer({ min: 0, max: 1e12 }),
        (slope, start, at) => {
          const line = samplesOf(20, (index) => start + (slope * index * everyMs) / 60_000)
          const moved = line.map(({ atMs, value }) => ({ atMs: atMs + at, value }))
          expect(slopePerMinute(moved)).toBeCloseTo(slope, 6)
        },
      ),
    )
  })

  test('weighs all samples by the squares of their distances', () => {
    const values = [1, 2, 1.5, 4]
    expect(slopePerMinute(values.map((value, index) => ({ atMs: index * 60_000, value })))).toBeCloseTo(0.85)
  })

  test('of one moment, or of none, is level', () => {
    expect(slopePerMinute([])).toBe(0)
    expect(slopePerMinute([{ atMs: 7, value: 3 }])).toBe(0)
  })
})

describe('the lower envelope', () => {
  test('has the lowest sample of each span, where there is one', () => {
    const samples = [3, 1, 2, 9, 8, 7].map((value, index) => ({ atMs: index, value }))
    expect(lowerEnvelope(samples, 2)).toEqual([samples[1], samples[5]])
    const gap = [
      { atMs: 0, value: 5 },
      { atMs: 100, value: 6 },
    ]
    expect(lowerEnvelope(gap, 4)).toEqual(gap)
    expect(lowerEnvelope([], 4)).toEqual([])
  })
})

describe('a trend', () => {
  /** Ten minutes of a heap that is collected every 40 s. */
  const sawtooth = (leakPerMinute: number) =>
    samplesOf(120, (index) => 150 + (index % 8) * 6 + (leakPerMinute * index * everyMs) / 60_000)

  test('is level for what is collected, and is not for what leaks', () => {
    expect(trendOf(sawtooth(0), 120_000)?.slopePerMinute).toBeCloseTo(0, 6)
    expect(trendOf(sawtooth(1), 120_000)?.slopePerMinute).toBeCloseTo(1, 1)
  })

  test('does not see the warm-up', () => {
    const warming = samplesOf(120, (index) => (index < 24 ? 100 + index * 3 : 170))
    expect(trendOf(warming, 120_000)).toEqual({ first: 170, last: 170, slopePerMinute: 0 })
  })

  test('is not known of what has hardly been', () => {
    expect(trendOf([], 0)).toBeUndefined()
    expect(
      trendOf(
        samplesOf(5, () => 1),
        60_000,
      ),
    ).toBeUndefined()
  })
})
