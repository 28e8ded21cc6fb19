/** A limit that gives way to waiting: `start` for who has just come, `perSecond` more each second, `max` at last. */
export interface Widening {
  readonly start: number
  readonly perSecond: number
  readonly max: number
}

/** The limit for who has waited that long. A clock that ran backwards counts as no wait. */
export function widened({ start, perSecond, max }: Widening, waitedMs: number): number {
  return Math.min(max, start + (perSecond * Math.max(0, waitedMs)) / 1000)
}

/** After this wait the limit changes no more: 0 if it never does, or starts at its end. */
export function fullyWidenedMs({ start, perSecond, max }: Widening): number {
  return perSecond > 0 && max > start ? ((max - start) / perSecond) * 1000 : 0
}

export function wideningProblem({ start, perSecond, max }: Widening): string | undefined {
  if (![start, perSecond, max].every((value) => Number.isFinite(value) && value >= 0)) {
    return 'start, perSecond and max must be numbers from 0'
  }
  return start > max ? 'start must not be above max' : undefined
}
