import { type Trend, trendOf } from './slope.ts'
import type { UsageSeries } from './usage-watch.ts'

/** By the name of the process. Those that were there too shortly to have a trend are left out. */
type ByProcess<T> = Record<string, T>

export interface SoakReport {
  fault: 'soak'
  minutes: number
  /** That were played to their end. */
  matches: number
  /** That were given up. */
  matchesLost: number
  /** Authority processes that were started meanwhile, because others had ended. */
  processesStarted: number
  /** Processes that have had no match. */
  idle: string[]
  rssSlopeMbPerMinute: ByProcess<number>
  rssMb: ByProcess<Omit<Trend, 'slopePerMinute'>>
  threads: ByProcess<Trend>
  descriptors: ByProcess<Trend>
  /** Of the slowest match; null: none has run for long enough. */
  ticksPerSecondMin: number | null
}

interface Soaked
  extends Pick<SoakReport, 'minutes' | 'matches' | 'matchesLost' | 'processesStarted' | 'idle'> {
  series: ReadonlyMap<string, UsageSeries>
  ticksPerSecondMin: number
}

/** What is compiled and cached at first is no leak: two minutes of ten. */
export const warmUpShare = 0.2

/**
 * With more, a process reaches `MEMORY_MAX_MB` within a day, and is replaced. Nothing is promised of idle ones: the 64 MB of young
 * memory, which a match uses up in seconds, take them many minutes, and only then is anything collected.
 */
const rssSlopeMbPerMinuteMax = 1
/** What each match left behind would be many times as much. */
const countSlopePerMinuteMax = 0.5

export function makeSoakReport({ series, ticksPerSecondMin, ...counted }: Soaked): SoakReport {
  const warmUpMs = counted.minutes * 60_000 * warmUpShare
  const trends = (field: keyof UsageSeries): ByProcess<Trend> =>
    Object.fromEntries(
      [...series].flatMap(([name, of]) => {
        const trend = trendOf(of[field], warmUpMs)
        return trend ? [[name, rounded(trend)]] : []
      }),
    )
  const rss = Object.entries(trends('rssMb'))
  return {
    fault: 'soak',
    ...counted,
    minutes: hundredths(counted.minutes),
    rssSlopeMbPerMinute: Object.fromEntries(rss.map(([name, { slopePerMinute }]) => [name, slopePerMinute])),
    rssMb: Object.fromEntries(rss.map(([name, { first, last }]) => [name, { first, last }])),
    threads: trends('threads'),
    descriptors: trends('descriptors'),
    ticksPerSecondMin: Number.isFinite(ticksPerSecondMin) ? hundredths(ticksPerSecondMin) : null,
  }
}

/** What the report says that was promised to be otherwise, in a line each. */
export function brokenSoakPromises(report: SoakReport): string[] {
  const broken: string[] = []
  for (const name of ['matchesLost', 'processesStarted'] as const)
    if (report[name] > 0) broken.push(`${name} is ${report[name]}, at most 0 was promised`)
  if (report.matches === 0) broken.push('no match was played to its end')
  const slopes = Object.entries(report.rssSlopeMbPerMinute)
  if (slopes.length === 0) broken.push('no process was there for long enough')
  for (const [name, slope] of slopes)
    if (slope >= rssSlopeMbPerMinuteMax && !report.idle.includes(name))
      broken.push(`${name} grows by ${slope} MB a minute, less than ${rssSlopeMbPerMinuteMax} was promised`)
  for (const field of ['threads', 'descriptors'] as const)
    for (const [name, { first, last, slopePerMinute }] of Object.entries(report[field]))
      if (slopePerMinute >= countSlopePerMinuteMax)
        broken.push(`${name} has ${last} ${field} and had ${first}: ${slopePerMinute} more each minute`)
  return broken
}

export function formatSoakReport(report: SoakReport): string {
  const { minutes, matches, matchesLost, processesStarted, ticksPerSecondMin } = report
  const counts = { minutes, matches, 'lost matches': matchesLost, 'processes started': processesStarted }
  const lines = Object.entries({ ...counts, 'ticks a second, least': ticksPerSecondMin ?? 'unknown' })
  for (const [name, slope] of Object.entries(report.rssSlopeMbPerMinute)) {
    const { first, last } = report.rssMb[name] as Trend
    const state = report.idle.includes(name) ? ' (idle)' : ''
    lines.push([name, `${first} to ${last} MB, ${signed(slope)} MB a minute${state}`])
    for (const field of ['threads', 'descriptors'] as const) {
      const trend = report[field][name]
      if (trend)
        lines.push(['', `${trend.first} to ${trend.last} ${field}, ${signed(trend.slopePerMinute)} a minute`])
    }
  }
  return ['soak', ...lines.map(([name, value]) => `  ${name.padEnd(24)} ${value}`)].join('\n')
}

function rounded({ first, last, slopePerMinute }: Trend): Trend {
  return { first: hundredths(first), last: hundredths(last), slopePerMinute: hundredths(slopePerMinute) }
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value)
}

/** JSON knows no -0, and nobody wants more digits. */
function hundredths(value: number): number {
  return Math.round(value * 100) / 100 || 0
}
