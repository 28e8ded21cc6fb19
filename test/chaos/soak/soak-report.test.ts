import { expect, test } from 'vitest'
import type { Sample } from './slope.ts'
import { brokenSoakPromises, formatSoakReport, makeSoakReport } from './soak-report.ts'

/** Ten minutes, a sample every five seconds. */
function growing(first: number, perMinute: number): Sample[] {
  return Array.from({ length: 121 }, (_, index) => {
    return { atMs: index * 5_000, value: first + (perMinute * index) / 12 }
  })
}

const level = { rssMb: growing(150, 0), threads: growing(21, 0), descriptors: growing(60, 0) }
const soaked = {
  ...{ minutes: 10, matches: 70, matchesLost: 0, processesStarted: 0, ticksPerSecondMin: 59.987 },
  idle: [] as string[],
  series: new Map([['authority-1/71', level]]),
}

test('a report has what each process had at first and at last, and how it grew', () => {
  const report = makeSoakReport(soaked)
  expect(report).toEqual({
    fault: 'soak',
    ...{ minutes: 10, matches: 70, matchesLost: 0, processesStarted: 0, idle: [] },
    rssSlopeMbPerMinute: { 'authority-1/71': 0 },
    rssMb: { 'authority-1/71': { first: 150, last: 150 } },
    threads: { 'authority-1/71': { first: 21, last: 21, slopePerMinute: 0 } },
    descriptors: { 'authority-1/71': { first: 60, last: 60, slopePerMinute: 0 } },
    ticksPerSecondMin: 59.99,
  })
  expect(brokenSoakPromises(report)).toEqual([])
  expect(formatSoakReport(report)).toContain('21 to 21 threads, 0 a minute')
})

test('what grows breaks a promise, process by process', () => {
  const brokenBy = (change: Partial<typeof level>) => {
    const series = new Map([...soaked.series, ['authority-2/72', { ...level, ...change }]])
    return brokenSoakPromises(makeSoakReport({ ...soaked, series }))
  }
  expect(brokenBy({ rssMb: growing(150, 0.9) })).toEqual([])
  expect(brokenBy({ rssMb: growing(150, 1.2) })).toEqual([
    'authority-2/72 grows by 1.2 MB a minute, less than 1 was promised',
  ])
  expect(brokenBy({ threads: growing(21, 1), descriptors: growing(60, 7) })).toHaveLength(2)
  expect(brokenBy({ descriptors: growing(60, -7) })).toEqual([])
  const series = new Map([['authority-1/73', { ...level, rssMb: growing(150, 10) }]])
  expect(brokenSoakPromises(makeSoakReport({ ...soaked, series, idle: ['authority-1/73'] }))).toEqual([])
})

test('what was lost, or could not be seen, breaks one too', () => {
  const brokenBy = (change: Partial<typeof soaked>) =>
    brokenSoakPromises(makeSoakReport({ ...soaked, ...change }))
  expect(brokenBy({ matchesLost: 1, processesStarted: 2 })).toHaveLength(2)
  expect(brokenBy({ matches: 0, series: new Map() })).toHaveLength(2)
  expect(
    makeSoakReport({ ...soaked, ticksPerSecondMin: Number.POSITIVE_INFINITY }).ticksPerSecondMin,
  ).toBeNull()
})
