import { type AnyGame, u8 } from '@gameserver/engine'
import { shutdown } from '@gameserver/livekit'
import { scratchRedis } from '@gameserver/services/scratch'
import { openPlacementQueue, type PlacementQueue } from '@gameserver/storage/placement/placement-queue'
import { connectRedis, type Redis } from '@gameserver/storage/redis'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Authority, startAuthority } from '../authority.ts'
import { loadAuthorityConfig } from '../config.ts'
import { eventually, pause, placeMatch, race, TestPlayer } from '../testing.ts'

/** In the usual database authorities of other tests take what they find. */
const { url: redisUrl } = await scratchRedis()

const former = race as unknown as AnyGame
const changed: AnyGame = { ...former, version: '2.0.0', state: { ...former.state, weather: u8 } }

let database: TestDatabase
let redis: Redis
let queue: PlacementQueue
const living = new Set<Authority>()

beforeAll(async () => {
  database = await createTestDatabase()
  redis = connectRedis(redisUrl)
  await redis.flushdb()
  queue = openPlacementQueue(redisUrl)
})
afterAll(async () => {
  for (const authority of living) await authority.stop()
  await shutdown()
  await queue.close()
  redis.disconnect()
  await database.drop()
})

async function start(game: AnyGame, drainMs: number): Promise<Authority> {
  const config = loadAuthorityConfig({
    ...process.env,
    HOST: '127.0.0.1',
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl,
    LINGER_MS: '1000',
    WARM_UP_MS: '0',
    GAME_SETTINGS: 'race.ticks=36000',
    DRAIN_MS: String(drainMs),
  })
  const log = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' })
  const authority = await startAuthority({ ...config, port: 0 }, [game], log)
  living.add(authority)
  return authority
}

function stop(authority: Authority): Promise<void> {
  living.delete(authority)
  return authority.stop()
}

async function running() {
  const match = await placeMatch(database.sql, queue, 1)
  const player = await TestPlayer.join(match.room, match.playerIds[0] as string)
  await player.greet()
  await eventually(() => expect(player.snapshots).toBeGreaterThan(2))
  return { match, player }
}

const rowOf = async (matchId: string) =>
  (await database.sql`select status, reason, epoch from matches where id = ${matchId}`)[0]

it('a process that stops plays its matches to their end, when others have another version of the game', async () => {
  const owner = await start(former, 120_000)
  const { match, player } = await running()
  const next = await start(changed, 0)
  const stopped = stop(owner)
  await eventually(async () => {
    expect((await queue.overview()).waiting).toMatchObject([{ how: 'handover', why: 'no_schema' }])
  })
  const fresh = await placeMatch(database.sql, queue, 1)
  await eventually(() => expect(next.stats().matches).toMatchObject([{ matchId: fresh.id }]))
  // Long enough for it to have been taken, were it any other's to take.
  const stoppedAt = player.newestSnapshot
  await pause(3_000)
  await eventually(() => expect(player.newestSnapshot).toBeGreaterThan(stoppedAt + 120))
  expect(await rowOf(match.id)).toEqual({ status: 'running', reason: null, epoch: 1 })
  player.flag()
  await eventually(() => expect(player.ended?.reason).toBe('finished'))
  await stopped
  expect(await rowOf(match.id)).toEqual({ status: 'ended', reason: 'finished', epoch: 1 })
  await stop(next)
})

it('who comes back with the version of a match has it, and before that nobody', async () => {
  const owner = await start(former, 0)
  const { match, player } = await running()
  const next = await start(changed, 0)
  await stop(owner)
  await eventually(async () => {
    expect(await queue.explain(match.id)).toMatchObject({ how: 'takeover', why: 'no_schema' })
  })
  // However long it takes to start one here.
  await redis.hincrby(`placement:match:${match.id}`, 'since', 20_000)
  const successor = await start(former, 0)
  await eventually(() => expect(player.epoch).toBe(2))
  player.flag()
  await eventually(async () =>
    expect(await rowOf(match.id)).toEqual({ status: 'ended', reason: 'finished', epoch: 2 }),
  )
  await Promise.all([stop(successor), stop(next)])
})

it('a match whose version nobody has any more ends after ten seconds, and says why', async () => {
  const owner = await start(former, 0)
  const { match } = await running()
  const next = await start(changed, 0)
  await stop(owner)
  await eventually(async () =>
    expect(await rowOf(match.id)).toEqual({ status: 'abandoned', reason: 'version_mismatch', epoch: 2 }),
  )
  await eventually(async () => expect(await queue.explain(match.id)).toBeUndefined())
  await stop(next)
})
