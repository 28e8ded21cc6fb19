import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registerGame } from './games.ts'
import { findLiveMatch, findMatch } from './match-lookup.ts'
import { abandonMatch, claimMatch, commitResult, markPlayerLeft, setMatchStatus } from './matches.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'

describe('matches', () => {
  let database: TestDatabase
  const authorityId = 'authority-1'

  beforeAll(async () => {
    database = await createTestDatabase()
    const players = { min: 2, max: 4 }
    await registerGame(database.sql, {
      id: 'arena',
      name: 'Arena',
      version: '1.0.0',
      description: '',
      players,
    })
  })
  afterAll(() => database.drop())

  async function placeMatch(playerCount = 2): Promise<{ matchId: string; playerIds: string[] }> {
    const { sql } = database
    const playerIds = Array.from({ length: playerCount }, () => randomUUID())
    await sql`insert into players ${sql(playerIds.map((id, index) => ({ id, name: `p${index}` })))}`
    return { matchId: await placeMatchOf(playerIds), playerIds }
  }

  async function placeMatchOf(playerIds: string[]): Promise<string> {
    const { sql } = database
    const matchId = randomUUID()
    await sql`insert into matches (id, game, mode, room, seed)
      values (${matchId}, 'arena', 'quick', ${`arena-${matchId}`}, 4294967295)`
    await sql`insert into match_players ${sql(
      playerIds.map((id, slot) => ({
        match_id: matchId,
        player_id: id,
        slot,
        name: `p${slot}`,
        queued_at: new Date(),
      })),
    )}`
    return matchId
  }

  const scoresOf = (playerIds: string[]) =>
    playerIds.map((playerId, index) => ({ playerId, score: 10 - index, rank: index + 1 }))

  it('raises the epoch with each claim', async () => {
    const { matchId, playerIds } = await placeMatch()
    const first = await claimMatch(database.sql, { matchId, authorityId })
    expect(first).toEqual({
      id: matchId,
      game: 'arena',
      mode: 'quick',
      room: `arena-${matchId}`,
      epoch: 1,
      seed: 4294967295,
      region: null,
      isOpen: false,
      seats: 2,
      seatsRevision: 0,
      players: playerIds.map((playerId, slot) => ({ playerId, name: `p${slot}`, slot, team: 0, role: null })),
    })
    expect((await claimMatch(database.sql, { matchId, authorityId }))?.epoch).toBe(2)
    expect(await claimMatch(database.sql, { matchId: randomUUID(), authorityId })).toBeUndefined()
  })

  it("refuses every write under a former owner's epoch", async () => {
    const { matchId, playerIds } = await placeMatch()
    await claimMatch(database.sql, { matchId, authorityId })
    await claimMatch(database.sql, { matchId, authorityId })
    const stale = { matchId, epoch: 1 }
    expect(await setMatchStatus(database.sql, { ...stale, status: 'running' })).toBe(false)
    expect(await abandonMatch(database.sql, { ...stale, reason: 'x' })).toBe(false)
    await markPlayerLeft(database.sql, { ...stale, playerId: playerIds[0] as string })
    const result = { ...stale, reason: 'finished', scores: scoresOf(playerIds), metadata: {} }
    expect(await commitResult(database.sql, result)).toBe('stale_epoch')
    const match = await findMatch(database.sql, matchId)
    expect(match).toMatchObject({ status: 'placing', endedAt: null })
    expect(await findLiveMatch(database.sql, playerIds[0] as string)).toMatchObject({ id: matchId })
  })

  it('commits a result once, however many ask at once', async () => {
    const { matchId, playerIds } = await placeMatch(3)
    await claimMatch(database.sql, { matchId, authorityId })
    expect(await setMatchStatus(database.sql, { matchId, epoch: 1, status: 'running' })).toBe(true)
    const result = {
      matchId,
      epoch: 1,
      reason: 'finished',
      scores: scoresOf(playerIds),
      metadata: { ticks: 7 },
    }
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => commitResult(database.sql, result)))
    expect(outcomes.sort()).toEqual([
      'already_committed',
      'already_committed',
      'already_committed',
      'committed',
    ])

    const match = await findMatch(database.sql, matchId)
    expect(match).toMatchObject({ status: 'ended', reason: 'finished' })
    expect(match?.startedAt).not.toBeNull()
    expect(match?.players.map(({ score, rank }) => [score, rank])).toEqual([
      [10, 1],
      [9, 2],
      [8, 3],
    ])
    const events = await database.sql`select payload from outbox where payload ->> 'matchId' = ${matchId}`
    expect(events).toHaveLength(1)
    expect(await findLiveMatch(database.sql, playerIds[0] as string)).toBeUndefined()
    expect(await claimMatch(database.sql, { matchId, authorityId })).toBeUndefined()
  })

  it('frees a player who left, and all of an abandoned match', async () => {
    const { matchId, playerIds } = await placeMatch()
    const [leaver, other] = playerIds as [string, string]
    await claimMatch(database.sql, { matchId, authorityId })
    await markPlayerLeft(database.sql, { matchId, epoch: 1, playerId: leaver })
    expect(await findLiveMatch(database.sql, leaver)).toBeUndefined()
    expect(await findLiveMatch(database.sql, other)).toMatchObject({ id: matchId })
    expect((await claimMatch(database.sql, { matchId, authorityId }))?.players).toHaveLength(1)
    expect(await abandonMatch(database.sql, { matchId, epoch: 2, reason: 'game_failed' })).toBe(true)
    expect(await findLiveMatch(database.sql, other)).toBeUndefined()
    expect(await findMatch(database.sql, matchId)).toMatchObject({
      status: 'abandoned',
      reason: 'game_failed',
    })
  })
})
