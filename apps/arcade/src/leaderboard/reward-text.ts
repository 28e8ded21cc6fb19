import { ordinalText } from '../text/number-text.ts'

/** As `1st`, `2nd to 3rd`. */
export function ranksText(fromRank: number, toRank: number): string {
  return fromRank === toRank ? ordinalText(fromRank) : `${ordinalText(fromRank)} to ${ordinalText(toRank)}`
}

/** A reward is what its game says, in names of its own: `badge gold`, `coins 500`. */
export function rewardText(reward: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(reward).map(
    ([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`,
  )
  return parts.join(', ') || 'the rank itself'
}
