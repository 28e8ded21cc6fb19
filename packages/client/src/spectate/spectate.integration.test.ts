import { randomUUID } from 'node:crypto'
import { arena } from '@gameserver/games/arena/arena.ts'
import { connectRoom } from '@gameserver/livekit'
import { createProgress } from '@gameserver/services/progress'
import { scratchDatabase, scratchRedis } from '@gameserver/services/scratch'
import { type OwnStack, startOwnStack } from '@gameserver/services/stack/own-stack'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  closeNodeClients,
  createNodeClient,
  type GameClient,
  type JoinedMatch,
  memoryTokenStorage,
} from '../node.ts'

const patience = { timeout: 60_000, interval: 100 }

let stack: OwnStack
let dropScratch: () => Promise<unknown>
let ticking: NodeJS.Timeout
const matches: JoinedMatch<typeof arena>[] = []
const walk = { moveX: 1, moveY: 0, aim: 1, fire: true, dash: false }

beforeAll(async () => {
  const [database, redis] = await Promise.all([scratchDatabase(), scratchRedis()])
  dropScratch = () => Promise.all([database.drop(), redis.drop()])
  // Nobody else has the match because the machine stood still: that would be heard.
  const env = { ...process.env, DATABASE_URL: database.url, REDIS_URL: redis.url, LEASE_MS: '10000' }
  stack = await startOwnStack({ env, progress: createProgress() })
  ticking = setInterval(() => {
    for (const match of matches) match.advance(performance.now(), () => walk)
  }, 4)
})

afterAll(async () => {
  clearInterval(ticking)
  await closeNodeClients()
  await stack.stop()
  await dropScratch()
})

async function guest(name: string, storage = memoryTokenStorage()): Promise<GameClient> {
  const client = createNodeClient({ apiUrl: stack.addresses.apiUrl, storage })
  await client.loginAsGuest({ deviceId: randomUUID(), name })
  return client
}

test('a match is found, watched late by who has no seat, and seen to its end', {
  timeout: 180_000,
}, async () => {
  const players = await Promise.all(['Ada', 'Bo'].map((name) => guest(name)))
  await Promise.all(players.map(({ queue }) => queue.join({ game: 'arena', playersMin: 2, playersMax: 2 })))
  await Promise.all(players.map(({ queue }) => queue.waitForMatch()))
  matches.push(...(await Promise.all(players.map((client) => client.joinMatch(arena)))))
  const [first, second] = matches as [JoinedMatch<typeof arena>, JoinedMatch<typeof arena>]
  const { matchId } = first
  await expect.poll(() => first.tick, patience).toBeGreaterThan(30)

  const cy = await guest('Cy')
  const { matches: live } = await cy.matches.live({ game: 'arena' })
  expect(live).toMatchObject([{ matchId, game: 'arena', mode: 'quick', delaySeconds: 5, spectators: 0 }])
  expect(live[0]?.players.map(({ name }) => name).sort()).toEqual(['Ada', 'Bo'])
  await expect(players[0]?.spectate(matchId, arena)).rejects.toMatchObject({ code: 'in_match' })

  const watched = await cy.spectate(matchId, (gameId) => (gameId === 'arena' ? arena : undefined))
  const heard: string[] = []
  watched.on('ended', ({ reason, standings }) => heard.push(reason, `${standings.length}`))
  expect(watched.view(performance.now())).toBeUndefined()
  await expect.poll(() => watched.view(performance.now())?.world.players.size, patience).toBe(2)
  expect(watched.tick).toBeLessThan(first.tick - 4 * arena.tickRate)
  expect(watched.roster.map(({ name }) => name).sort()).toEqual(['Ada', 'Bo'])
  await expect.poll(() => watched.phase, patience).toBe('running')

  const heardByPlayers: unknown[] = []
  for (const match of matches) match.on('chat', (line) => heardByPlayers.push(line))
  const received = watched.stats.received.packets
  const storage = memoryTokenStorage()
  await guest('Dee', storage)
  await sendWith(await tokenOf(storage, matchId))
  await expect.poll(() => watched.stats.received.packets, patience).toBeGreaterThan(received + 60)
  for (const { stats } of [...matches, watched]) expect([...stats.drops]).toEqual([])
  expect(heardByPlayers).toEqual([])

  await second.leave()
  await first.leave()
  expect(watched.phase).toBe('running')
  await expect.poll(() => heard, patience).toEqual(['players_left', '2'])
  expect(watched.stats).toMatchObject({ desyncs: 0, malformedEvents: 0 })
  await expect.poll(() => watched.connection, patience).toEqual({ state: 'closed', reason: 'ended' })
  await expect(cy.spectate(matchId, arena)).rejects.toMatchObject({ code: 'match_over' })
})

/** What the SDK keeps to itself: with it one can enter the room by other means. */
async function tokenOf(storage: ReturnType<typeof memoryTokenStorage>, matchId: string) {
  const session = await storage.read()
  const response = await fetch(`${stack.addresses.apiUrl}/v1/matches/${matchId}/watch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${session?.accessToken}`, 'content-type': 'application/json' },
    body: '{}',
  })
  return (await response.json()) as { url: string; token: string }
}

/** As one who would rather play. */
async function sendWith({ url, token }: { url: string; token: string }): Promise<void> {
  const ignore = () => {}
  const room = await connectRoom(url, token, { packet: ignore, joined: ignore, left: ignore, closed: ignore })
  for (const topic of ['input', 'events', 'chat', 'state'])
    for (let sent = 0; sent < 10; sent++)
      room.publish(topic, crypto.getRandomValues(new Uint8Array(100)), { reliable: true })
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  await room.close()
}
