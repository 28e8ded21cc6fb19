import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextReset } from './reset-schedule.ts'

describe('reset schedule', () => {
  const next = (schedule: Parameters<typeof nextReset>[0], after: string) =>
    nextReset(schedule, new Date(after))?.toISOString() ?? null

  it('is daily, weekly, monthly or once', () => {
    expect(next(null, '2026-11-21T15:00:00Z')).toBeNull()
    expect(next({ every: 'day' }, '2026-11-21T15:00:00Z')).toBe('2026-11-22T00:00:00.000Z')
    expect(next({ every: 'day', hour: 16 }, '2026-11-21T15:00:00Z')).toBe('2026-11-21T16:00:00.000Z')
    expect(next({ every: 'week' }, '2026-11-21T15:00:00Z')).toBe('2026-11-23T00:00:00.000Z')
    expect(next({ every: 'week', weekday: 7, hour: 3 }, '2026-11-21T15:00:00Z')).toBe(
      '2026-11-22T03:00:00.000Z',
    )
    expect(next({ every: 'month' }, '2026-12-21T15:00:00Z')).toBe('2027-01-01T00:00:00.000Z')
    expect(next({ every: 'month', day: 28 }, '2026-02-21T15:00:00Z')).toBe('2026-02-28T00:00:00.000Z')
    expect(next({ at: '2026-12-24T18:00:00Z' }, '2026-11-21T15:00:00Z')).toBe('2026-12-24T18:00:00.000Z')
    expect(next({ at: '2026-12-24T18:00:00Z' }, '2026-12-24T18:00:00Z')).toBeNull()
  })

  it('lies after the time it is asked about, by no more than its period', () => {
    const hour = fc.integer({ min: 0, max: 23 })
    const schedules = fc.oneof(
      hour.map((at) => ({ every: 'day' as const, hour: at, daysMax: 1 })),
      fc
        .record({ hour, weekday: fc.integer({ min: 1, max: 7 }) })
        .map((at) => ({ every: 'week' as const, ...at, daysMax: 7 })),
      fc
        .record({ hour, day: fc.integer({ min: 1, max: 28 }) })
        .map((at) => ({ every: 'month' as const, ...at, daysMax: 31 })),
    )
    const times = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(schedules, times, ({ daysMax, ...schedule }, after) => {
        const at = nextReset(schedule, after) as Date
        const days = (at.getTime() - after.getTime()) / 86_400_000
        return (
          days > 0 &&
          days <= daysMax &&
          nextReset(schedule, new Date(at.getTime() - 1))?.getTime() === at.getTime()
        )
      }),
    )
  })
})
