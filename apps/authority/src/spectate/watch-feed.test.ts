import { fromBinary } from '@bufbuild/protobuf'
import { MatchAuthority, type SpectatorTerms } from '@gameserver/engine'
import {
  type AuthorityEvent,
  AuthorityEventSchema,
  StatePacketSchema,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { expect, test } from 'vitest'
import { race } from '../testing.ts'
import { phases } from '../transport/authority-event.ts'
import { WatchFeed } from './watch-feed.ts'

const tickMs = 1_000 / race.tickRate

/** A match of which everything is told, in time that is made up. */
class Shown {
  readonly states: { tick: number; atMs: number }[] = []
  readonly events: (AuthorityEvent & { atMs: number })[] = []
  readonly match = new MatchAuthority({ game: race, seed: 1 })
  readonly feed: WatchFeed
  nowMs = 0
  isBlocked = false

  constructor(terms: Partial<SpectatorTerms>) {
    this.match.join(0)
    this.feed = new WatchFeed({
      epoch: 3,
      game: race,
      terms: { delaySeconds: 0, max: 10, reveals: 'public', ...terms },
      outlet: {
        publishState: (packets) => {
          if (this.isBlocked) return false
          for (const packet of packets) {
            const { epoch, tick } = fromBinary(StatePacketSchema, packet)
            expect(epoch).toBe(3)
            this.states.push({ tick, atMs: this.nowMs })
          }
          return true
        },
        publishEvent: (payload) => {
          this.events.push({ ...fromBinary(AuthorityEventSchema, payload), atMs: this.nowMs })
        },
      },
    })
  }

  play(ticks: number): void {
    for (let made = 0; made < ticks; made++) {
      this.nowMs += tickMs
      const events = this.match.step()
      if (events.length > 0)
        this.feed.hear(this.match.tick, { case: 'gameEvents', value: { events } }, this.nowMs)
      if (this.match.isSnapshotDue) this.feed.see(this.match.snapshotMoment(), this.nowMs)
    }
  }

  wait(ms: number): void {
    for (const untilMs = this.nowMs + ms; this.nowMs < untilMs; this.nowMs += 10) this.feed.flush(this.nowMs)
  }

  cases(): string[] {
    return this.events.map(({ body }) => body.case ?? '')
  }
}

test('what is seen and what is told comes out at once, in order, and numbered', () => {
  const shown = new Shown({})
  shown.feed.hear(0, { case: 'phaseChange', value: { phase: phases.running } }, 0)
  shown.play(60)
  expect(shown.states.map(({ tick }) => tick)).toEqual(Array.from({ length: 30 }, (_, at) => 2 * at + 2))
  expect(shown.states.every(({ tick, atMs }) => Math.abs(atMs - tick * tickMs) < 0.001)).toBe(true)
  expect(shown.events.filter(({ sequence }) => sequence > 0)).toMatchObject([
    { sequence: 1, body: { case: 'phaseChange' } },
    { sequence: 2, tick: 1, body: { case: 'gameEvents' } },
  ])
})

test('nothing comes out before its time, the end neither', () => {
  const shown = new Shown({ delaySeconds: 5 })
  shown.feed.hear(0, { case: 'roster', value: { seats: [] } }, 0)
  shown.play(600)
  const endMs = shown.nowMs
  shown.feed.hear(600, { case: 'matchEnded', value: { scores: [], reason: 'finished' } }, endMs)
  expect(shown.feed.isDrained(endMs + 4_999)).toBe(false)
  shown.wait(6_000)
  expect(shown.feed.isDrained(shown.nowMs)).toBe(true)
  expect(shown.states).toHaveLength(300)
  for (const { tick, atMs } of shown.states) expect(atMs).toBeGreaterThanOrEqual(tick * tickMs + 4_999.9)
  for (const { tick, atMs } of shown.events) expect(atMs).toBeGreaterThanOrEqual(tick * tickMs + 4_999.9)
  expect(shown.cases().at(-1)).toBe('matchEnded')
})

test('who comes in the middle is told again who is there and how it stands', () => {
  const shown = new Shown({ delaySeconds: 5 })
  const { feed } = shown
  feed.hear(0, { case: 'phaseChange', value: { phase: phases.waiting } }, 0)
  feed.hear(0, { case: 'phaseChange', value: { phase: phases.running } }, 1)
  feed.hear(0, { case: 'roster', value: { seats: [] } }, 2)
  feed.hear(0, { case: 'gameEvents', value: { events: [] } }, 3)
  shown.wait(4_900)
  expect(shown.events).toEqual([])
  shown.wait(6_000)
  expect(shown.events.filter(({ sequence }) => sequence > 0)).toHaveLength(4)
  const again = shown.events.filter(({ sequence }) => sequence === 0)
  expect(again.slice(-2)).toMatchObject([
    { body: { case: 'phaseChange', value: { phase: phases.running } } },
    { body: { case: 'roster' } },
  ])
})

test('what does not get out is left out, and counted', () => {
  const shown = new Shown({})
  shown.play(10)
  shown.isBlocked = true
  shown.play(10)
  shown.isBlocked = false
  shown.play(10)
  expect(shown.states.map(({ tick }) => tick)).toEqual([2, 4, 6, 8, 10, 22, 24, 26, 28, 30])
  expect(shown.feed.snapshotsSkipped).toBe(5)
})
