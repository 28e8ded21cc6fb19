import { randomBytes, randomUUID } from 'node:crypto'
import { registerGame } from '@gameserver/storage/games'
import { markPlayerLeft } from '@gameserver/storage/matches'
import { connectPostgres, type Sql } from '@gameserver/storage/postgres'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { enqueue } from '@gameserver/storage/tickets'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiCluster, startApiCluster } from '../testing/api-cluster.ts'

const seats = 60
/** Too few for a match of their own. */
const waiting = 50
const deaths = 4

describe('the seats of a running match', { timeout: 300_000 }, () => {
  let database: TestDatabase
  /** Patient: processes that start take all the machine has. */
  let sql: Sql
  let cluster: ApiCluster
  const game = `g${randomBytes(6).toString('hex')}`
  const mode = 'quick'

  beforeAll(async () => {
    database = await createTestDatabase()
    sql = connectPostgres(database.url, { timeoutMs: 60_000 })
    const players = { min: seats, max: 100 }
    const dropIn = { playersMax: seats }
    await registerGame(sql, {
      ...{ id: game, name: 'Test', version: '1.0.0', description: '', players },
      ...{ dropIn },
    })
    cluster = await startApiCluster(3, {
      DATABASE_URL: database.url,
      LOG_LEVEL: 'info',
      MATCH_TICKET_TIMEOUT_MS: '600000',
    })
  }, 120_000)
  afterAll(async () => {
    cluster.close()
    await sql.end()
    await database.drop()
  })

  async function newPlayers(count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => randomUUID())
    await sql`insert into players ${sql(ids.map((id) => ({ id, name: 'p' })))}`
    return ids
  }

  const formed = async () => {
    const [match] = await sql<{ id: string; status: string; takesBackfill: boolean; playersMax: number }[]>`
      select id, status, takes_backfill as "takesBackfill", players_max as "playersMax" from matches where game = ${game}`
    return match
  }
  const countLive = async (matchId: string): Promise<number> => {
    const [live] =
      await sql`select count(*)::int as n from match_players where match_id = ${matchId} and live`
    return live?.n
  }

  it(`are filled one by one and never twice, while those are killed who fill them`, async () => {
    const queue = (playerId: string) =>
      enqueue(sql, { members: [{ playerId }], game, mode, playersMin: seats, playersMax: 100 })
    const first = await newPlayers(seats)
    for (const id of first) await queue(id)
    await expect.poll(formed, { timeout: 60_000 }).toMatchObject({ takesBackfill: true, playersMax: seats })
    const match = await formed()
    const matchId = match?.id as string
    await sql`update matches set status = 'running', started_at = now(), epoch = 1 where id = ${matchId}`

    const others = await newPlayers(waiting)
    await Promise.all(others.map(queue))
    let most = 0
    const watching = setInterval(() => {
      countLive(matchId).then(
        (live) => {
          most = Math.max(most, live)
        },
        () => {},
      )
    }, 20)
    for (let death = 0; death < deaths; death++) {
      await markPlayerLeft(sql, { matchId, epoch: 1, playerId: first[death] as string })
      await expect
        .poll(() => cluster.killMatcher(sql, { game }), { interval: 20, timeout: 60_000 })
        .toBe(true)
    }
    await expect.poll(() => countLive(matchId), { timeout: 60_000 }).toBe(seats)
    clearInterval(watching)
    const tickets = await sql`select id from tickets where game = ${game}`
    const rows = await sql`select slot from match_players where match_id = ${matchId} order by slot`
    const matches = await sql`select id from matches where game = ${game}`
    expect(most).toBeLessThanOrEqual(seats)
    expect([tickets.length, rows.length, matches.length]).toEqual([waiting - deaths, seats + deaths, 1])
    expect(rows.map(({ slot }) => slot)).toEqual(Array.from({ length: seats + deaths }, (_, slot) => slot))
  })
})
