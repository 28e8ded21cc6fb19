import type { MetricObjectWithValues, MetricValue } from 'prom-client'
import type { Readiness } from '../operation/readiness.ts'
import type { Stats } from '../operation/stats.ts'

/**
 * What a supervisor and its processes say to each other. Both are of one version, and nobody else can speak there: what arrives is
 * taken as it is.
 */
export type ToProcess =
  /** No spare any more: it takes new matches. */
  | { type: 'promote' }
  /** It lets its matches go, and leaves. */
  | { type: 'drain' }
  | { type: 'ask'; question: number; subject: Subject }

export type FromProcess =
  /** Its event loop goes round. */
  | { type: 'beat'; rssBytes: number; cpuSeconds: number }
  | { type: 'ready'; games: readonly string[] }
  /** It can't start, for a reason that a setting or a service has. It leaves. */
  | { type: 'refusal'; message: string }
  | { type: 'answer'; question: number; answer: Answers[Subject] }

export interface Answers {
  stats: Stats
  metrics: readonly MetricObjectWithValues<MetricValue<string>>[]
  readiness: Readiness
}

export type Subject = keyof Answers

/** Between two beats. Their load is measured in the same step. */
export const beatEveryMs = 100
