import { randomUUID } from 'node:crypto'
import { arena } from '@gameserver/games/arena/arena.ts'
import { connectRoom } from '@gameserver/livekit'
import { createProgress } from '@gameserver/services/progress'
import { scratchDatabase, scratchRedis } from '@gameserver/services/scratch'
import { type OwnStack, startOwnStack } from '@gameserver/services/stack/own-stack'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  closeNodeClients,
  createNodeClient,
  type GameClient,
  type JoinedMatch,
  memoryTokenStorage,
} from './node.ts'

type ArenaMatch = JoinedMatch<typeof arena>

let stack: OwnStack
let dropScratch: () => Promise<unknown>

beforeAll(async () => {
  const [database, redis] = await Promise.all([scratchDatabase(), scratchRedis()])
  dropScratch = () => Promise.all([database.drop(), redis.drop()])
  const env = {
    ...{ ...process.env, DATABASE_URL: database.url, REDIS_URL: redis.url },
    // One has the matches, the other takes them over when that is killed, and not because the machine stood still.
    ...{ AUTHORITY_PROCESSES: '1', AUTHORITY_SPARES: '1', LEASE_MS: '10000' },
  }
  stack = await startOwnStack({ env, progress: createProgress() })
})

afterAll(async () => {
  await closeNodeClients()
  await stack.stop()
  await dropScratch()
})

let ada: GameClient
let bo: GameClient
const boStorage = memoryTokenStorage()
let matches: ArenaMatch[]
let ticking: NodeJS.Timeout

beforeEach(async () => {
  matches = []
  ticking = setInterval(() => {
    for (const match of matches) match.advance(performance.now(), () => walk)
  }, 4)
  ada = await guest('Ada')
  bo = await guest('Bo', boStorage)
  await Promise.all(
    [ada, bo].map((client) => client.queue.join({ game: 'arena', playersMin: 2, playersMax: 2 })),
  )
  await Promise.all([ada, bo].map((client) => client.queue.waitForMatch()))
})

afterEach(async () => {
  clearInterval(ticking)
  await Promise.all(matches.map((match) => match.leave()))
})

const walk = { moveX: 1, moveY: 0, aim: 1, fire: true, dash: false }

async function guest(name: string, storage = memoryTokenStorage()): Promise<GameClient> {
  const client = createNodeClient({ apiUrl: stack.addresses.apiUrl, storage })
  await client.loginAsGuest({ deviceId: randomUUID(), name })
  return client
}

async function join(client: GameClient): Promise<ArenaMatch> {
  const match = await client.joinMatch(arena)
  matches.push(match)
  return match
}

/** What the SDK keeps to itself: with it a player can enter the room by other means. */
async function roomTokenOfBo(): Promise<{ url: string; token: string }> {
  const session = await boStorage.read()
  const response = await fetch(`${stack.addresses.apiUrl}/v1/auth/token`, {
    headers: { authorization: `Bearer ${session?.accessToken}` },
  })
  return response.json()
}

const running = (match: ArenaMatch) => expect.poll(() => match.tick).toBeGreaterThan(30)

test('two guests are matched, play and talk, and find the result', async () => {
  const [a, b] = await Promise.all([join(ada), join(bo)])
  const heard: string[] = []
  b.on('chat', ({ name, text }) => heard.push(`${name}: ${text}`))
  await Promise.all([running(a), running(b)])
  expect(a.roster.map(({ name }) => name).sort()).toEqual(['Ada', 'Bo'])
  expect(a.view(performance.now()).world.players.size).toBe(2)

  a.sendChat('good luck')
  a.sendChat('have fun')
  await expect.poll(() => heard).toEqual(['Ada: good luck', 'Ada: have fun'])
  await expect.poll(() => a.stats.inputToStateMs.total).toBeGreaterThan(60)
  expect(a.stats.drops.size).toBe(0)

  const told: { matchId: string; hasRank: boolean }[] = []
  const endListening = ada.live.on('match.ended', ({ matchId, rank }) => {
    told.push({ matchId, hasRank: rank !== null })
  })
  await expect.poll(() => ada.live.isReady).toBe(true)
  await Promise.all([a.leave(), b.leave()])
  await expect.poll(() => told).toEqual([{ matchId: a.matchId, hasRank: true }])
  endListening()
  await expect.poll(() => ada.matches.get(a.matchId), { interval: 200 }).toMatchObject({ status: 'ended' })
  const { players } = await ada.matches.get(a.matchId)
  expect(players.map(({ rank }) => rank)).not.toContain(null)
  const ownRow = async () => (await ada.leaderboard.own('arena')).row
  await expect.poll(ownRow, { interval: 200 }).toMatchObject({ name: 'Ada' })
})

