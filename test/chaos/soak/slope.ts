/** What was measured, and when. */
export interface Sample {
  readonly atMs: number
  readonly value: number
}

/** Where something began and ended, and how it grew between. */
export interface Trend {
  first: number
  last: number
  slopePerMinute: number
}

/**
 * Memory grows until garbage is collected, and what a match needs goes with it: of so many equal spans of time after the warm-up only
 * the lowest sample counts. Nobody plays at the end of each.
 */
export const envelopeSpans = 4

/** Of the lower envelope of what came after the warm-up. Undefined: less than two points are left. */
export function trendOf(samples: readonly Sample[], warmUpMs: number): Trend | undefined {
  const beganMs = samples[0]?.atMs ?? 0
  const envelope = lowerEnvelope(
    samples.filter(({ atMs }) => atMs >= beganMs + warmUpMs),
    envelopeSpans,
  )
  const [first, last] = [envelope[0], envelope.at(-1)]
  if (!first || !last || first === last) return undefined
  return { first: first.value, last: last.value, slopePerMinute: slopePerMinute(envelope) }
}

/** The lowest sample of each of so many equal spans of time, of those that have any. */
export function lowerEnvelope(samples: readonly Sample[], spans: number): Sample[] {
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last) return []
  const spanMs = (last.atMs - first.atMs) / spans
  const lowest: Sample[] = []
  for (const sample of samples) {
    const span = spanMs === 0 ? 0 : Math.min(spans - 1, Math.floor((sample.atMs - first.atMs) / spanMs))
    const known = lowest[span]
    if (!known || sample.value < known.value) lowest[span] = sample
  }
  return lowest.filter((sample) => sample !== undefined)
}

/** Of the line through the samples whose squared distances are least. 0 for less than two moments. */
export function slopePerMinute(samples: readonly Sample[]): number {
  const [meanMs, mean] = [meanOf(samples.map(({ atMs }) => atMs)), meanOf(samples.map(({ value }) => value))]
  let [above, below] = [0, 0]
  for (const { atMs, value } of samples) {
    above += (atMs - meanMs) * (value - mean)
    below += (atMs - meanMs) ** 2
  }
  return below === 0 ? 0 : (above / below) * 60_000
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
