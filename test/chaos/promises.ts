import type { Report } from './report.ts'

type Counted = Exclude<keyof Report, 'fault' | 'times' | 'gapMs' | 'findings'>

/** The most that a report may say; of a finding also the least. */
interface Limits extends Partial<Record<Counted, number>> {
  gapP99Ms?: number
  findings?: Readonly<Record<string, { least?: number; most?: number }>>
}

const nothingLost: Limits = {
  matchesLost: 0,
  playersDisconnected: 0,
  inputsLost: 0,
  chatLost: 0,
  chatRepeated: 0,
  resultsMissing: 0,
  resultsRepeated: 0,
  findings: {
    ordersLost: { most: 0 },
    ordersRepeated: { most: 0 },
    marksLost: { most: 0 },
    marksRepeated: { most: 0 },
  },
}

const resultOnce: Limits = { matchesLost: 0, resultsMissing: 0, resultsRepeated: 0 }

/** What follows from results, whoever died when: counted by the audit of crash-commit. */
const onceInPostgres = Object.fromEntries(
  [
    'scoresWrong',
    'ratingsMissing',
    'ratingsRepeated',
    'ratingsWrong',
    'statsWrong',
    'rewardsMissing',
    'rewardsRepeated',
    'achievementsWrong',
    'seasonRewardsWrong',
    'leaderboardRowsWrong',
    'leaderboardCacheWrong',
    'outboxMissing',
    'outboxRepeated',
    'liveEventsMissing',
    'liveEventsRepeated',
    'resultsRefused',
  ].map((name) => [name, { most: 0 }]),
)

/** Matches go on, and who asks the API hears at once that it is away. */
const whileAway: Limits = {
  ...resultOnce,
  playersDisconnected: 0,
  chatLost: 0,
  chatRepeated: 0,
  findings: {
    ...nothingLost.findings,
    apiMs: { most: 1_000 },
    apiFaults: { most: 0 },
    rowsLost: { most: 0 },
  },
}

/** What is promised, by the name of the fault; measured with two cores, three matches of four players. */
export const promises: Readonly<Record<string, Limits>> = {
  none: { ...nothingLost, ticksLost: 0 },
  'kill-authority': { ...nothingLost, gapP99Ms: 500 },
  'kill-host': { ...nothingLost, gapP99Ms: 1_500 },
  drain: { ...nothingLost, gapP99Ms: 100, ticksLost: 0 },
  // Everybody loses the connection, and is back within ten seconds; inputs have nowhere to go meanwhile.
  'kill-livekit': {
    ...resultOnce,
    gapP99Ms: 10_000,
    chatLost: 0,
    chatRepeated: 0,
    findings: nothingLost.findings ?? {},
  },
  'pause-authority': {
    ...resultOnce,
    playersDisconnected: 0,
    chatLost: 0,
    chatRepeated: 0,
    findings: { ...nothingLost.findings, successorsMin: { least: 1 }, successorsMax: { most: 1 } },
  },
  'stop-postgres': whileAway,
  'hang-postgres': whileAway,
  'stop-redis': whileAway,
  'hang-redis': whileAway,
  'wipe-redis': whileAway,
  'crash-commit': { ...resultOnce, findings: onceInPostgres },
}

/** What the report says that was promised to be otherwise, in a line each. */
export function brokenPromises(report: Report): string[] {
  const { gapP99Ms = Number.POSITIVE_INFINITY, findings = {}, ...counts } = promises[report.fault] ?? {}
  const broken: string[] = []
  for (const [name, most] of Object.entries(counts) as [Counted, number][])
    if (report[name] > most) broken.push(`${name} is ${report[name]}, at most ${most} was promised`)
  if (report.gapMs.p99 > gapP99Ms)
    broken.push(`gapMs.p99 is ${report.gapMs.p99}, at most ${gapP99Ms} was promised`)
  for (const [name, { least, most }] of Object.entries(findings)) {
    const value = report.findings[name]
    if (value === undefined) continue
    if (most !== undefined && value > most) broken.push(`${name} is ${value}, at most ${most} was promised`)
    if (least !== undefined && value < least)
      broken.push(`${name} is ${value}, at least ${least} was promised`)
  }
  return broken
}