test('who goes and comes back has the same seat in the same match', async () => {
  const [a, b] = await Promise.all([join(ada), join(bo)])
  const heardByBo: string[] = []
  b.on('chat', ({ name, text }) => name === 'Ada' && heardByBo.push(text))
  await Promise.all([running(a), running(b)])
  a.sendChat('brb')
  await expect.poll(() => heardByBo).toEqual(['brb'])
  await a.close()
  await expect.poll(() => seatOf(b, a.slot)).toBe('disconnected')
  b.sendChat('where are you?')
  const heard: string[] = []
  const back = await join(ada)
  back.on('chat', ({ text }) => heard.push(text))
  expect(back.slot).toBe(a.slot)
  expect(back.phase).toBe('running')
  back.sendChat('here again')
  await expect.poll(() => heardByBo).toEqual(['brb', 'here again'])
  await expect.poll(() => heard).toEqual(['brb', 'where are you?', 'here again'])
  await expect.poll(() => seatOf(b, a.slot)).toBe('connected')
  const before = b.tick
  await expect.poll(() => back.tick).toBeGreaterThan(before + 30)
})

test('the match goes on as its authority is killed, and nobody but the figures tells of it', async () => {
  const [a, b] = await Promise.all([join(ada), join(bo)])
  const heard: string[] = []
  for (const match of [a, b]) match.on('connection', ({ state }) => heard.push(state))
  b.on('chat', ({ text }) => heard.push(text))
  await Promise.all([running(a), running(b)])
  a.sendChat('before')
  await expect.poll(() => heard).toEqual(['before'])
  const pid = await authorityProcess()
  const before = a.tick
  process.kill(pid, 'SIGKILL')
  a.sendChat('meanwhile')
  await expect.poll(() => a.stats.takeovers + b.stats.takeovers).toBe(2)
  a.sendChat('after')
  await expect.poll(() => heard).toEqual(['before', 'meanwhile', 'after'])
  await expect.poll(() => a.tick).toBeGreaterThan(before + 120)
  expect(a.latest?.players.size).toBe(2)
  expect(await authorityProcess()).not.toBe(pid)
  for (const { stats } of [a, b]) expect(stats).toMatchObject({ takeovers: 1, interruptions: 0, desyncs: 0 })
})

test('whoever joins from elsewhere ends the connection that was', async () => {
  const [a] = await Promise.all([join(ada), join(bo)])
  const again = await join(ada)
  await expect.poll(() => a.connection).toEqual({ state: 'closed', reason: 'joined_elsewhere' })
  await running(again)
})

test('a player who forges state and events is not believed', async () => {
  const [a, b] = await Promise.all([join(ada), join(bo)])
  await Promise.all([running(a), running(b)])
  await b.close()
  const { url, token } = await roomTokenOfBo()
  const ignore = () => {}
  const room = await connectRoom(url, token, { packet: ignore, joined: ignore, left: ignore, closed: ignore })
  const before = a.tick
  for (let round = 0; round < 30; round++) {
    for (const topic of ['state', 'events', 'chat']) {
      room.publish(topic, crypto.getRandomValues(new Uint8Array(200)), { reliable: true })
    }
  }
  await expect.poll(() => a.stats.drops.get('not_authority')).toBeGreaterThan(0)
  await expect.poll(() => a.tick).toBeGreaterThan(before + 30)
  expect(a.connection.state).toBe('connected')
  await room.close()
})

/** The process that has the match. */
async function authorityProcess(): Promise<number> {
  const response = await fetch(`${stack.addresses.authorityUrls[0]}/stats`)
  const { processes } = (await response.json()) as { processes: { pid: number; matches: number }[] }
  return processes.find(({ matches }) => matches > 0)?.pid ?? expect.fail('nobody has a match')
}

const seatOf = (match: ArenaMatch, slot: number) => match.roster.find((seat) => seat.slot === slot)?.presence
