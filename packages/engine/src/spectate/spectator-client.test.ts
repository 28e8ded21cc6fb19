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

test('a delay is five minutes at most', () => {
  expect(() => new SpectatorFeed({ game: hunt, delayMs: 300_001 })).toThrow(RangeError)
  expect(() => new SpectatorFeed({ game: hunt, delayMs: Number.NaN })).toThrow(RangeError)
})
