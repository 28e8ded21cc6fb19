import { expect, it } from 'vitest'
import { propose } from './propose.ts'
import { queueRules } from './queue-rules.ts'
import { nowMs as startMs, ticket } from './testing.ts'
import type { Ticket } from './ticket.ts'

const rules = queueRules({ shape: { kind: 'teams', count: 2, size: 2 } })
const passMs = 100
/**
 * From the crowd at 25: 780 points, of which 100 and 15 for uncertainty are borne at once, and 10 more each second.
 */
const hermitMu = 38
const boundMs = ((780 - 115) / 10) * 1000

it('whoever is far from all others plays when his search has come to them, though they never wait that long', () => {
  let queue: Ticket[] = [ticket('hermit', { mu: hermitMu })]
  for (let passes = 0; passes * passMs <= boundMs; passes += 1) {
    const nowMs = startMs + passes * passMs
    const newcomers = Array.from({ length: 5 }, (_, at) => ({
      ...ticket(`n${passes}-${at}`),
      queuedAtMs: nowMs,
    }))
    const { waiting, matches } = propose(rules, [...queue, ...newcomers], [], nowMs)
    expect(matches.length).toBeGreaterThan(0)
    queue = [...queue, ...newcomers].filter(({ id }) => waiting.has(id))
    expect(queue.some(({ id }) => id === 'hermit')).toBe(passes * passMs < boundMs)
    expect(queue.length).toBeLessThan(6)
  }
})
