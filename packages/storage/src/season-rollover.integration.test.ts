import { randomUUID } from 'node:crypto'
import { displayRating, newRating, rate } from '@gameserver/matchmaking/rating'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { registerGame } from './games.ts'
import { declareLeaderboard } from './leaderboard-definitions.ts'
import { listSeasons } from './leaderboard-seasons.ts'
import { claimMatch, commitResult } from './matches.ts'
import { playerGrants } from './season-grants.ts'
import { beginDueSeasons, closeDueSeason } from './season-rollover.ts'
import { settleNext } from './settling.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'

const rules = { newRating, rate, shown: displayRating }

describe('season roll-over', () => {
  let database: TestDatabase
  let game: string
  let playerIds: string[]

  beforeAll(async () => {
    database = await createTestDatabase()
  })
  beforeEach(async () => {
    const { sql } = database
    game = `g${randomUUID().slice(0, 8)}`
    const players = { min: 2, max: 4 }
    await registerGame(sql, {
      id: game,
      name: game,
      version: '1.0.0',
      description: '',
      players,
      leaderboards: [
        {
          id: game,
          name: game,
          schedule: { every: 'day' },
          rewards: [
            { fromRank: 1, toRank: 1, reward: { coins: 100 } },
            { fromRank: 2, toRank: 3, reward: { coins: 10 } },
          ],
          ratingReset: 0.5,
        },
      ],
    })
    playerIds = Array.from({ length: 4 }, () => randomUUID())
    await sql`insert into players ${sql(playerIds.map((id) => ({ id, name: 'p' })))}`
  })
  afterAll(() => database.drop())

  /** A match that ended so many milliseconds ago. */
  async function play(agoMs: number): Promise<void> {
    const { sql } = database
    const matchId = randomUUID()
    await sql`insert into matches (id, game, mode, room, seed)
      values (${matchId}, ${game}, 'quick', ${`x-${matchId}`}, 1)`
    await sql`insert into match_players ${sql(
      playerIds.map((id, slot) => ({
        match_id: matchId,
        player_id: id,
        slot,
        name: 'p',
        queued_at: new Date(),
      })),
    )}`
    await claimMatch(sql, { matchId, authorityId: 'a' })
    const scores = playerIds.map((playerId, index) => ({ playerId, score: 10 - index, rank: index + 1 }))
    await commitResult(sql, { matchId, epoch: 1, reason: 'finished', scores, metadata: {} })
    await sql`update matches set ended_at = now() - ${agoMs} * interval '1 millisecond' where id = ${matchId}`
  }
  async function settleAll(): Promise<void> {
    while ((await settleNext(database.sql, rules)).outcome !== 'nothing_to_do');
  }
  const close = (graceMs = 0) => closeDueSeason(database.sql, { graceMs, newRating })
  const endSeason = (agoMs: number) => database.sql`
    update leaderboard_seasons set starts_at = now() - interval '1 day',
      ends_at = now() - ${agoMs} * interval '1 millisecond' where leaderboard = ${game} and season = 1`
  const scoresOf = async (season: number) =>
    (await database.sql`select from scores where leaderboard = ${game} and season = ${season}`).length

  it('closes a season once, whoever is at it, with its rewards', async () => {
    await play(5_000)
    await settleAll()
    await endSeason(1_000)
    const closed = await Promise.all(Array.from({ length: 4 }, () => close()))
    expect(closed.filter((one) => one !== undefined)).toEqual([{ leaderboard: game, season: 1, grants: 3 }])
    expect(await close()).toBeUndefined()
    expect(await listSeasons(database.sql, game, 10)).toMatchObject([
      { season: 2, isFinal: false },
      { season: 1, isFinal: true },
    ])
    const grants = await Promise.all(playerIds.map((id) => playerGrants(database.sql, id, 10)))
    expect(grants.map(([grant]) => grant?.reward ?? null)).toEqual([
      { coins: 100 },
      { coins: 10 },
      { coins: 10 },
      null,
    ])
    const told = await database.sql`
      select from live_events where kind = 'season.rewarded' and player_id = any(${playerIds}::uuid[])`
    expect(told).toHaveLength(3)
  })

  it('waits for results of the season, and for what was under way when it ended', async () => {
    await play(5_000)
    await endSeason(1_000)
    expect(await close()).toBeUndefined()
    await settleAll()
    expect(await close(60_000)).toBeUndefined()
    expect(await close()).toMatchObject({ grants: 3 })
    expect(await scoresOf(1)).toBe(4)
  })

  it('counts results that come meanwhile in the season of their end', async () => {
    await endSeason(1_000)
    await beginDueSeasons(database.sql)
    await play(5_000)
    await play(0)
    await settleAll()
    expect([await scoresOf(1), await scoresOf(2)]).toEqual([4, 4])
    expect(await close()).toMatchObject({ season: 1, grants: 3 })
  })

  it('never changes a season that is closed: what comes too late counts in the next', async () => {
    await endSeason(1_000)
    expect(await close()).toMatchObject({ season: 1, grants: 0 })
    await play(5_000)
    await settleAll()
    expect([await scoresOf(1), await scoresOf(2)]).toEqual([0, 4])
  })

  it('counts each result in exactly one season while seasons are closed beside it', async () => {
    const matches = 12
    await endSeason(1_000)
    for (let count = 0; count < matches; count++) await play(count % 2 ? 5_000 : 0)
    await Promise.all([
      settleAll(),
      settleAll(),
      (async () => {
        while ((await close()) === undefined) await new Promise((resolve) => setTimeout(resolve, 5))
      })(),
    ])
    expect([await scoresOf(1), await scoresOf(2)]).toEqual([4, 4])
    const [stats] = await database.sql`
      select matches from player_stats where player_id = ${playerIds[0] as string} and game = ${game} and mode = ''`
    expect(stats?.matches).toBe(matches)
  })

  it('draws ratings back by the share that is declared', async () => {
    await play(5_000)
    await settleAll()
    const mu = async () => {
      const [row] = await database.sql`
        select mu from ratings where player_id = ${playerIds[0] as string} and game = ${game}`
      return row?.mu
    }
    const before = await mu()
    await endSeason(1_000)
    await close()
    expect(await mu()).toBeCloseTo((before + newRating.mu) / 2)
  })

  it('makes up for seasons that nobody saw', async () => {
    const { sql } = database
    await sql`update leaderboard_seasons set starts_at = now() - interval '4 days', ends_at = now() - interval '3 days'
      where leaderboard = ${game}`
    await beginDueSeasons(sql)
    expect(await listSeasons(sql, game, 10)).toHaveLength(5)
  })

  it('gives a season an end when its leaderboard gets a schedule', async () => {
    const { sql } = database
    const id = `${game}-late`
    const declare = (schedule?: { every: 'month' }) =>
      sql.begin((transaction) =>
        declareLeaderboard(transaction, { id, name: id, ...(schedule && { schedule }) }),
      )
    await declare()
    expect(await listSeasons(sql, id, 10)).toMatchObject([{ endsAt: null }])
    await declare({ every: 'month' })
    expect((await listSeasons(sql, id, 10))[0]?.endsAt).not.toBeNull()
  })
})
