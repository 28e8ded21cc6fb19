import { join } from 'node:path'
import { displayRating, displayUncertainty } from '@gameserver/matchmaking/rating'
import { runMigrations } from '@gameserver/storage/migrate'
import { connectPostgres, type Sql } from '@gameserver/storage/postgres'
import { playerRatings } from '@gameserver/storage/ratings'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { repository } from '../repository.ts'
import { scratchDatabase } from '../scratch.ts'
import { seed } from './seed.ts'

let database: Awaited<ReturnType<typeof scratchDatabase>>
let sql: Sql

beforeAll(async () => {
  database = await scratchDatabase()
  sql = connectPostgres(database.url, { timeoutMs: 0 })
  await runMigrations(sql, join(repository, 'migrations'))
})
afterAll(async () => {
  await sql?.end()
  await database?.drop()
})

test('seeding leaves nothing unsettled, closes the seasons that are over, and adds nothing twice', async () => {
  const first = await seed(sql, { players: 12, matches: 40 })
  expect(first).toMatchObject({ matches: 40, party: expect.any(String) })
  expect(first.rooms).toHaveLength(2)
  expect(first.seasonsClosed).toBeGreaterThan(0)
  const counts = () => sql`
    select (select count(*)::int from players) as players, (select count(*)::int from rating_changes) as changes,
      (select count(*)::int from match_players) as played, (select sum(matches)::int from ratings) as rated,
      (select count(*)::int from season_grants) as grants, (select count(*)::int from party_members) as members,
      (select count(*)::int from rooms where status = 'waiting' and seats_taken < seats_max) as free,
      (select count(*)::int from outbox where topic = 'match.ended' and relayed_at is null) as unsettled,
      (select count(*)::int from leaderboard_seasons where closed_at is null and ends_at < now()) as open`
  const [after] = await counts()
  expect(after).toMatchObject({ players: 12, members: 3, unsettled: 0, open: 0, free: 2 })
  expect(after?.changes).toBe(after?.played)
  expect(after?.rated).toBe(after?.played)
  expect(after?.grants).toBeGreaterThan(0)

  const view = { shown: displayRating, uncertainty: displayUncertainty }
  const [ada] = first.players
  const [rating] = await playerRatings(sql, { playerId: ada?.id as string, pointsMax: 100 }, view)
  expect(rating?.curve).toHaveLength(rating?.matches as number)
  const times = rating?.curve.map(({ endedAt }) => endedAt)
  expect(times?.toSorted()).toEqual(times)

  expect(await seed(sql, { players: 12, matches: 40 })).toMatchObject({
    matches: 0,
    party: first.party,
    rooms: first.rooms,
  })
  expect(await counts()).toEqual([after])
})
