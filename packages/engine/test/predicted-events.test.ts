import { expect, test } from 'vitest'
import {
  bool,
  defineGame,
  MatchAuthority,
  MatchClient,
  type PlayedEvent,
  playerMap,
  u8,
} from '../src/index.ts'
import { calm, Link, type LinkConditions } from './virtual-network.ts'

const fires = defineGame({
  id: 'fires',
  name: 'Fires',
  version: '1.0.0',
  description: 'Press to fire.',
  tickRate: 60,
  sendRate: 30,
  mode: 'full',
  players: { min: 1, max: 2 },
  state: { players: playerMap({ shots: u8, isHeld: bool }) },
  input: { fire: bool },
  events: { shot: { by: u8, number: u8 }, tenth: { by: u8 } },
  predicts: ['shot'],
  join: (world, slot) => void world.players.set(slot, { shots: 0, isHeld: false }),
  leave: (world, slot) => void world.players.delete(slot),
  step(world, inputs, { emit }) {
    for (const [slot, player] of world.players) {
      const input = inputs.get(slot)
      if (input === undefined) continue
      if (input.fire && !player.isHeld) {
        player.shots = (player.shots + 1) % 250
        emit('shot', { by: slot, number: player.shots })
        if (player.shots % 10 === 0) emit('tenth', { by: slot })
      }
      player.isHeld = input.fire
    }
  },
  isOver: () => false,
  scores: () => [],
})

type Fires = typeof fires

/** Two players who press and let go, over links of the same conditions; what each of them is shown, with the time. */
function played(conditions: LinkConditions): (PlayedEvent<Fires> & { readonly atMs: number })[][] {
  const authority = new MatchAuthority({ game: fires, seed: 1 })
  const players = [0, 1].map((slot) => {
    authority.join(slot)
    return {
      slot,
      client: new MatchClient({ game: fires, slot }),
      up: new Link<Parameters<typeof authority.receiveInput>[1]>(conditions, 10 + slot),
      down: new Link<(client: MatchClient<Fires>, nowMs: number) => void>(conditions, 20 + slot),
      shown: [] as (PlayedEvent<Fires> & { readonly atMs: number })[],
    }
  })
  for (const { slot, client } of players)
    for (const keyframe of authority.keyframes(slot)) client.receiveKeyframe(keyframe)
  for (let nowMs = 0; nowMs < 12_000; nowMs++) {
    for (const { slot, client, up, down, shown } of players) {
      for (const deliver of down.receive(nowMs)) deliver(client, nowMs)
      if (nowMs % 16 === slot) {
        const isFiring = nowMs < 10_000 && Math.floor(nowMs / 200) % 2 === slot
        for (const packet of client.advance(nowMs, () => ({ fire: isFiring }))) up.send(packet, nowMs)
        shown.push(...client.takeEvents().map((event) => ({ ...event, atMs: nowMs })))
      }
      for (const packet of up.receive(nowMs)) authority.receiveInput(slot, packet, 0)
    }
    if (Math.floor((nowMs * 60) / 1000) <= authority.tick) continue
    const events = authority.step()
    const { tick } = authority
    for (const { down } of players)
      if (events.length > 0) down.sendReliably((client) => client.receiveEvents(tick, events), nowMs)
    if (!authority.isSnapshotDue) continue
    for (const { to, packet } of authority.snapshots())
      for (const { slot, down } of players)
        if (to === undefined || to.includes(slot))
          down.send((client, atMs) => client.receiveSnapshot(packet, atMs), nowMs)
  }
  return players.map(({ shown }) => shown)
}

test.each([
  ['calm', calm],
  ['slow and lossy', { delayMs: 50, jitterMs: 20, lossShare: 0.03, burstPackets: 2, duplicateShare: 0.02 }],
] as const)('own events are shown at once, all events once, over a %s network', (_, conditions) => {
  const players = played(conditions)
  for (const [slot, shown] of players.entries()) {
    const shots = shown
      .filter(({ name }) => name === 'shot')
      .map(({ value, ...rest }) => ({ ...value, ...rest }))
    const own = shots.filter(({ by }) => by === slot)
    expect(own.length).toBeGreaterThan(20)
    const numbers = shots.map((shot) => `${shot.by} ${'number' in shot ? shot.number : ''}`)
    expect(numbers.length - new Set(numbers).size).toBeLessThanOrEqual(1)
    expect(own.filter(({ isPredicted }) => isPredicted).length).toBeGreaterThan(own.length - 3)
    expect(shots.filter(({ by, isPredicted }) => by !== slot && isPredicted)).toEqual([])
    expect(shown.filter(({ name, isPredicted }) => name === 'tenth' && isPredicted)).toEqual([])
    expect(shown.filter(({ name }) => name === 'tenth').length).toBeGreaterThanOrEqual(4)
    // Within two pictures of the key, whatever the network does, once the match has begun.
    for (const { atMs, isPredicted } of own)
      if (isPredicted && atMs > 500) expect((atMs - slot * 200) % 400).toBeLessThan(35)
  }
})
