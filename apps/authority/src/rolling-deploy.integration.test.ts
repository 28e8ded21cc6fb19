import { shutdown } from '@gameserver/livekit'
import { scratchRedis } from '@gameserver/services/scratch'
import { openPlacementQueue, type PlacementQueue } from '@gameserver/storage/placement/placement-queue'
import { connectRedis } from '@gameserver/storage/redis'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Authority, startAuthority } from './authority.ts'
import { loadAuthorityConfig } from './config.ts'
import { eventually, type PlacedMatch, placeMatch, race, TestPlayer } from './testing.ts'

/** In the usual database authorities of other tests take what they find. */
const { url: redisUrl } = await scratchRedis()

const authoritiesCount = 10
const matchesCount = 4
/** Packets may overtake each other; a match that has begun anew, or gone on from long before, is behind by more. */
const overtakenTicksMax = 60

let database: TestDatabase
let queue: PlacementQueue
/** The oldest first. */
const authorities: Authority[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  const redis = connectRedis(redisUrl)
  await redis.flushdb()
  redis.disconnect()
  queue = openPlacementQueue(redisUrl)
  for (let count = 0; count < authoritiesCount; count++) authorities.push(await start())
})
afterAll(async () => {
  await Promise.all(authorities.map((authority) => authority.stop()))
  await shutdown()
  await queue.close()
  await database.drop()
})

function start(): Promise<Authority> {
  const config = loadAuthorityConfig({
    ...process.env,
    HOST: '127.0.0.1',
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl,
    LEASE_MS: '20000',
    LINGER_MS: '500',
    WARM_UP_MS: '0',
    GAME_SETTINGS: 'race.ticks=36000',
    DRAIN_MS: '60000',
  })
  const log = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' })
  return startAuthority({ ...config, port: 0 }, [race], log)
}

/** A match with its only player, who notes what does not go on. */
class Ongoing {
  readonly faults: string[] = []
  readonly match: PlacedMatch
  readonly player: TestPlayer
  #newest = 0

  private constructor(match: PlacedMatch, player: TestPlayer) {
    this.match = match
    this.player = player
    player.onSnapshot = (tick) => {
      if (tick < this.#newest - overtakenTicksMax) this.faults.push(`after tick ${this.#newest} came ${tick}`)
      this.#newest = Math.max(this.#newest, tick)
    }
  }

  static async begin(): Promise<Ongoing> {
    const match = await placeMatch(database.sql, queue, 1)
    const ongoing = new Ongoing(match, await TestPlayer.join(match.room, match.playerIds[0] as string))
    await ongoing.player.greet()
    await ongoing.goesOn()
    return ongoing
  }

  async goesOn(): Promise<void> {
    const { snapshots } = this.player
    await eventually(() => expect(this.player.snapshots).toBeGreaterThan(snapshots + 5))
  }
}

const ownedBy = (authority: Authority) =>
  authority
    .stats()
    .matches.filter(({ status }) => status === 'running')
    .map(({ matchId }) => matchId)

async function epochs(): Promise<Map<string, number>> {
  const rows = await database.sql<{ id: string; epoch: number; status: string }[]>`
    select id, epoch, status from matches`
  expect(rows.filter(({ status }) => status !== 'running')).toEqual([])
  return new Map(rows.map(({ id, epoch }) => [id, epoch]))
}

it('authorities that are replaced one after the other hand over each of their matches once', async () => {
  const all: Ongoing[] = []
  for (let count = 0; count < matchesCount; count++) all.push(await Ongoing.begin())
  const matchIds = all.map(({ match }) => match.id).sort()
  let handovers = 0
  for (let replaced = 0; replaced < authoritiesCount; replaced++) {
    const before = await epochs()
    authorities.push(await start())
    const [leaving] = authorities.splice(0, 1) as [Authority]
    const had = ownedBy(leaving)
    handovers += had.length
    await leaving.stop()
    await eventually(() => expect(authorities.flatMap(ownedBy).sort()).toEqual(matchIds))
    await Promise.all(all.map((one) => one.goesOn()))
    const raised = new Map([...before].map(([id, epoch]) => [id, had.includes(id) ? epoch + 1 : epoch]))
    expect(await epochs()).toEqual(raised)
  }
  expect(handovers).toBeGreaterThanOrEqual(matchesCount)
  for (const { faults, player, match } of all) {
    expect(faults).toEqual([])
    expect(player.closed).toBeUndefined()
    expect(player.notices).toEqual([])
    await eventually(async () => expect(player.epoch).toBe((await epochs()).get(match.id)))
  }
  for (const { player } of all) player.flag()
  for (const { player } of all) await eventually(() => expect(player.ended?.reason).toBe('finished'))
  await eventually(async () => {
    const rows = await database.sql`select distinct status, reason from matches`
    expect([...rows]).toEqual([{ status: 'ended', reason: 'finished' }])
  })
})
