import { randomUUID } from 'node:crypto'
import { scratchRedis } from '@gameserver/services/scratch'
import { connectPostgres } from '@gameserver/storage/postgres'
import { writeScores } from '@gameserver/storage/score-writes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answered } from '../testing/answered.ts'
import { type Call, startTestApi, type TestApi } from '../testing/test-api.ts'
import { startScoreRelay } from './score-relay.ts'

/** One that can be emptied. */
const { url: redisUrl } = await scratchRedis()

const rows = 100_000

/** Five seconds on two cores that do nothing else; here other tests run beside. */
const rebuildSecondsMax = 30

describe('leaderboards and a Redis that forgets', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi({ REDIS_URL: redisUrl })
    await api.services.redis.flushdb()
    // So many rows at once take longer than a query may.
    const sql = connectPostgres(api.database.url, { timeoutMs: 0 })
    await sql`insert into players (id, name) select gen_random_uuid(), 'p' from generate_series(1, ${rows}::int)`
    await sql`
      insert into scores (leaderboard, season, player_id, score, rank_key, achieved_at)
      select ${api.game}, 1, id, length(name) + ('x' || left(id::text, 4))::bit(16)::int,
        -(length(name) + ('x' || left(id::text, 4))::bit(16)::int), date_trunc('milliseconds', now())
      from players`
    await sql.end()
  })
  afterAll(() => api.close())

  const key = () => `leaderboard:{${api.game}:1}`
  const isBuilt = async () => (await api.services.redis.zscore(key(), 'complete')) !== null
  const patiently: Call = (...request) => answered(() => api.call(...request))
  const page = async (offset: number) =>
    (await patiently('GET', `/v1/leaderboards/${api.game}?limit=100&offset=${offset}`)).body
  const pages = async () => Promise.all([0, 100, 50_000, rows - 50].map(page))
  async function build(): Promise<number> {
    const startedMs = performance.now()
    await expect
      .poll(
        async () => {
          await page(Math.floor(Math.random() * rows))
          return isBuilt()
        },
        { timeout: 2 * rebuildSecondsMax * 1000 },
      )
      .toBe(true)
    await api.services.leaderboards.settled()
    return (performance.now() - startedMs) / 1000
  }

  it(`shows the same ${rows} rows after FLUSHALL, soon`, async () => {
    await build()
    const before = await pages()
    expect(before[0].total).toBe(rows)
    await api.services.redis.flushdb()
    const seconds = await build()
    expect(seconds).toBeLessThan(rebuildSecondsMax)
    expect(await pages()).toEqual(before)
  })

  it('answers or refuses soon who asks for a rank meanwhile', async () => {
    const sessions = await Promise.all(Array.from({ length: 20 }, () => api.login()))
    const { sql } = api.database
    await sql`
      insert into scores (leaderboard, season, player_id, score, rank_key, achieved_at)
      select ${api.game}, 1, id, 0, 0, now() from unnest(${sessions.map(({ player }) => player.id)}::uuid[]) as s (id)`
    const ask = (token: string) => api.call('GET', `/v1/leaderboards/${api.game}/me`, { token })
    await api.services.redis.flushdb()
    const answers = await Promise.all(
      sessions.flatMap(({ accessToken }) => Array.from({ length: 10 }, () => ask(accessToken))),
    )
    const refused = answers.filter(({ status }) => status === 503)
    expect(answers.length - refused.length).toBeGreaterThan(0)
    for (const { status, body } of answers) {
      if (status === 200) expect(body).toMatchObject({ total: rows + 20, row: { score: 0 } })
      else expect([status, body.code]).toEqual([503, 'unavailable'])
    }
    for (const { headers } of refused) expect(headers.get('retry-after')).toBe('1')
    await build()
    for (const { accessToken: token } of sessions)
      expect((await patiently('GET', `/v1/leaderboards/${api.game}/me`, { token })).status).toBe(200)
  })

  it('hears of scores whose writer was killed before it could tell', async () => {
    const session = await api.login()
    const board = { leaderboard: api.game, season: 1, policy: 'best', direction: 'high' } as const
    const score = {
      board,
      playerId: session.player.id,
      score: 1_000_000,
      achievedAt: new Date(),
      matchId: null,
    }
    await api.database.sql.begin((transaction) => writeScores(transaction, [score]))
    const own = async () => {
      const { body } = await patiently('GET', `/v1/leaderboards/${api.game}/me`, {
        token: session.accessToken,
      })
      return body.row
    }
    expect(await own()).toBeNull()
    const relay = startScoreRelay(api.services)
    await expect.poll(own).toMatchObject({ rank: 1, score: 1_000_000 })
    await expect.poll(() => api.database.sql`select from score_changes`).toHaveLength(0)
    await relay.stop()
  })

  it('leaves out players who are not there', async () => {
    const board = { leaderboard: api.game, season: 1, policy: 'best', direction: 'high' } as const
    const score = { board, playerId: randomUUID(), score: 1, achievedAt: new Date(), matchId: null }
    expect(await api.database.sql.begin((transaction) => writeScores(transaction, [score]))).toEqual([])
  })
})
