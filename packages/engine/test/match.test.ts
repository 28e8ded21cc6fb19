import { describe, expect, test } from 'vitest'
import { depthsPerTick } from '../src/index.ts'
import { SimulatedMatch } from './simulated-match.ts'
import { skirmish } from './skirmish.ts'
import { calm, Link, rough } from './virtual-network.ts'

/** Time that players need to find the right lead. */
const settleSeconds = 3
/** Seconds of a match take long on a machine that is busy with other tests. */
const timeout = 30_000

function settledMatch(seed: number, conditions: typeof calm, players: number): SimulatedMatch {
  const match = new SimulatedMatch(seed, conditions)
  for (let count = 0; count < players; count++) match.join()
  match.run(settleSeconds)
  for (const player of match.players) player.forget(match.authority)
  return match
}

describe.each([1, 2, 3])('a match over a calm network, seed %i', (seed) => {
  const match = settledMatch(seed, calm, 6)
  match.run(4)

  test('clients see exactly what the authority has', () => {
    expect(match.desyncs).toBe(0)
    expect(match.rejected).toBe(0)
    for (const { client } of match.players) expect(client.stats.snapshots).toBeGreaterThan(170)
  })

  test('every input arrives in time, just', () => {
    for (const player of match.players) {
      expect(player.newLateInputs(match.authority)).toBe(0)
      for (const depth of player.depths) expect([2, 3]).toContain(Math.ceil(depth / depthsPerTick))
    }
  })

  test('the own player is hardly ever corrected', () => {
    for (const player of match.players) expect(player.newCorrections / player.newSnapshots).toBeLessThan(0.02)
  })

  test('the own player is drawn without a leap', () => {
    for (const { greatestMove } of match.players) expect(greatestMove).toBeLessThan(2)
  })
})

describe.each([11, 12, 13])('a match over a rough network, seed %i', (seed) => {
  const match = settledMatch(seed, rough, 6)
  match.run(6)

  test('clients see exactly what the authority has', () => {
    expect(match.desyncs).toBe(0)
    expect(match.rejected).toBe(0)
    for (const { newSnapshots } of match.players) expect(newSnapshots).toBeGreaterThan(6 * 30 * 0.8)
  })

  test('nearly all inputs arrive in time', () => {
    const late = match.players.reduce((sum, player) => sum + player.newLateInputs(match.authority), 0)
    expect(late / (360 * match.players.length)).toBeLessThan(0.03)
  })

  test('corrections are few', () => {
    const corrections = match.players.reduce((sum, player) => sum + player.newCorrections, 0)
    expect(corrections / (180 * match.players.length)).toBeLessThan(0.03)
  })

  test('what is drawn moves no faster than players do, but for a small bound', () => {
    for (const { greatestMove } of match.players) expect(greatestMove).toBeLessThan(6)
  })
})

test('who joins late, or sleeps, plays as well as the others', { timeout }, () => {
  const match = settledMatch(21, rough, 4)
  const late = match.join()
  const sleeper = match.players[1]
  if (sleeper !== undefined) sleeper.isAsleep = true
  match.run(4)
  expect(late.client.latestTick).toBeGreaterThan(match.authority.tick - 12)
  if (sleeper !== undefined) sleeper.isAsleep = false
  match.run(1)
  for (const player of match.players) player.forget(match.authority)
  match.run(4)
  for (const player of [late, ...match.players]) {
    expect(player.newLateInputs(match.authority) / 240).toBeLessThan(0.06)
    expect(player.newCorrections / player.newSnapshots).toBeLessThan(0.05)
  }
  expect(match.desyncs).toBe(0)
})

test('the baseline goes on changing at heavy loss, and nobody stays without one', { timeout }, () => {
  const match = settledMatch(31, { ...rough, lossShare: 0.25, burstPackets: 3 }, 8)
  match.run(8)
  expect(match.desyncs).toBe(0)
  for (const { client } of match.players) {
    expect(client.needsKeyframe).toBe(false)
    expect(client.latestTick).toBeGreaterThan(match.authority.tick - 30)
  }
  expect(match.baselineAgeTicks).toBeLessThan(180)
})

test('32 players fit into a packet, keyframes included', { timeout }, () => {
  const match = settledMatch(41, calm, 32)
  expect(match.keyframeBytes).toBeGreaterThan(500)
  expect(match.snapshotBytesMax).toBeLessThan(1030)
})

test('the network loses as much as it is told to, in bursts', () => {
  const link = new Link<number>({ ...rough, lossShare: 0.1, burstPackets: 4, duplicateShare: 0 }, 5)
  for (let count = 0; count < 10_000; count++) link.send(count, 0)
  expect(link.lost / link.sent).toBeCloseTo(0.1, 1)
  const arrived = new Set(link.receive(1000))
  let bursts = 0
  for (let count = 1; count < 10_000; count++) if (!arrived.has(count) && arrived.has(count - 1)) bursts++
  expect(link.lost / bursts).toBeGreaterThan(3.5)
  expect(link.lost / bursts).toBeLessThan(4.5)
})

test('settings and events reach the game and the players as given', () => {
  const match = settledMatch(51, calm, 2)
  const event = match.authority
    .step()
    .concat(match.emitted)
    .find(({ name }) => name === 'weather')
  expect(event).toBeDefined()
  if (event === undefined) return
  const { client } = match.join()
  const { kind, payload, name, value } = event
  const wrong = [
    { kind: 9, payload },
    { kind: 0, payload: new Uint8Array(40) },
  ]
  expect(client.receiveEvents(60, [{ kind, payload }, ...wrong])).toBe(2)
  expect(client.takeEvents()).toEqual([{ name, value, tick: 60, isPredicted: false }])
  expect(client.takeEvents()).toEqual([])
  expect(skirmish.events?.hit).toBeDefined()
})
