import type { Session } from '@gameserver/protocol/http'
import { declareLeaderboard } from '@gameserver/storage/leaderboard-definitions'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../testing/test-api.ts'

const serverToken = 'a-token-of-the-tests-that-is-long-enough'

describe('leaderboards', () => {
  let api: TestApi
  let players: Session[]
  const scores = [50, 40, 40, 30, 20, 10, 5, 4, 3, 2, 1, 0, -1]
  const idOf = (index: number) => (players[index] as Session).player.id

  beforeAll(async () => {
    api = await startTestApi({ SERVER_TOKENS: serverToken })
    players = []
    for (const [index, score] of scores.entries()) {
      players.push(await api.login(`p${index}`))
      await submit(api.game, [{ playerId: idOf(index), score }])
    }
  })
  afterAll(() => api.close())

  const submit = async (id: string, submitted: object[], key?: string, token = serverToken) => {
    const body = { scores: submitted, ...(key !== undefined && { key }) }
    return api.call('POST', `/v1/leaderboards/${id}/scores`, { token, body })
  }
  const keys = () => [`leaderboard:{${api.game}:1}`, `leaderboard:{${api.game}:1}:players`]
  /** Past the cache of pages, whose keys differ with the page. */
  let pageLimit = 20
  const top = async (query = `?limit=${++pageLimit}`) =>
    (await api.call('GET', `/v1/leaderboards/${api.game}${query}`)).body
  const own = async (index: number, id = api.game) => {
    const token = (players[index] as Session).accessToken
    return (await api.call('GET', `/v1/leaderboards/${id}/me`, { token })).body
  }
  const isComplete = async () => (await api.services.redis.zscore(keys()[0] as string, 'complete')) !== null
  const declare = (board: Omit<Parameters<typeof declareLeaderboard>[1], 'name'>) =>
    api.database.sql.begin((transaction) => declareLeaderboard(transaction, { name: board.id, ...board }))

  it('answers the same from Postgres and from Redis, and rebuilds a wiped set', async () => {
    await api.services.leaderboards.settled()
    await api.services.redis.del(...keys())
    const ids = [idOf(12), idOf(3), '11111111-2222-4333-8444-555555555555'].join(',')
    const among = async () =>
      (
        await api.call('GET', `/v1/leaderboards/${api.game}/players?ids=${ids}`, {
          token: players[0]?.accessToken as string,
        })
      ).body
    const own1 = await own(1)
    const fromPostgres = [
      await top('?limit=70'),
      await top('?offset=3&limit=4'),
      own1,
      await own(12),
      await among(),
    ]
    await expect.poll(isComplete).toBe(true)
    await api.services.leaderboards.settled()
    const fromRedis = [
      await top('?limit=71'),
      await top('?offset=3&limit=4'),
      await own(1),
      await own(12),
      await among(),
    ]
    expect(fromRedis).toEqual(fromPostgres)
    expect(fromRedis[0]).toMatchObject({ leaderboard: api.game, season: 1, total: 13 })
    expect(fromRedis[0].rows.map(({ score }: { score: number }) => score)).toEqual(scores)
    expect(fromRedis[1].rows.map(({ rank }: { rank: number }) => rank)).toEqual([4, 5, 6, 7])
    expect(fromRedis[4].rows.map(({ rank }: { rank: number }) => rank)).toEqual([4, 13])
  })

  it('puts who came to a score first before who came to it later', async () => {
    const { rows } = await top()
    expect(rows.slice(1, 3).map(({ playerId }: { playerId: string }) => playerId)).toEqual([idOf(1), idOf(2)])
    // Coming to it again is no later achievement.
    await submit(api.game, [{ playerId: idOf(1), score: 40 }])
    const again = await top()
    expect(again.rows[1]).toEqual(rows[1])
  })

  it('shows the own rank and who is around it', async () => {
    const middle = await own(6)
    expect(middle.row).toMatchObject({ rank: 7, score: 5, playerId: idOf(6), name: 'p6' })
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

  it('starts a rebuild over when Redis is wiped in its midst', async () => {
    const wipes = Array.from({ length: 5 }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, index))
      await api.services.redis.del(...keys())
      await top()
    })
    await Promise.all(wipes)
    await expect
      .poll(async () => {
        await top()
        await api.services.leaderboards.settled()
        return isComplete()
      })
      .toBe(true)
    expect(await api.services.redis.zcount(keys()[0] as string, '-inf', '(+inf')).toBe(13)
  })

  it('takes scores by the policy of the leaderboard', async () => {
    const [last, sum, low] = [`${api.game}-last`, `${api.game}-sum`, `${api.game}-low`]
    await declare({ id: last, policy: 'last' })
    await declare({ id: sum, policy: 'sum' })
    await declare({ id: low, direction: 'low' })
    for (const id of [last, sum, low]) {
      await submit(id, [
        { playerId: idOf(0), score: 10 },
        { playerId: idOf(1), score: 8 },
      ])
      await submit(id, [{ playerId: idOf(0), score: 7 }])
      await submit(id, [{ playerId: idOf(0), score: 9 }])
    }
    const shown = async (id: string) => {
      const { rows } = await own(0, id).then(({ around }) => ({ rows: around }))
      return rows.map(({ playerId, score }: { playerId: string; score: number }) => [
        playerId === idOf(0) ? 0 : 1,
        score,
      ])
    }
    const expected: [string, number[][]][] = [
      [
        last,
        [
          [0, 9],
          [1, 8],
        ],
      ],
      [
        sum,
        [
          [0, 26],
          [1, 8],
        ],
      ],
      [
        low,
        [
          [0, 7],
          [1, 8],
        ],
      ],
    ]
    for (const [id, rows] of expected) {
      await expect.poll(() => shown(id)).toEqual(rows)
      await api.services.leaderboards.settled()
      await expect.poll(() => shown(id)).toEqual(rows)
    }
  })

  it('counts a request with a key once, also when it comes many times at once', async () => {
    const id = `${api.game}-keyed`
    await declare({ id, policy: 'sum' })
    const one = [{ playerId: idOf(0), score: 1 }]
    const answers = await Promise.all(Array.from({ length: 20 }, () => submit(id, one, 'round-1')))
    expect(answers.filter(({ body }) => body.repeated === false)).toHaveLength(1)
    expect((await submit(id, one, 'round-1')).body).toEqual({ accepted: 1, repeated: true })
    const other = await submit(id, [{ playerId: idOf(0), score: 2 }], 'round-1')
    expect([other.status, other.body.code]).toEqual([409, 'key_reused'])
    await Promise.all(Array.from({ length: 20 }, () => submit(id, one)))
    await expect.poll(async () => (await own(0, id)).row?.score).toBe(21)
  })

  it('refuses what is no score, no player or no server', async () => {
    const id = `${api.game}-bounded`
    await declare({ id, scoreMin: 0, scoreMax: 100 })
    const code = async (answer: ReturnType<typeof submit>) => {
      const { status, body } = await answer
      return [status, body.code]
    }
    const playerId = idOf(0)
    const nobody = '11111111-2222-4333-8444-555555555555'
    expect(await code(submit(id, [{ playerId, score: 101 }]))).toEqual([400, 'score_out_of_range'])
    expect(await code(submit(id, [{ playerId, score: -0.001 }]))).toEqual([400, 'score_out_of_range'])
    expect(await code(submit(id, [{ playerId, score: Number.NaN }]))).toEqual([400, 'invalid_request'])
    const infinite = `{"scores":[{"playerId":"${playerId}","score":1e999}]}`
    const answer = await api.call('POST', `/v1/leaderboards/${id}/scores`, {
      token: serverToken,
      body: infinite,
    })
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request'])
    for (const key of ['', 'a\u0000', '\ud800', 'x'.repeat(65)])
      expect(await code(submit(id, [{ playerId, score: 1 }], key))).toEqual([400, 'invalid_request'])
    const mixed = submit(id, [
      { playerId, score: 1 },
      { playerId: nobody, score: 1 },
    ])
    expect(await code(mixed)).toEqual([400, 'player_unknown'])
    expect(await code(submit(id, []))).toEqual([400, 'invalid_request'])
    expect(await code(submit(id, Array(101).fill({ playerId, score: 1 })))).toEqual([400, 'invalid_request'])
    expect(await code(submit('no-such-board', [{ playerId, score: 1 }]))).toEqual([404, 'not_found'])
    const wrong = players[0]?.accessToken as string
    expect(await code(submit(id, [{ playerId, score: 1 }], undefined, wrong))).toEqual([401, 'unauthorized'])
    expect(await api.database.sql`select from scores where leaderboard = ${id}`).toHaveLength(0)
  })

  it('lists leaderboards and their seasons', async () => {
    const { body } = await api.call('GET', `/v1/leaderboards?game=${api.game}`)
    expect(body.leaderboards).toMatchObject([
      { id: api.game, game: api.game, policy: 'best', direction: 'high', current: { season: 1 } },
    ])
    const seasons = await api.call('GET', `/v1/leaderboards/${api.game}/seasons`)
    expect(seasons.body.seasons).toMatchObject([{ season: 1, endsAt: null, isFinal: false }])
    expect((await api.call('GET', `/v1/leaderboards/${api.game}?season=2`)).status).toBe(404)
    expect((await api.call('GET', '/v1/leaderboards/no-such-board')).status).toBe(404)
  })
})
