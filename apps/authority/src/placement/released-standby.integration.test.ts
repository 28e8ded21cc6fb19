import { shutdown } from '@gameserver/livekit'
import { scratchRedis } from '@gameserver/services/scratch'
import { openPlacementQueue, type PlacementQueue } from '@gameserver/storage/placement/placement-queue'
import { connectRedis } from '@gameserver/storage/redis'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { RoomServiceClient } from 'livekit-server-sdk'
import { type Logger, pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Authority, startAuthority } from '../authority.ts'
import { loadAuthorityConfig } from '../config.ts'
import { eventually, placeMatch, race, TestPlayer } from '../testing.ts'

/** In the usual database authorities of other tests take what they find. */
const { url: redisUrl } = await scratchRedis()

const rooms = new RoomServiceClient(
  (process.env.LIVEKIT_URL ?? '').replace(/^ws/, 'http'),
  process.env.LIVEKIT_API_KEY,
  process.env.LIVEKIT_API_SECRET,
)

let database: TestDatabase
let queue: PlacementQueue
let living: Authority[]
/** What the one that stops has logged. */
let said: string[]

beforeAll(async () => {
  database = await createTestDatabase()
  queue = openPlacementQueue(redisUrl)
})
beforeEach(async () => {
  const redis = connectRedis(redisUrl)
  await redis.flushdb()
  redis.disconnect()
  living = []
  said = []
})
afterEach(() => Promise.all(living.map((authority) => authority.stop())))
afterAll(async () => {
  await shutdown()
  await queue.close()
  await database.drop()
})

/** Stands by for none. */
async function startAnother(capacity: number): Promise<void> {
  living.push(
    await start({ AUTHORITY_CAPACITY: String(capacity), AUTHORITY_STANDBYS: '0' }, pino({ level: 'silent' })),
  )
}

function start(overrides: NodeJS.ProcessEnv, log: Logger): Promise<Authority> {
  const config = loadAuthorityConfig({
    ...process.env,
    HOST: '127.0.0.1',
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl,
    LEASE_MS: '20000',
    LINGER_MS: '500',
    WARM_UP_MS: '0',
    GAME_SETTINGS: 'race.ticks=36000',
    DRAIN_MS: '0',
    ...overrides,
  })
  return startAuthority({ ...config, port: 0 }, [race], log)
}

async function running() {
  const match = await placeMatch(database.sql, queue, 1)
  const player = await TestPlayer.join(match.room, match.playerIds[0] as string)
  await player.greet()
  await eventually(() => expect(player.snapshots).toBeGreaterThan(2))
  return { match, player }
}

/** One that stays, which has its only match; and one that is to stop, with a match of its own, and in the room of the other. */
async function stage() {
  await startAnother(1)
  const other = await running()
  const log = pino({ level: 'info' }, { write: (line) => void said.push(JSON.parse(line).msg) })
  const stops = await start({ DRAIN_MS: '60000' }, log)
  const own = await running()
  await eventually(() => expect(said.filter((line) => line === 'standing by')).toHaveLength(1))
  return { stops, own, other }
}

const authoritiesIn = async (room: string) =>
  (await rooms.listParticipants(room)).filter(({ identity }) => identity.startsWith('authority')).length

it('who stops is in the rooms of others until its own matches are handed over', async () => {
  const { stops, own, other } = await stage()
  await startAnother(8)
  await stops.stop()
  const at = (line: string) => said.indexOf(line)
  expect(at('match given up')).toBeGreaterThan(0)
  expect(at('left without having had the match')).toBeGreaterThan(at('match given up'))
  await eventually(() => expect(own.player.epoch).toBe(2))
  await eventually(async () => expect(await authoritiesIn(other.match.room)).toBe(1))
  expect(other.player.epoch).toBe(1)
})

it('a match that ends meanwhile takes its room with it', async () => {
  const { stops, own, other } = await stage()
  const stopped = stops.stop()
  await eventually(async () => {
    expect((await queue.overview()).waiting).toMatchObject([{ how: 'handover', why: 'no_capacity' }])
  })
  expect(stops.stats().standbys).toBe(0)
  expect(await authoritiesIn(other.match.room)).toBe(2)
  other.player.flag()
  await eventually(() => expect(said).toContain('left without having had the match'))
  await eventually(() => expect(own.player.epoch).toBe(2))
  await stopped
  expect(said.filter((line) => line === 'the room is out of reach')).toEqual([])
  expect(await rooms.listRooms([other.match.room])).toEqual([])
})
