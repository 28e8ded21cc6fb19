import type { SeasonPeriod } from '@gameserver/client/browser'
import { dateText, spanText } from '../text/time-text.ts'

/** How a season stands at that time. */
export function seasonText(
  { endsAt, isFinal }: Pick<SeasonPeriod, 'endsAt' | 'isFinal'>,
  nowMs: number,
): string {
  if (endsAt === null) return 'has no end'
  const leftMs = Date.parse(endsAt) - nowMs
  if (leftMs > 0) return `ends in ${spanText(leftMs)}`
  return isFinal ? `ended ${dateText(endsAt, nowMs)}` : 'is being closed'
}
