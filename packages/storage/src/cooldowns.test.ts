import { describe, expect, it } from 'vitest'
import { cooldownEndMs } from './cooldowns.ts'

const day = 24 * 3_600_000
const nowMs = 1_000 * day
const policy = { cooldownSeconds: [30, 120, 300], strikeKeptSeconds: 86_400 }

/** Seconds from now, for strikes so many seconds ago, the newest first. */
function secondsLeft(...secondsAgo: number[]): number | undefined {
  const endsMs = cooldownEndMs(
    secondsAgo.map((seconds) => nowMs - seconds * 1000),
    nowMs,
    policy,
  )
  return endsMs === undefined ? undefined : (endsMs - nowMs) / 1000
}

describe('a cool-down', () => {
  it('is longer with each strike, up to the last step', () => {
    expect(secondsLeft()).toBeUndefined()
    expect(secondsLeft(0)).toBe(30)
    expect(secondsLeft(0, 60)).toBe(120)
    expect(secondsLeft(0, 60, 600)).toBe(300)
    expect(secondsLeft(0, 60, 600, 700, 800)).toBe(300)
  })

  it('runs from the newest strike', () => {
    expect(secondsLeft(10)).toBe(20)
    expect(secondsLeft(30)).toBeUndefined()
    expect(secondsLeft(100, 200)).toBe(20)
    expect(secondsLeft(120, 200)).toBeUndefined()
  })

  it('begins anew when a day has gone by without another strike', () => {
    expect(secondsLeft(0, 86_399)).toBe(120)
    expect(secondsLeft(0, 86_400)).toBe(30)
    expect(secondsLeft(0, 86_000, 172_000)).toBe(300)
    expect(secondsLeft(0, 86_000, 172_500)).toBe(120)
  })

  it('is never where none are configured', () => {
    expect(cooldownEndMs([nowMs], nowMs, { ...policy, cooldownSeconds: [] })).toBeUndefined()
  })
})
