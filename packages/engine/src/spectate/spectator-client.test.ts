import { expect, test } from 'vitest'
import { hunt } from '../../test/hunt.ts'
import { RecordedHunt, worldHash } from '../../test/recorded-hunt.ts'
import { SpectatorClient } from './spectator-client.ts'
import { SpectatorFeed } from './spectator-feed.ts'

const tickMs = 1_000 / 60
const msOf = (tick: number): number => tick * tickMs

test('one who watches sees a match as it was, as late as it is meant to be', () => {
  const match = new RecordedHunt(7)
  const delayMs = 2_000
  const feed = new SpectatorFeed({ game: hunt, delayMs })
  const spectator = new SpectatorClient({ game: hunt })
  const told: { tick: number; name: string }[] = []
  let drawn = 0
  match.listen(({ tick, moment, events }) => {
    feed.addEvents(tick, events, msOf(tick))
    if (moment !== undefined) feed.addMoment(moment, msOf(tick))
    for (const item of feed.take(msOf(tick))) {
      if (item.kind === 'events') expect(spectator.receiveEvents(item.tick, item.events)).toBe(0)
      else expect(spectator.receiveSnapshot(item.packet, msOf(tick))).toBeUndefined()
      expect(spectator.latestTick).toBeLessThanOrEqual(tick - delayMs / tickMs + 1)
    }
    told.push(...spectator.takeEvents().map(({ tick, name }) => ({ tick, name })))
    const { latest, latestTick } = spectator
    if (latest !== undefined) expect(worldHash(latest)).toBe(match.hashes[latestTick - 1])
    const view = spectator.view(msOf(tick))
    if (view === undefined) return
    drawn++
    expect(view.localTick).toBe(view.tick)
    expect(view.tick).toBeLessThan(tick - delayMs / tickMs)
  })
  match.run(600)
  expect(drawn).toBeGreaterThan(400)
  const known = match.events.filter(({ tick }) => tick <= 600 - Math.ceil(delayMs / tickMs))
  expect(told).toEqual(known.map(({ tick, event }) => ({ tick, name: event.name })))
})

test('one who watched under a former owner sees the next one go on with its first snapshot', () => {
  const match = new RecordedHunt(7)
  const spectator = new SpectatorClient({ game: hunt })
  const feeds = [1, 2].map(() => new SpectatorFeed({ game: hunt, delayMs: 0 }))
  const takenOverAt = 300
  let drawn = 0
  match.listen(({ tick, moment }) => {
    // Those of the pause nobody sees.
    const isUnseen = tick > takenOverAt - 10 && tick <= takenOverAt
    const feed = feeds[tick <= takenOverAt ? 0 : 1] as SpectatorFeed
    if (tick === takenOverAt + 1) spectator.takenOver()
    if (moment === undefined) return
    feed.addMoment(moment, msOf(tick))
    for (const item of feed.take(msOf(tick)))
      if (item.kind === 'snapshot' && !isUnseen) spectator.receiveSnapshot(item.packet, msOf(tick))
    const { latest, latestTick } = spectator
    if (!isUnseen) expect(latestTick).toBe(tick)
    if (latest !== undefined) expect(worldHash(latest)).toBe(match.hashes[latestTick - 1])
    const shown = spectator.view(msOf(tick))?.tick ?? 0
    expect(shown).toBeGreaterThanOrEqual(drawn)
    drawn = shown
  })
  match.run(400)
  expect(spectator.stats.desyncs).toBe(0)
})

test('what was shown is not shown again when the match goes on later', () => {
  const match = new RecordedHunt(7)
  const spectator = new SpectatorClient({ game: hunt })
  const feed = new SpectatorFeed({ game: hunt, delayMs: 0 })
  const pauseMs = 700
  const shown: number[] = []
  match.listen(({ tick, moment }) => {
    const atMs = msOf(tick) + (tick > 200 ? pauseMs : 0)
    // Who draws does so all the time.
    if (tick === 201)
      for (let ms = msOf(200); ms < atMs; ms += tickMs) shown.push(spectator.view(ms)?.tick ?? 0)
    if (moment !== undefined) feed.addMoment(moment, atMs)
    for (const item of feed.take(atMs))
      if (item.kind === 'snapshot') spectator.receiveSnapshot(item.packet, atMs)
    shown.push(spectator.view(atMs)?.tick ?? 0)
  })
  match.run(400)
  expect(shown).toEqual([...shown].sort((a, b) => a - b))
  expect(shown.at(-1)).toBeGreaterThan(380)
})

test('a delay is five minutes at most', () => {
  expect(() => new SpectatorFeed({ game: hunt, delayMs: 300_001 })).toThrow(RangeError)
  expect(() => new SpectatorFeed({ game: hunt, delayMs: Number.NaN })).toThrow(RangeError)
})
