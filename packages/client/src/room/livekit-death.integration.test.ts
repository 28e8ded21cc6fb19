import { randomUUID } from 'node:crypto'
import { arena } from '@gameserver/games/arena/arena.ts'
import { type OwnLivekit, startOwnLivekit } from '@gameserver/services/livekit/own-livekit'
import { createProgress } from '@gameserver/services/progress'
import { type OwnStack, startOwnStack } from '@gameserver/services/stack/own-stack'
import { RoomServiceClient } from 'livekit-server-sdk'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { closeNodeClients, createNodeClient, type JoinedMatch } from '../node.ts'

let livekit: OwnLivekit
let stack: OwnStack

beforeAll(async () => {
  livekit = await startOwnLivekit()
  const env = {
    ...process.env,
    LIVEKIT_URL: livekit.url,
    LIVEKIT_API_KEY: livekit.apiKey,
    LIVEKIT_API_SECRET: livekit.apiSecret,
  }
  stack = await startOwnStack({ env, progress: createProgress() })
})

afterAll(async () => {
  await closeNodeClients()
  await stack?.stop()
  await livekit?.stop()
})

const walk = { moveX: 1, moveY: 0, aim: 1, fire: false, dash: false }

let players: Player[]
let ticking: NodeJS.Timeout

beforeEach(async () => {
  players = await Promise.all(['Ada', 'Bo'].map(join))
  ticking = setInterval(() => {
    for (const { match } of players) match.advance(performance.now(), () => walk)
  }, 4)
  await allPlayOn()
})

afterEach(async () => {
  clearInterval(ticking)
  await Promise.all(players.map(({ match }) => match.leave()))
})

interface Player {
  match: JoinedMatch<typeof arena>
  states: string[]
}

async function join(name: string): Promise<Player> {
  const client = createNodeClient({ apiUrl: stack.addresses.apiUrl })
  await client.loginAsGuest({ deviceId: randomUUID(), name })
  await client.queue.join({ game: 'arena', playersMin: 2, playersMax: 2 })
  await client.queue.waitForMatch()
  const match = await client.joinMatch(arena)
  const states: string[] = []
  match.on('connection', ({ state }) => states.push(state))
  return { match, states }
}

/** All are there, and see each other's match go on. */
async function allPlayOn(): Promise<void> {
  const ticks = players.map(({ match }) => match.tick)
  const isOn = ({ match }: Player, at: number) =>
    match.connection.state === 'connected' &&
    match.tick > (ticks[at] ?? 0) + 30 &&
    match.roster.every(({ presence }) => presence === 'connected')
  await expect.poll(() => players.map(isOn), { timeout: 40_000 }).toEqual([true, true])
}

/** What happened to the room, the match has not: its ticks go on where they were, and what all see is one state. */
async function expectOneMatch(before: readonly { tick: number; atMs: number }[]): Promise<void> {
  await allPlayOn()
  for (const [at, { match }] of players.entries()) {
    const { tick, atMs } = before[at] as { tick: number; atMs: number }
    expect(match.tick).toBeGreaterThan(tick)
    expect(match.tick - tick).toBeLessThan(((performance.now() - atMs) * arena.tickRate) / 1_000 + 30)
    expect(match.stats.desyncs).toBe(0)
    expect(match.phase).toBe('running')
  }
  const [ada, bo] = players.map(({ match }) => match)
  const told: string[] = []
  const end = bo?.on('chat', ({ text }) => told.push(text))
  ada?.sendChat('still here')
  await expect.poll(() => told).toEqual(['still here'])
  end?.()
}

const now = () => players.map(({ match }) => ({ tick: match.tick, atMs: performance.now() }))

test.each([0, 5_000])('a match outlives a LiveKit that is killed and back after %i ms', async (downMs) => {
  const before = now()
  await livekit.kill()
  await new Promise((resolve) => setTimeout(resolve, downMs))
  await livekit.startAgain()
  await expectOneMatch(before)
  for (const { states } of players) expect(states).toContain('reconnecting')
})

test('a match outlives its room, should an operator delete that', async () => {
  const before = now()
  const rooms = new RoomServiceClient(livekit.url.replace('ws', 'http'), livekit.apiKey, livekit.apiSecret)
  for (const { name } of await rooms.listRooms()) await rooms.deleteRoom(name)
  await expectOneMatch(before)
})

test('a match stands still while LiveKit hangs', async () => {
  const before = now()
  livekit.pause()
  await new Promise((resolve) => setTimeout(resolve, 6_000))
  livekit.resume()
  await expectOneMatch(before)
  for (const { states } of players) expect(states).not.toContain('closed')
})
