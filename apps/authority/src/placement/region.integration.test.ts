import { shutdown } from '@gameserver/livekit'
import { scratchRedis } from '@gameserver/services/scratch'
import { releaseFromRegions } from '@gameserver/storage/match-sweep'
import { openPlacementQueue, type PlacementQueue } from '@gameserver/storage/placement/placement-queue'
import { connectRedis } from '@gameserver/storage/redis'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Authority, startAuthority } from '../authority.ts'
import { loadAuthorityConfig } from '../config.ts'
import { eventually, type PlacedMatch, pause, placeMatch, race } from '../testing.ts'

/** In the usual database authorities of other tests take what they find. */
const { url: redisUrl } = await scratchRedis()

let database: TestDatabase
let queue: PlacementQueue
const authorities = new Map<string, Authority>()

beforeAll(async () => {
  database = await createTestDatabase()
  const redis = connectRedis(redisUrl)
  await redis.flushdb()
  redis.disconnect()
  queue = openPlacementQueue(redisUrl)
  for (const [region, capacity] of [
    ['eu-west', '1'],
    ['us-east', '8'],
  ] as const) {
    const config = loadAuthorityConfig({
      ...process.env,
      HOST: '127.0.0.1',
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl,
      REGION: region,
      AUTHORITY_CAPACITY: capacity,
      WARM_UP_MS: '0',
      // Nobody comes to these matches.
      JOIN_WINDOW_MS: '2000',
      SEAT_WINDOW_MS: '2000',
      DRAIN_MS: '100',
    })
    const log = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' })
    authorities.set(region, await startAuthority({ ...config, port: 0 }, [race], log))
  }
})
afterAll(async () => {
  await Promise.all([...authorities.values()].map((authority) => authority.stop()))
  await shutdown()
  await queue.close()
  await database.drop()
})

const place = (region: string | null) => placeMatch(database.sql, queue, 1, region)

/** By which authority it was opened, once it was. */
async function openedBy({ id }: PlacedMatch): Promise<string | undefined> {
  return eventually(() => {
    const taker = [...authorities].find(([, authority]) =>
      authority.stats().matches.some(({ matchId }) => matchId === id),
    )
    expect(taker).toBeDefined()
    return taker?.[0]
  })
}

const regionOf = async ({ id }: PlacedMatch) =>
  (await database.sql`select region from matches where id = ${id}`)[0]?.region

test('each authority takes the matches of its region, and those of none', async () => {
  const matches = [await place('us-east'), await place('eu-west'), await place('us-east')]
  expect(await Promise.all(matches.map(openedBy))).toEqual(['us-east', 'eu-west', 'us-east'])
  const anywhere = await place(null)
  const taker = await openedBy(anywhere)
  await eventually(async () => expect(await regionOf(anywhere)).toBe(taker))
})

test('the capacity of an authority is that of both its queues together', async () => {
  const waiting: PlacedMatch[] = []
  // More of no region than the other authority has room for.
  for (let at = 0; at < 12; at++) waiting.push(await place(at < 2 ? 'eu-west' : null))
  let most = 0
  const ended = async () =>
    (
      await database.sql`select count(*)::int as ended from matches where ended_at is not null and id = any(${waiting.map(({ id }) => id)}::uuid[])`
    )[0]
  await eventually(async () => {
    const live = authorities.get('eu-west')?.stats().matches ?? []
    most = Math.max(most, live.filter(({ status }) => status !== 'ended').length)
    expect(await ended()).toEqual({ ended: waiting.length })
  }, 60_000)
  expect(most).toBe(1)
})

test('a match of a region that nobody is in is offered to all', async () => {
  const match = await place('asia')
  await pause(1_000)
  expect([...authorities.values()].flatMap((authority) => authority.stats().matches)).not.toContainEqual(
    expect.objectContaining({ matchId: match.id }),
  )
  for (const job of await releaseFromRegions(database.sql, 500)) {
    expect(await queue.withdraw(job)).toBe(true)
    await queue.add({ ...job, region: null })
  }
  const taker = await openedBy(match)
  await eventually(async () => expect(await regionOf(match)).toBe(taker))
})
