import type { ResetSchedule } from '@gameserver/protocol/competition'

const hourMs = 60 * 60 * 1000
const dayMs = 24 * hourMs

/** When the season ends that has begun at `after`: strictly later. Null: never (again). All in UTC. */
export function nextReset(schedule: ResetSchedule | null, after: Date): Date | null {
  if (schedule === null) return null
  if ('at' in schedule) {
    const at = new Date(schedule.at)
    return at > after ? at : null
  }
  const hour = schedule.hour ?? 0
  if (schedule.every === 'month') return nextMonthly(after, schedule.day ?? 1, hour)
  const midnightMs = Date.UTC(after.getUTCFullYear(), after.getUTCMonth(), after.getUTCDate())
  const isDue = (at: Date) =>
    at > after && (schedule.every === 'day' || isoWeekday(at) === (schedule.weekday ?? 1))
  const days = Array.from({ length: 9 }, (_, day) => new Date(midnightMs + day * dayMs + hour * hourMs))
  return days.find(isDue) ?? null
}

function nextMonthly(after: Date, day: number, hour: number): Date {
  const inMonth = (months: number) =>
    new Date(Date.UTC(after.getUTCFullYear(), after.getUTCMonth() + months, day, hour))
  return inMonth(0) > after ? inMonth(0) : inMonth(1)
}

/** 1 for Monday. */
const isoWeekday = (at: Date) => at.getUTCDay() || 7
