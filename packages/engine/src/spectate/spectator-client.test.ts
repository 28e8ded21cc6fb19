import { expect, test } from 'vitest'
import { hunt } from '../../test/hunt.ts'
import { RecordedHunt, worldHash } from '../../test/recorded-hunt.ts'
import type { GameEvent, SnapshotPacket } from '../packets.ts'
import { DelayedStream } from './delayed-stream.ts'
import { SpectatorClient } from './spectator-client.ts'

type Sent =
  | { readonly packet: SnapshotPacket }
  | { readonly tick: number; readonly events: readonly GameEvent[] }

const tickMs = 1_000 / 60
const msOf = (tick: number): number => tick * tickMs

/** What goes out to all while a match is played. */
function broadcast(match: RecordedHunt, ticks: number): { readonly tick: number; readonly sent: Sent }[] {
  const all: { tick: number; sent: Sent }[] = []
  match.listen(({ tick, snapshots, events }) => {
    for (const { to, packet } of snapshots) if (to === undefined) all.push({ tick, sent: { packet } })
    if (events.length > 0) all.push({ tick, sent: { tick, events } })
  })
  match.run(ticks)
  return all
}

test('one who watches sees a match as it was, as late as it is meant to be', () => {
  const match = new RecordedHunt(7)
  const delayMs = 2_000
  const stream = new DelayedStream<Sent>({ delayMs })
  const sent = broadcast(match, 600)
  const spectator = new SpectatorClient({ game: hunt })
  const events: { tick: number; name: string }[] = []
  let drawn = 0
  for (let tick = 0; tick < 600 + 60; tick++) {
    for (const packet of sent.filter((one) => one.tick === tick)) stream.push(packet.sent, 100, msOf(tick))
    for (const one of stream.take(msOf(tick))) {
      if ('packet' in one) {
        spectator.receiveSnapshot(one.packet, msOf(tick))
        expect(spectator.latestTick).toBeLessThanOrEqual(tick - delayMs / tickMs + 1)
      } else expect(spectator.receiveEvents(one.tick, one.events)).toBe(0)
    }
    events.push(...spectator.takeEvents().map(({ tick, name }) => ({ tick, name })))
    const view = spectator.view(msOf(tick))
    const { latest, latestTick } = spectator
    if (latest && latestTick > 0) expect(worldHash(latest)).toBe(match.hashes[latestTick - 1])
    if (view === undefined || view.world.players.size === 0) continue
    drawn++
    expect(view.localTick).toBe(view.tick)
    expect(view.tick).toBeLessThan(tick - delayMs / tickMs + 8)
  }
  expect(drawn).toBeGreaterThan(300)
  expect(spectator.needsKeyframe).toBe(false)
  const until = 600 + 60 - Math.ceil(delayMs / tickMs)
  const known = match.events
    .filter(({ tick }) => tick < until)
    .map(({ tick, event }) => ({ tick, name: event.name }))
  expect(events).toEqual(known)
})
