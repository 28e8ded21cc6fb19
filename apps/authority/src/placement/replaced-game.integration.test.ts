import { type AnyGame, u8 } from '@gameserver/engine'
import { shutdown } from '@gameserver/livekit'
import { scratchRedis } from '@gameserver/services/scratch'
import { openPlacementQueue, type PlacementQueue } from '@gameserver/storage/placement/placement-queue'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Authority, startAuthority } from '../authority.ts'
import { loadAuthorityConfig } from '../config.ts'
import { eventually, placeMatch, race, TestPlayer } from '../testing.ts'

/** In the usual database authorities of other tests take what they find. */
const { url: redisUrl } = await scratchRedis()

/** A copy: replacing rules changes the game in place. */
const game = { ...race } as unknown as AnyGame
let database: TestDatabase
let queue: PlacementQueue
let authority: Authority

beforeAll(async () => {
  database = await createTestDatabase()
  queue = openPlacementQueue(redisUrl)
  const config = loadAuthorityConfig({
    ...process.env,
    HOST: '127.0.0.1',
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl,
    LINGER_MS: '1000',
    GAME_SETTINGS: 'race.ticks=36000',
    DRAIN_MS: '100',
  })
  authority = await startAuthority({ ...config, port: 0 }, [game], pino({ level: 'silent' }))
})

afterAll(async () => {
  await authority.stop()
  await shutdown()
  await queue.close()
  await database.drop()
})

async function running() {
  const match = await placeMatch(database.sql, queue, 1)
  const player = await TestPlayer.join(match.room, match.playerIds[0] as string)
  await player.greet()
  await eventually(() => expect(player.snapshots).toBeGreaterThan(2))
  return { match, player }
}

async function rowOf(matchId: string) {
  const [row] = await database.sql`select status, reason from matches where id = ${matchId}`
  return row
}

it('goes on with the match that runs, by the new rules', async () => {
  const { match, player } = await running()
  await authority.replaceGame({ ...game, scores: () => [{ slot: 0, score: 777 }] })
  player.flag()
  await eventually(() => expect(player.ended?.scores).toMatchObject([{ slot: 0, score: 777 }]))
  await eventually(async () => expect(await rowOf(match.id)).toMatchObject({ status: 'ended' }))
})

it('ends a match that the new version can not play, and says why; the next one is played by it', async () => {
  const { match, player } = await running()
  const next: AnyGame = { ...game, version: '2.0.0', state: { ...game.state, weather: u8 } }
  await authority.replaceGame(next)
  await eventually(() => expect(player.ended).toEqual({ reason: 'version_mismatch', scores: [] }))
  expect(player.notices).toEqual(['version_mismatch'])
  await eventually(async () =>
    expect(await rowOf(match.id)).toMatchObject({ status: 'abandoned', reason: 'version_mismatch' }),
  )
  const [row] = await database.sql`select manifest from games where id = 'race'`
  expect(row?.manifest).toMatchObject({ version: '2.0.0' })
})
