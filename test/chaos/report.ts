import { percentile } from '../../bench/support/percentile.ts'

/** What else was measured, by name. */
export type Findings = Readonly<Record<string, number>>

/** What came of a fault, over all times that it was injected. */
export interface Report {
  fault: string
  times: number
  /** Matches that were abandoned, stood still, or began anew. */
  matchesLost: number
  /** Times a player lost the connection to the room. */
  playersDisconnected: number
  /** The longest time without a new state, of each player of a match that was struck, each time. */
  gapMs: { p50: number; p99: number; max: number }
  /** Ticks that matches are behind 60 a second by, after the fault. */
  ticksLost: number
  /** Inputs that no tick was made with. */
  inputsLost: number
  /** Chat lines times listeners who did not hear them, or heard them twice. */
  chatLost: number
  chatRepeated: number
  /** Matches without a whole result (ranks, ratings, leaderboard rows), or with any of it twice. */
  resultsMissing: number
  resultsRepeated: number
  findings: Findings
}

/** One time. */
export interface Repetition {
  /** By player. */
  pausesMs: readonly number[]
  ticksLost: number
  inputsLost: number
  playersDisconnected: number
  matchesLost: number
  findings: Findings
}

/** Of matches from their beginning to their end, through all that happened to them. */
export interface Ending {
  chatLost: number
  chatRepeated: number
  resultsMissing: number
  resultsRepeated: number
  matchesLost: number
  findings: Findings
}

export function makeReport(
  fault: string,
  repetitions: readonly Repetition[],
  endings: readonly Ending[],
): Report {
  const pauses = repetitions.flatMap(({ pausesMs }) => pausesMs)
  return {
    fault,
    times: repetitions.length,
    matchesLost: sum([...repetitions, ...endings], ({ matchesLost }) => matchesLost),
    playersDisconnected: sum(repetitions, ({ playersDisconnected }) => playersDisconnected),
    gapMs: {
      p50: round(percentile(pauses, 0.5)),
      p99: round(percentile(pauses, 0.99)),
      max: round(percentile(pauses, 1)),
    },
    ticksLost: sum(repetitions, ({ ticksLost }) => ticksLost),
    inputsLost: sum(repetitions, ({ inputsLost }) => inputsLost),
    chatLost: sum(endings, ({ chatLost }) => chatLost),
    chatRepeated: sum(endings, ({ chatRepeated }) => chatRepeated),
    resultsMissing: sum(endings, ({ resultsMissing }) => resultsMissing),
    resultsRepeated: sum(endings, ({ resultsRepeated }) => resultsRepeated),
    findings: {
      ...extremes(repetitions.map(({ findings }) => findings)),
      ...totals(endings.map(({ findings }) => findings)),
    },
  }
}

const rows: readonly [string, (report: Report) => string | number][] = [
  ['times', ({ times }) => times],
  ['lost matches', ({ matchesLost }) => matchesLost],
  ['disconnects', ({ playersDisconnected }) => playersDisconnected],
  ['gap', ({ gapMs }) => `${gapMs.p50} ms median, ${gapMs.p99} ms p99, ${gapMs.max} ms at most`],
  ['lost ticks', ({ ticksLost }) => ticksLost],
  ['lost inputs', ({ inputsLost }) => inputsLost],
  ['chat', ({ chatLost, chatRepeated }) => `${chatLost} lost, ${chatRepeated} repeated`],
  [
    'results',
    ({ resultsMissing, resultsRepeated }) => `${resultsMissing} missing, ${resultsRepeated} repeated`,
  ],
]

export function formatReport(report: Report): string {
  const findings = Object.entries(report.findings).map(([name, value]): [string, number] => [name, value])
  const told = [...rows.map(([name, of]) => [name, of(report)] as const), ...findings]
  return [report.fault, ...told.map(([name, value]) => `  ${name.padEnd(20)} ${value}`)].join('\n')
}

/** Of several times the largest, or of what ends in `Min` the smallest. */
function extremes(findings: readonly Findings[]): Findings {
  return gathered(findings, (name, a, b) => (name.endsWith('Min') ? Math.min(a, b) : Math.max(a, b)))
}

function totals(findings: readonly Findings[]): Findings {
  return gathered(findings, (_, a, b) => a + b)
}

function gathered(
  findings: readonly Findings[],
  of: (name: string, a: number, b: number) => number,
): Findings {
  const all: Record<string, number> = {}
  for (const [name, value] of findings.flatMap((its) => Object.entries(its))) {
    const known = all[name]
    all[name] = known === undefined ? value : of(name, known, value)
  }
  return all
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0)
}

/** A run in which nothing was measured has no gap; JSON knows no NaN. */
function round(ms: number): number {
  return Number.isNaN(ms) ? 0 : Math.round(ms)
}
