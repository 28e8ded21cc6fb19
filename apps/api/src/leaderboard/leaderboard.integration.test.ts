import type { Session } from '@gameserver/protocol/http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startOutboxRelay } from '../loop/outbox-relay.ts'
import type { Loop } from '../loop/run-every.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'

describe('leaderboards', () => {
  let api: TestApi
  let players: Session[]
  let relay: Loop | undefined
  const scores = [50, 40, 40, 30, 20, 10, 5, 4, 3, 2, 1, 0, -1]

  beforeAll(async () => {
    api = await startTestApi()
    players = await Promise.all(scores.map((_score, index) => api.login(`p${index}`)))
    const { sql } = api.database
    await sql`insert into scores ${sql(
      players.map(({ player }, index) => ({
        leaderboard: api.game,
        player_id: player.id,
        score: scores[index] as number,
      })),
    )}`
  })
  afterEach(() => relay?.stop())
  afterAll(() => api.close())

  const key = () => `leaderboard:${api.game}`
  const top = async (query = '') => (await api.call('GET', `/v1/leaderboards/${api.game}${query}`)).body
  const own = async (index: number) => {
    const token = (players[index] as Session).accessToken
    return (await api.call('GET', `/v1/leaderboards/${api.game}/me`, { token })).body
  }
  const isComplete = () => api.services.redis.zscore(key(), 'complete')

  it('answers the same from Postgres and from Redis, and rebuilds a wiped set', async () => {
    await api.services.redis.del(key())
    const fromPostgres = [await top(), await top('?offset=3&limit=4'), await own(1), await own(12)]
    await api.services.leaderboards.settled()
    expect(await isComplete()).not.toBeNull()
    const fromRedis = [await top(), await top('?offset=3&limit=4'), await own(1), await own(12)]
    expect(fromRedis).toEqual(fromPostgres)
    expect(fromRedis[0]).toMatchObject({ leaderboard: api.game, total: 13 })
    expect(fromRedis[0].rows.map(({ score }: { score: number }) => score)).toEqual(scores)
    expect(fromRedis[1].rows.map(({ rank }: { rank: number }) => rank)).toEqual([4, 5, 6, 7])
  })

  it('shows the own rank and who is around it', async () => {
    const middle = await own(6)
    expect(middle.row).toEqual({ rank: 7, score: 5, playerId: players[6]?.player.id, name: 'p6' })
    expect(middle.around.map(({ rank }: { rank: number }) => rank)).toEqual([
      2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
    ])
    expect((await own(0)).around).toHaveLength(6)
    const newcomer = await api.login()
    const { body } = await api.call('GET', `/v1/leaderboards/${api.game}/me`, { token: newcomer.accessToken })
    expect(body).toMatchObject({ total: 13, row: null, around: [] })
  })

  it('ends after the last row', async () => {
    expect((await top('?offset=12')).rows).toHaveLength(1)
    expect((await top('?offset=13')).rows).toEqual([])
  })

  it('takes over committed results, and keeps the best of each player', async () => {
    await top()
    await api.services.leaderboards.settled()
    const { sql } = api.database
    const playerId = players[12]?.player.id
    const payload = { leaderboard: api.game, scores: [{ playerId, score: 60, rank: 1 }] }
    await sql`insert into outbox (topic, payload) values ('match.ended', ${sql.json(payload as never)})`
    await sql`insert into outbox (topic, payload) values ('match.ended', ${sql.json({ ...payload, scores: [{ playerId, score: 7, rank: 1 }] } as never)})`
    await sql`update scores set score = 60 where player_id = ${playerId as string}`
    relay = startOutboxRelay(api.services)
    await expect.poll(async () => (await top('?limit=1')).rows[0].score).toBe(60)
    await expect.poll(async () => (await sql`select from outbox where relayed_at is null`).length).toBe(0)
    expect((await own(12)).row).toMatchObject({ rank: 1, score: 60 })
  })

  it('does not take a set for complete to which only new results have come since a wipe', async () => {
    await api.services.redis.del(key())
    await api.services.leaderboards.apply(api.game, [
      { playerId: players[0]?.player.id as string, score: 50 },
    ])
    expect((await top()).total).toBe(13)
    await api.services.leaderboards.settled()
    expect((await top()).total).toBe(13)
    expect(await isComplete()).not.toBeNull()
  })

  it('starts a rebuild over when Redis is wiped in its midst', async () => {
    const wipes = Array.from({ length: 5 }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, index))
      await api.services.redis.del(key())
      await top()
    })
    await Promise.all(wipes)
    await api.services.leaderboards.settled()
    await top()
    await api.services.leaderboards.settled()
    expect(await api.services.redis.zcount(key(), '(-inf', '+inf')).toBe(13)
  })
})
