import { randomUUID } from 'node:crypto'
import { displayRating, displayUncertainty, newRating, rate } from '@gameserver/matchmaking/rating'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { declareAchievement, playerAchievements } from './achievements.ts'
import { StorageUnavailable } from './deadline.ts'
import { registerGame } from './games.ts'
import { declareLeaderboard } from './leaderboard-definitions.ts'
import { matchHistory } from './match-history.ts'
import { claimMatch, commitResult, markPlayerLeft, type PlayerScore } from './matches.ts'
import { playerRatings } from './ratings.ts'
import { type SettlingStep, settleNext, settlingSteps } from './settling.ts'
import { playerStats } from './stats.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'

const rules = { newRating, rate, shown: displayRating }
const view = { shown: displayRating, uncertainty: displayUncertainty }

describe('settling', () => {
  let database: TestDatabase
  let playerIds: string[]

  beforeAll(async () => {
    database = await createTestDatabase()
    const players = { min: 1, max: 8 }
    await registerGame(database.sql, {
      id: 'arena',
      name: 'Arena',
      version: '1.0.0',
      description: '',
      players,
      leaderboards: [{ id: 'arena-sum', name: 'Points', policy: 'sum' }],
      achievements: [
        { id: 'arena-two-wins', name: 'Twice', counter: 'wins', goal: 2 },
        { id: 'arena-streak', name: 'Streak', counter: 'winStreak', goal: 2 },
        { id: 'arena-points', name: 'Points', counter: 'scoreSum', goal: 25 },
      ],
    })
    await database.sql.begin((transaction) =>
      declareAchievement(transaction, { id: 'first-match', name: 'First', counter: 'matches', goal: 1 }),
    )
  })
  beforeEach(async () => {
    playerIds = Array.from({ length: 4 }, () => randomUUID())
    await database.sql`insert into players ${database.sql(playerIds.map((id) => ({ id, name: 'p' })))}`
  })
  afterAll(() => database.drop())

  async function placeMatch(ids: readonly string[], mode = 'quick'): Promise<string> {
    const { sql } = database
    const matchId = randomUUID()
    await sql`insert into matches (id, game, mode, room, seed)
      values (${matchId}, 'arena', ${mode}, ${`arena-${matchId}`}, 1)`
    await sql`insert into match_players ${sql(
      ids.map((id, slot) => ({ match_id: matchId, player_id: id, slot, name: 'p', queued_at: new Date() })),
    )}`
    await claimMatch(sql, { matchId, authorityId: 'a' })
    return matchId
  }
  const resultOf = (matchId: string, scores: readonly PlayerScore[]) => {
    return { matchId, epoch: 1, reason: 'finished', scores, metadata: {} }
  }
  /** The players in the order of their places. */
  const ranked = (ids: readonly string[]): PlayerScore[] =>
    ids.map((playerId, index) => ({ playerId, score: 10 - index, rank: index + 1 }))
  async function play(ids: readonly string[], mode?: string): Promise<string> {
    const matchId = await placeMatch(ids, mode)
    await commitResult(database.sql, resultOf(matchId, ranked(ids)))
    return matchId
  }
  async function settleAll(): Promise<void> {
    while ((await settleNext(database.sql, rules)).outcome !== 'nothing_to_do');
  }
  const ratingOf = async (playerId: string | undefined) =>
    (await playerRatings(database.sql, { playerId: playerId as string, pointsMax: 10 }, view))[0]
  const scoresOn = async (leaderboard: string) => {
    const rows = await database.sql<{ playerId: string; score: number }[]>`
      select player_id as "playerId", score from scores
      where leaderboard = ${leaderboard} and player_id = any(${playerIds}::uuid[])`
    return playerIds.map((id) => rows.find(({ playerId }) => playerId === id)?.score)
  }
  /** All that a result leads to, for one player. */
  async function traces(playerId: string) {
    const { sql } = database
    const [counts] = await sql`select
      (select count(*)::int from rating_changes where player_id = ${playerId}) as changes,
      (select matches from ratings where player_id = ${playerId}) as rated,
      (select matches from player_stats where player_id = ${playerId} and game = '') as counted,
      (select count(*)::int from player_achievements where player_id = ${playerId}) as unlocked,
      (select score from scores where player_id = ${playerId} and leaderboard = 'arena-sum') as points,
      (select count(*)::int from live_events where player_id = ${playerId} and kind = 'rating.changed') as told`
    return counts
  }
  const once = { changes: 1, rated: 1, counted: 1, unlocked: 1, points: 10, told: 1 }
  const never = { changes: 0, rated: null, counted: null, unlocked: 0, points: null, told: 0 }

  it('draws everything from a result, once', async () => {
    const matchId = await play(playerIds)
    await settleAll()
    await settleAll()
    expect(await traces(playerIds[0] as string)).toEqual(once)
    const ratings = await Promise.all(playerIds.map(ratingOf))
    const shown = ratings.map((rating) => rating?.rating ?? 0)
    expect([...shown].sort((a, b) => b - a)).toEqual(shown)
    expect(ratings[0]?.curve).toMatchObject([{ matchId, rating: shown[0] }])
    expect(ratings[0]?.uncertainty).toBeLessThan(displayUncertainty(newRating))
    expect(await playerStats(database.sql, playerIds[0] as string)).toMatchObject([
      { game: 'arena', matches: 1, wins: 1, bestScore: 10, totalScore: 10, winStreak: 1 },
    ])
    expect(await scoresOn('arena')).toEqual([10, 9, 8, 7])
    const events = await database.sql`
      select kind, body from live_events where player_id = ${playerIds[0] as string} order by xid, id`
    expect(events.map(({ kind }) => kind)).toEqual(['match.ended', 'rating.changed', 'achievement.unlocked'])
    expect(events[1]?.body).toMatchObject({ matchId, ratingBefore: 1000, rating: shown[0] })
  })

  it('leaves nothing behind when it is cut off between any two steps, and does it all the next time', async () => {
    for (let cut = 0; cut <= settlingSteps.length; cut++) {
      const ids = Array.from({ length: 2 }, () => randomUUID())
      await database.sql`insert into players ${database.sql(ids.map((id) => ({ id, name: 'p' })))}`
      await play(ids)
      const cutOff: SettlingStep = () => Promise.reject(new StorageUnavailable('cut off'))
      const steps = [...settlingSteps.slice(0, cut), cutOff, ...settlingSteps.slice(cut)]
      await expect(settleNext(database.sql, rules, steps)).rejects.toThrow()
      expect(await traces(ids[0] as string)).toEqual(never)
      await settleAll()
      expect(await traces(ids[0] as string)).toEqual(once)
    }
  })

  it('puts off a result that can not be settled, and settles the others', async () => {
    const failing: SettlingStep = async () => {
      throw new Error('a fault')
    }
    await play(playerIds.slice(0, 2))
    await play(playerIds.slice(2))
    expect((await settleNext(database.sql, rules, [failing])).outcome).toBe('failed')
    await settleAll()
    expect(await traces(playerIds[0] as string)).toEqual(never)
    expect(await traces(playerIds[2] as string)).toEqual(once)
    await database.sql`update outbox set due_at = now()`
    await settleAll()
    expect(await traces(playerIds[0] as string)).toEqual(once)
  })

  it('counts each result once, with many settling at once', async () => {
    const matches = 20
    for (let count = 0; count < matches; count++) {
      const order = count % 2 ? playerIds : [...playerIds].reverse()
      await play(order, count % 3 ? 'quick' : 'ranked')
    }
    await Promise.all(Array.from({ length: 4 }, settleAll))
    for (const playerId of playerIds) {
      const [game] = await playerStats(database.sql, playerId)
      expect(game?.matches).toBe(matches)
      const ratings = await playerRatings(database.sql, { playerId, pointsMax: 100 }, view)
      expect(ratings.map(({ matches: rated }) => rated).reduce((a, b) => a + b)).toBe(matches)
      expect(ratings.flatMap(({ curve }) => curve)).toHaveLength(matches)
    }
    expect(await scoresOn('arena-sum')).toEqual([170, 170, 170, 170])
  })

  it('takes the same result again for done, and puts another one on record', async () => {
    const { sql } = database
    const matchId = await placeMatch(playerIds)
    const result = resultOf(matchId, ranked(playerIds))
    expect(await commitResult(sql, result)).toBe('committed')
    expect(await commitResult(sql, result)).toBe('already_committed')
    expect(await commitResult(sql, { ...result, epoch: 7 })).toBe('already_committed')
    const contrary = resultOf(matchId, ranked([...playerIds].reverse()))
    expect(await commitResult(sql, contrary)).toBe('contradicted')
    expect(await commitResult(sql, contrary)).toBe('contradicted')
    expect(await sql`select result from refused_results where match_id = ${matchId}`).toHaveLength(1)
    await settleAll()
    expect(await traces(playerIds[0] as string)).toEqual(once)
    expect(await scoresOn('arena')).toEqual([10, 9, 8, 7])
  })

  it('refuses a stale epoch, and scores that are none', async () => {
    const { sql } = database
    const matchId = await placeMatch(playerIds)
    const result = resultOf(matchId, ranked(playerIds))
    expect(await commitResult(sql, { ...result, epoch: 0 })).toBe('stale_epoch')
    for (const wrong of [
      { score: Number.NaN },
      { score: Number.POSITIVE_INFINITY },
      { rank: 0 },
      { rank: 1.5 },
    ]) {
      const scores = [{ ...(result.scores[0] as PlayerScore), ...wrong }]
      await expect(commitResult(sql, { ...result, scores })).rejects.toThrow(RangeError)
    }
    await expect(
      commitResult(sql, { ...result, scores: [...result.scores, ...result.scores] }),
    ).rejects.toThrow('twice')
    expect(await commitResult(sql, result)).toBe('committed')
    await settleAll()
  })

  it('rates who left as last, who never came too, and nobody who played alone', async () => {
    const { sql } = database
    const [winner, leaver, other, absent] = playerIds as [string, string, string, string]
    const matchId = await placeMatch(playerIds)
    await markPlayerLeft(sql, { matchId, epoch: 1, playerId: leaver })
    await commitResult(sql, resultOf(matchId, ranked([winner, leaver, other])))
    await settleAll()
    const mu = async (playerId: string) => (await ratingOf(playerId))?.mu ?? Number.NaN
    expect(await mu(winner)).toBeGreaterThan(newRating.mu)
    expect(await mu(leaver)).toBeLessThan(await mu(other))
    expect(await mu(absent)).toBeLessThan(newRating.mu)
    expect(await playerStats(sql, absent)).toEqual([])

    const alone = await play([winner], 'alone')
    await settleAll()
    expect(await sql`select from rating_changes where match_id = ${alone}`).toHaveLength(0)
  })

  it('takes equals for equals: a draw is won by all who are first', async () => {
    const [a, b, c] = playerIds as [string, string, string]
    const matchId = await placeMatch([a, b, c])
    const scores = [a, b, c].map((playerId, index) => ({
      ...{ playerId, score: index < 2 ? 10 : 4, rank: index < 2 ? 1 : 3 },
    }))
    await commitResult(database.sql, resultOf(matchId, scores))
    await settleAll()
    const [ofA, ofB, ofC] = await Promise.all([a, b, c].map(ratingOf))
    expect(ofA?.mu).toBeCloseTo(ofB?.mu ?? Number.NaN)
    expect(ofA?.mu).toBeGreaterThan(ofC?.mu ?? Number.NaN)
    for (const [playerId, wins] of [[a, 1] as const, [b, 1] as const, [c, 0] as const])
      expect(await playerStats(database.sql, playerId)).toMatchObject([{ matches: 1, wins }])
    expect(await scoresOn('arena')).toEqual([10, 10, 4, undefined])
  })

  it('rates teams as such', async () => {
    const matchId = await placeMatch(playerIds)
    await database.sql`update match_players set team = slot % 2 where match_id = ${matchId}`
    await commitResult(database.sql, resultOf(matchId, ranked(playerIds)))
    await settleAll()
    const [a, b, c, d] = await Promise.all(playerIds.map(ratingOf))
    expect([a?.mu, b?.mu]).toEqual([c?.mu, d?.mu])
    expect(a?.mu).toBeGreaterThan(b?.mu ?? 0)
  })

  it('unlocks achievements when their counters come to the goal, and shows how far one is', async () => {
    const [first] = playerIds as [string]
    const progress = async () => {
      const all = await playerAchievements(database.sql, { playerId: first, game: 'arena' })
      return Object.fromEntries(
        all.map((one) => [one.id, one.unlockedAt === null ? one.progress : 'unlocked']),
      )
    }
    expect(await progress()).toEqual({ 'arena-points': 0, 'arena-streak': 0, 'arena-two-wins': 0 })
    await play(playerIds)
    await play([...playerIds].reverse())
    await settleAll()
    expect(await progress()).toEqual({ 'arena-points': 17, 'arena-streak': 1, 'arena-two-wins': 1 })
    await play(playerIds)
    await settleAll()
    expect(await progress()).toEqual({
      'arena-points': 'unlocked',
      'arena-streak': 1,
      'arena-two-wins': 'unlocked',
    })
    await play(playerIds)
    await settleAll()
    expect((await progress())['arena-streak']).toBe('unlocked')
    const told = await database.sql`
      select body ->> 'achievement' as id from live_events
      where player_id = ${first} and kind = 'achievement.unlocked' and body ->> 'achievement' like 'arena-%'`
    expect(told.map(({ id }) => id).sort()).toEqual(['arena-points', 'arena-streak', 'arena-two-wins'])
  })

  it('pages through the history, filtered', async () => {
    const [first] = playerIds as [string]
    const played: string[] = []
    for (let count = 0; count < 5; count++)
      played.push(await play(playerIds, count === 2 ? 'ranked' : 'quick'))
    await settleAll()
    const seen: string[] = []
    let after: Awaited<ReturnType<typeof matchHistory>>['next'] = null
    do {
      const query = { playerId: first, limit: 2, ...(after && { after }) }
      const page = await matchHistory(database.sql, query, displayRating)
      seen.push(...page.matches.map(({ id }) => id))
      after = page.next
    } while (after !== null)
    expect(seen).toEqual([...played].reverse())
    const filter = { playerId: first, game: 'arena', mode: 'ranked', limit: 10 }
    const { matches, next } = await matchHistory(database.sql, filter, displayRating)
    expect(next).toBeNull()
    expect(matches).toMatchObject([
      { id: played[2], players: [{ playerId: first, rank: 1, ratingBefore: 1000 }, {}, {}, {}] },
    ])
  })

  it('declares nothing under the name of another game', async () => {
    const board = { id: 'chess-best', name: 'x' }
    const manifest = { id: 'go', name: 'Go', version: '1.0.0', description: '', players: { min: 2, max: 2 } }
    await expect(registerGame(database.sql, { ...manifest, leaderboards: [board] })).rejects.toThrow(
      'chess-best',
    )
    const rewards = [
      { fromRank: 1, toRank: 3, reward: {} },
      { fromRank: 3, toRank: 9, reward: {} },
    ]
    await expect(
      database.sql.begin((transaction) => declareLeaderboard(transaction, { id: 'go', name: 'Go', rewards })),
    ).rejects.toThrow('overlap')
  })
})
