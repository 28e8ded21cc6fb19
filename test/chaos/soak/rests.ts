import { envelopeSpans } from './slope.ts'
import { warmUpShare } from './soak-report.ts'

/** A match that has just been found begins, is played, ends, and its room is closed. */
const restMsMax = 40_000

/**
 * Whether nobody is to begin a match: at the end of each span of which the lowest sample counts, so that in each there is one without
 * any matches, and like is compared with like. In a run too short for that at least half of each span is played.
 */
export function isResting(passedMs: number, runMs: number): boolean {
  const sinceWarmUpMs = passedMs - runMs * warmUpShare
  const spanMs = (runMs * (1 - warmUpShare)) / envelopeSpans
  return sinceWarmUpMs > 0 && sinceWarmUpMs % spanMs > spanMs - Math.min(restMsMax, spanMs / 2)
}
