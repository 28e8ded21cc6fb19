import { type InputPacket, MatchAuthority, MatchClient, math } from '@gameserver/engine'
import { expect, test } from 'vitest'
import { type ArenaInput, arena, hpMax, layouts, playerRadius } from './arena.ts'
import { think } from './bot.ts'

const tickMs = 1000 / 60

/** mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * What a hundred steps may take of the processor, in yardsticks: eight times as many as usual, some 0.2 ms a step. A machine that is slow, or
 * does much else at once, is slower at both.
 */
const yardsticksMax = 25

type Play = (client: MatchClient<typeof arena>, slot: number, tick: number) => ArenaInput

interface Rehearsal {
  players: number
  seconds: number
  delayTicks: number
  play: Play
}

/** A whole match on one thread: an authority, and clients whose packets take `delayTicks` each way. */
function rehearse({ players, seconds, delayTicks, play }: Rehearsal) {
  const authority = new MatchAuthority({ game: arena, seed: 3, settings: { seconds }, seats: players })
  for (let slot = 0; slot < players; slot++) authority.join(slot)
  const clients = Array.from({ length: players }, (_, slot) => new MatchClient({ game: arena, slot }))
  clients.forEach((client, slot) => {
    for (const packet of authority.keyframes(slot)) client.receiveKeyframe(packet)
  })
  const underway: { dueTick: number; deliver(nowMs: number): void }[] = []
  const bytes: number[] = []
  const kills: unknown[] = []
  for (let now = 0; !authority.isOver(); now++) {
    const nowMs = now * tickMs
    while (underway[0] && underway[0].dueTick <= now) underway.shift()?.deliver(nowMs)
    clients.forEach((client, slot) => {
      const send = (packet: InputPacket) =>
        underway.push({ dueTick: now + delayTicks, deliver: () => authority.receiveInput(slot, packet, 0) })
      client.advance(nowMs, (tick) => play(client, slot, tick)).forEach(send)
    })
    kills.push(...authority.step())
    if (!authority.isSnapshotDue) continue
    for (const { to, packet } of authority.snapshots()) {
      bytes.push(packet.blocks.reduce((sum, block) => sum + block.length, packet.inputDepths.length))
      underway.push({
        dueTick: now + delayTicks,
        deliver: (deliverMs) => {
          clients.forEach((client, slot) => {
            if (to === undefined || to.includes(slot)) client.receiveSnapshot(packet, deliverMs)
          })
        },
      })
    }
  }
  return {
    authority,
    clients,
    kills,
    bytesPerSnapshot: bytes.reduce((sum, size) => sum + size, 0) / bytes.length,
  }
}

function botPlay(seed: number): Play {
  const random = randomFrom(seed)
  return (client, slot, tick) => think(client.latest ?? expect.fail('no world yet'), slot, tick, random)
}

test('ten bots fight a match in few bytes', { timeout: 60_000 }, () => {
  const { kills, bytesPerSnapshot, clients, authority } = rehearse({
    players: 10,
    seconds: 40,
    delayTicks: 2,
    play: botPlay(1),
  })
  expect(kills.length).toBeGreaterThan(15)
  expect(authority.scores().every(({ score }) => score % 50 === 0)).toBe(true)
  expect(bytesPerSnapshot).toBeLessThan(85)
  for (const { stats } of clients) expect(stats.corrections / stats.snapshots).toBeLessThan(0.02)
})

test('a player alone is predicted to the bit, whatever the hands do', () => {
  const random = randomFrom(7)
  let held: ArenaInput = { moveX: 0, moveY: 0, aim: 0, fire: false, dash: false }
  let settled = { corrections: 0, mispredictions: 0 }
  const { clients } = rehearse({
    players: 1,
    seconds: 30,
    delayTicks: 3,
    play: (client, _slot, tick) => {
      // Until the client's lead has settled, inputs come too late to be used.
      if (tick < 120) settled = client.stats
      if (random() < 0.1) held = randomInput(random)
      return held
    },
  })
  const { corrections, mispredictions, snapshots } = clients[0]?.stats ?? expect.fail('no client')
  expect(snapshots).toBeGreaterThan(900)
  expect(corrections).toBe(settled.corrections)
  expect(mispredictions).toBe(settled.mispredictions)
})

test('the same inputs make the same match', () => {
  const [first, second] = [1, 2].map(() => {
    const { authority } = rehearse({ players: 4, seconds: 10, delayTicks: 1, play: botPlay(4) })
    return Buffer.from(
      authority
        .keyframes(0)
        .flatMap(({ blocks }) => blocks.map((block) => [...block]))
        .flat(),
    ).toString('hex')
  })
  expect(first).toBe(second)
})

test('32 players with random hands: 10,000 ticks, all within bounds', () => {
  const random = randomFrom(11)
  const { world } = rehearse({
    players: 32,
    seconds: 10,
    delayTicks: 1,
    play: () => randomInput(random),
  }).authority
  Object.assign(world, { phase: 'fight', secondsLeft: 1000 })
  const inputs = new Map<number, ArenaInput>()
  let kills = 0
  const step = (tick: number) => {
    for (let slot = 0; slot < 32; slot++) if (random() < 0.1) inputs.set(slot, randomInput(random))
    arena.step(world, inputs, {
      tick,
      tickRate: 60,
      random: {
        float: random,
        int: (bound) => Math.floor(random() * bound),
        pick: ([first]) => first as never,
      },
      settings: { seconds: 10 },
      math,
      seats: 10,
      isPredicting: false,
      asSeenBy: () => world,
      emit: () => kills++,
    })
  }
  let stepsMs = 0
  let yardsticksMs = 0
  for (let tick = 1; tick <= 10_000; tick += 100) {
    stepsMs += cpuMsOf(() => {
      for (let at = 0; at < 100; at++) step(tick + at)
    })
    yardsticksMs += cpuMsOf(yardstick)
  }
  expect(stepsMs / yardsticksMs).toBeLessThan(yardsticksMax)
  expect(kills).toBeGreaterThan(100)
  for (const player of world.players.values()) {
    expect(Math.max(Math.abs(player.x), Math.abs(player.y))).toBeLessThanOrEqual(
      layouts.small.half - playerRadius + 0.07,
    )
    expect(player.hp).toBeGreaterThanOrEqual(0)
    expect(player.hp).toBeLessThanOrEqual(hpMax)
  }
}, 60_000)

function randomInput(random: () => number): ArenaInput {
  return {
    moveX: random() * 2 - 1,
    moveY: random() * 2 - 1,
    aim: random() * 2 * Math.PI,
    fire: random() < 0.6,
    dash: random() < 0.05,
  }
}

/** Of the processor. */
function cpuMsOf(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

/** Numbers and small objects, as in a game. */
function yardstick(): void {
  const random = randomFrom(5)
  const points = Array.from({ length: 500 }, () => ({ x: random(), y: random() }))
  let near = 0
  for (const { x, y } of points)
    for (const other of points) if ((x - other.x) ** 2 + (y - other.y) ** 2 < 0.01) near++
  expect(near).toBeGreaterThan(points.length)
}
