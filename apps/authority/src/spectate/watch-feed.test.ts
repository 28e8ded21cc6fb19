import { fromBinary } from '@bufbuild/protobuf'
import { MatchAuthority, type SpectatorTerms } from '@gameserver/engine'
import {
  type AuthorityEvent,
  AuthorityEventSchema,
  StatePacketSchema,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import type { FormerPacket, HeldPacket } from '@gameserver/storage/held-shows'
import { expect, test } from 'vitest'
import { race } from '../testing.ts'
import { phases } from '../transport/authority-event.ts'
import { WatchFeed } from './watch-feed.ts'

const tickMs = 1_000 / race.tickRate

/** A match of which everything is told, in time that is made up. */
class Shown {
  readonly states: { epoch: number; tick: number; atMs: number }[] = []
  readonly events: (AuthorityEvent & { atMs: number })[] = []
  readonly held: (HeldPacket & { epoch: number; atMs: number })[] = []
  /** States that were sent reliably, since they were many. */
  reliable = 0
  /** What waits until a successor would know of it; undefined: nothing does. */
  waiting: (() => void)[] | undefined
  readonly match = new MatchAuthority({ game: race, seed: 1 })
  readonly feed: WatchFeed
  nowMs = 0
  isBlocked = false

  constructor(terms: Partial<SpectatorTerms>, { epoch = 3, isOpen = true } = {}) {
    this.match.join(0)
    let sequence = 0
    const state = (packet: Uint8Array) => {
      const { epoch, tick } = fromBinary(StatePacketSchema, packet)
      this.states.push({ epoch, tick, atMs: this.nowMs })
    }
    this.feed = new WatchFeed({
      epoch,
      game: race,
      terms: { delaySeconds: 0, max: 10, reveals: 'public', ...terms },
      outlet: {
        publishState: (packets) => {
          if (!this.isBlocked) for (const packet of packets) state(packet)
          return !this.isBlocked
        },
        publish: (topic, payload) => {
          if (topic === 'state') {
            this.reliable++
            state(payload)
          } else this.events.push({ ...fromBinary(AuthorityEventSchema, payload), atMs: this.nowMs })
        },
      },
      nextSequence: () => ++sequence,
      hold: (packets) => {
        for (const packet of packets) this.held.push({ ...packet, epoch, atMs: this.nowMs })
      },
      after: (run) => (this.waiting ? this.waiting.push(run) : run()),
    })
    if (isOpen) this.feed.open({ packets: [], atMs: 0 }, 0)
  }

  /** As its successor finds it so long after it was killed, which is now. */
  former(tickMax: number, agoMs: number): FormerPacket[] {
    const toBeShown = this.held.filter(({ tick }) => tick <= tickMax)
    return toBeShown.map(({ atMs, ...packet }) => ({ ...packet, ageMs: this.nowMs + agoMs - atMs }))
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

test('what the former owner held comes first, when it is due, and under its epoch', () => {
  const before = new Shown({ delaySeconds: 5 }, { epoch: 2 })
  before.play(600)
  expect(before.states.at(-1)?.tick).toBeGreaterThan(290)
  const after = new Shown({ delaySeconds: 5 }, { isOpen: false })
  // It played 10 s, was killed, and 500 ms later another goes on from tick 590, having made those of the pause at once.
  after.nowMs = before.nowMs + 500
  for (let tick = 0; tick < 628; tick++) after.match.step()
  after.play(2)
  expect(after.states).toEqual([])
  after.feed.open({ packets: before.former(590, 400), atMs: after.nowMs - 100 }, after.nowMs)
  after.play(600)
  const of = (epoch: number) => after.states.filter((state) => state.epoch === epoch)
  expect(after.states.map(({ epoch }) => epoch)).toEqual([...of(2).map(() => 2), ...of(3).map(() => 3)])
  // What may have been shown already is shown again; spectators know it.
  expect(of(2)[0]?.tick).toBeLessThan(300)
  expect(of(2).at(-1)?.tick).toBe(590)
  expect(of(3)[0]?.tick).toBe(630)
  expect(after.reliable).toBeGreaterThan(15)
  for (const { tick, atMs } of of(2)) expect(atMs).toBeGreaterThanOrEqual(tick * tickMs + 4_999.9)
  // It is no later than those who play saw it, but for what was due while nobody showed it.
  for (const { tick, atMs } of after.states.slice(after.reliable))
    expect(atMs).toBeLessThan((tick + 4) * tickMs + 5_000 + (tick >= 630 ? 100 : 0))
})

test('what is long overdue is left out, but for events', () => {
  const before = new Shown({ delaySeconds: 1 }, { epoch: 2 })
  before.play(60)
  before.feed.hear(60, { case: 'roster', value: { seats: [] } }, before.nowMs)
  const after = new Shown({ delaySeconds: 1 }, { isOpen: false })
  after.nowMs = before.nowMs + 4_500
  after.feed.open({ packets: before.former(60, 4_500), atMs: after.nowMs }, after.nowMs)
  expect(after.states).toEqual([])
  expect(after.events).toMatchObject([
    { epoch: 2, sequence: 1, body: { case: 'gameEvents' } },
    { epoch: 2, sequence: 2, body: { case: 'roster' } },
  ])
  // It is said again as it was, until there is something newer.
  after.wait(6_000)
  expect(after.events.at(-1)).toMatchObject({ epoch: 2, sequence: 0, body: { case: 'roster' } })
})

test('an event is held at once, and told when a successor would know that it was', () => {
  const shown = new Shown({})
  shown.waiting = []
  shown.feed.hear(7, { case: 'roster', value: { seats: [] } }, 0)
  shown.wait(100)
  expect(shown.held).toMatchObject([{ kind: 'event', tick: 7 }])
  expect(shown.events).toEqual([])
  for (const run of shown.waiting) run()
  expect(shown.cases()).toEqual(['roster'])
  // Without a delay there is nothing of a state that a successor could show.
  shown.play(4)
  expect(shown.held.map(({ kind }) => kind)).not.toContain('state')
})
