import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { registerGame } from './games.ts'
import { answerOffer, askAfterOffer, expireOffers } from './match-offers.ts'
import { connectPostgres, type Sql } from './postgres.ts'
import { matchQueue } from './queue-pass.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'
import { dequeue } from './ticket-withdrawal.ts'
import { enqueue } from './tickets.ts'

const races = 100
const [game, mode] = ['arena', 'ranked']

describe('offers', () => {
  let database: TestDatabase
  /** As of two processes. */
  let sql: Sql
  let otherSql: Sql
  let playerIds: string[]
  beforeAll(async () => {
    database = await createTestDatabase()
    sql = database.sql
    otherSql = connectPostgres(database.url, { connectionsMax: 5, timeoutMs: 20_000 })
    const players = { min: 2, max: 4 }
    await registerGame(sql, { id: game, name: 'Arena', version: '1.0.0', description: '', players })
  })
  beforeEach(async () => {
    playerIds = Array.from({ length: 4 }, () => randomUUID())
    await sql`insert into players ${sql(playerIds.map((id) => ({ id, name: 'p' })))}`
    await sql`delete from tickets`
    await sql`delete from matches`
    await sql`delete from match_offers`
  })
  afterAll(async () => {
    await otherSql.end()
    await database.drop()
  })

  /** All that wait come into one match. */
  const pass = (at: Sql) =>
    matchQueue(
      at,
      { game, mode },
      (tickets) => {
        const seats = tickets.flatMap(({ members }) =>
          members.map(({ playerId }, team) => ({ playerId, team })),
        )
        const match = { id: randomUUID(), game, mode, room: `arena-${randomUUID()}`, seed: 1, region: null }
        return { matches: seats.length < 2 ? [] : [{ ...match, tickets, seats }], reasons: [] }
      },
      { acceptSeconds: 30 },
    )

  async function offered(...players: string[]): Promise<string> {
    for (const playerId of players)
      await enqueue(sql, { members: [{ playerId }], game, mode, playersMin: 2, playersMax: 4 })
    const [offer] = (await pass(sql)).matches
    return offer?.id as string
  }
  const answer = (at: Sql, offerId: string, playerId: string, accept: boolean) =>
    answerOffer(at, { offerId, playerId, accept }).then(({ outcome }) => outcome)
  const expire = async (offerId: string) => {
    await sql`update match_offers set expires_at = clock_timestamp() where id = ${offerId}`
    return Promise.all([expireOffers(sql), expireOffers(otherSql)])
  }

  /** How the offer and its players are left: in nobody's way, and nobody's. */
  async function ending(offerId: string) {
    const [row] = await sql`
      select outcome, (select count(*)::int from match_players where match_id = o.id and live) as seated,
        (select count(*)::int from ticket_players) as queued,
        (select count(*)::int from tickets where offer_id is not null) as held,
        (select count(*)::int from queue_strikes where match_id = o.id) as struck
      from match_offers o where id = ${offerId}`
    return row
  }

  it('makes one offer of a ticket, however many passes there are at once', async () => {
    for (const playerId of playerIds)
      await enqueue(sql, { members: [{ playerId }], game, mode, playersMin: 2, playersMax: 4 })
    const passes = await Promise.all([pass(sql), pass(otherSql), pass(sql), pass(otherSql)])
    expect(passes.flatMap(({ matches }) => matches)).toHaveLength(1)
    expect(await sql`select from tickets where offer_id is not null`).toHaveLength(4)
    expect((await pass(sql)).matches).toEqual([])
  })

  it('is accepted by all at once, and forms one match', async () => {
    const offerId = await offered(...playerIds)
    const outcomes = await Promise.all(
      playerIds.map((playerId, index) => answer(index % 2 ? sql : otherSql, offerId, playerId, true)),
    )
    expect([...outcomes].sort()).toEqual(['formed', 'noted', 'noted', 'noted'])
    expect(await ending(offerId)).toEqual({ outcome: 'formed', seated: 4, queued: 0, held: 0, struck: 0 })
    expect(await askAfterOffer(sql, { offerId, playerId: playerIds[0] as string })).toBeUndefined()
  })

  it('strikes all who decline at once, but no more than come before it is over', async () => {
    const offerId = await offered(...playerIds)
    const outcomes = await Promise.all(
      playerIds.map((playerId, index) => answer(index % 2 ? sql : otherSql, offerId, playerId, false)),
    )
    expect([...outcomes].sort()).toEqual(['declined', 'over', 'over', 'over'])
    expect(await ending(offerId)).toEqual({ outcome: 'failed', seated: 0, queued: 3, held: 0, struck: 1 })
  })

  it(`ends one way or the other when time runs out as the last one accepts, ${races} times`, async () => {
    const [ada, bo] = playerIds as [string, string]
    const endings = { formed: 0, failed: 0 }
    for (let race = 0; race < races; race++) {
      const offerId = await offered(ada, bo)
      await answer(sql, offerId, ada, true)
      const [accepted, expired] = await Promise.all([
        sleep(Math.random() * 6).then(() => answer(otherSql, offerId, bo, true)),
        sleep(Math.random() * 25).then(() => expire(offerId)),
      ])
      const how = await ending(offerId)
      if (accepted === 'formed') {
        expect(expired).toEqual([0, 0])
        expect(how).toEqual({ outcome: 'formed', seated: 2, queued: 0, held: 0, struck: 0 })
      } else {
        expect(accepted).toBe('over')
        expect(how).toEqual({ outcome: 'failed', seated: 0, queued: 1, held: 0, struck: 1 })
      }
      endings[accepted === 'formed' ? 'formed' : 'failed']++
      await sql`delete from tickets`
      await sql`delete from matches`
    }
    console.info(`${endings.formed} formed, ${endings.failed} failed`)
    expect(endings.formed).toBeGreaterThan(0)
    expect(endings.failed).toBeGreaterThan(0)
  })

  it("is nobody's fault when there was nobody to answer to", async () => {
    const [ada, bo] = playerIds as [string, string]
    const offerId = await offered(ada, bo)
    await answer(sql, offerId, ada, true)
    await sql`update match_offers set expires_at = clock_timestamp() - interval '1 minute' where id = ${offerId}`
    expect(await expireOffers(sql)).toBe(1)
    expect(await ending(offerId)).toEqual({ outcome: 'failed', seated: 0, queued: 2, held: 0, struck: 0 })
  })

  it('takes giving the ticket back for a refusal, also as the offer is made', async () => {
    for (let race = 0; race < 20; race++) {
      const [ada, bo] = playerIds as [string, string]
      for (const playerId of [ada, bo])
        await enqueue(sql, { members: [{ playerId }], game, mode, playersMin: 2, playersMax: 4 })
      const [, isGivenBack] = await Promise.all([pass(otherSql), dequeue(sql, bo)])
      expect(isGivenBack).toBe(true)
      const left =
        await sql`select p.player_id, t.offer_id from ticket_players p join tickets t on t.id = p.ticket_id`
      expect([...left]).toEqual([{ player_id: ada, offer_id: null }])
      await sql`delete from tickets`
    }
  })
})
