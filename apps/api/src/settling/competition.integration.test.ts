import { randomUUID } from 'node:crypto'
import type { Session } from '@gameserver/protocol/http'
import { declareAchievement } from '@gameserver/storage/achievements'
import { claimMatch, commitResult } from '@gameserver/storage/matches'
import { matchQueue } from '@gameserver/storage/queue-pass'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startScoreRelay } from '../leaderboard/score-relay.ts'
import type { Loop } from '../loop/run-every.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { startSettling } from './settling.ts'

describe('competition', () => {
  let api: TestApi
  let loops: Loop[]
  let winner: Session
  let loser: Session

  beforeAll(async () => {
    api = await startTestApi()
    await api.database.sql.begin(async (transaction) => {
      const of = { game: api.game, counter: 'wins' as const }
      await declareAchievement(transaction, { ...of, id: `${api.game}-one`, name: 'One', goal: 1 })
      await declareAchievement(transaction, { ...of, id: `${api.game}-ten`, name: 'Ten', goal: 10 })
    })
    loops = [startSettling(api.services), startScoreRelay(api.services)]
    winner = await api.login('winner')
    loser = await api.login('loser')
  })
  afterAll(async () => {
    await Promise.all(loops.map((loop) => loop.stop()))
    await api.close()
  })

  const get = async (path: string, session = winner) =>
    (await api.call('GET', path, { token: session.accessToken })).body

  async function play(): Promise<string> {
    const { sql } = api.database
    for (const { accessToken } of [winner, loser])
      await api.call('POST', '/v1/match/queue', { token: accessToken, body: { game: api.game } })
    const id = randomUUID()
    const room = `${api.game}-${id}`
    await matchQueue(sql, { game: api.game, mode: 'quick' }, (tickets) => {
      const seats = tickets.flatMap(({ members }) => members.map(({ playerId }) => ({ playerId, team: 0 })))
      const match = { id, game: api.game, mode: 'quick', room, seed: 1, region: null, tickets, seats }
      return { matches: [match], reasons: [] }
    })
    const claimed = await claimMatch(sql, { matchId: id, authorityId: 'a' })
    const scores = [
      { playerId: winner.player.id, score: 7, rank: 1 },
      { playerId: loser.player.id, score: 3, rank: 2 },
    ]
    const result = { matchId: id, epoch: claimed?.epoch ?? 0, reason: 'finished', scores, metadata: {} }
    expect(await commitResult(sql, result)).toBe('committed')
    return id
  }

  it('shows what follows from results wherever it is asked for', async () => {
    const first = await play()
    const second = await play()
    await expect
      .poll(async () => (await get(`/v1/players/${winner.player.id}/stats`)).games)
      .toMatchObject([{ matches: 2, wins: 2, bestScore: 7, totalScore: 14, winStreak: 2, bestWinStreak: 2 }])
    const { ratings } = await get(`/v1/players/${winner.player.id}/ratings`, loser)
    expect(ratings).toMatchObject([{ game: api.game, mode: 'quick', matches: 2 }])
    expect(ratings[0].curve.map(({ matchId }: { matchId: string }) => matchId)).toEqual([first, second])
    expect(ratings[0].rating).toBeGreaterThan(1000)
    expect((await get(`/v1/players/${winner.player.id}/ratings?game=other`)).ratings).toEqual([])

    const { achievements } = await get(`/v1/players/${winner.player.id}/achievements?game=${api.game}`, loser)
    expect(achievements).toMatchObject([
      { id: `${api.game}-one`, progress: 1 },
      { id: `${api.game}-ten`, progress: 2, unlockedAt: null },
    ])
    expect(achievements[0].unlockedAt).not.toBeNull()
    expect((await api.call('GET', `/v1/achievements?game=${api.game}`)).body.achievements).toHaveLength(2)

    const page = await get(`/v1/matches?player=${winner.player.id}&limit=1`)
    expect(page.matches).toMatchObject([{ id: second, players: [{ rank: 1, score: 7 }, { rank: 2 }] }])
    const rest = await get(`/v1/matches?player=${winner.player.id}&limit=1&cursor=${page.cursor}`)
    expect(rest).toMatchObject({ matches: [{ id: first }], cursor: null })
    expect((await get(`/v1/matches?mode=other&game=${api.game}`)).matches).toEqual([])

    await expect
      .poll(async () => (await get(`/v1/leaderboards/${api.game}/me`)).row)
      .toMatchObject({ rank: 1, score: 7 })
    await expect.poll(() => api.database.sql`select from score_changes`).toHaveLength(0)
    expect(await get('/v1/players/me/rewards')).toEqual({ grants: [] })
  })

  it('refuses what is not as documented, and tells of nobody who is not there', async () => {
    const nobody = randomUUID()
    for (const path of ['ratings', 'achievements'])
      expect(await get(`/v1/players/${nobody}/${path}`)).toMatchObject({ status: 404 })
    for (const query of ['cursor=1', 'limit=0', 'player=me', 'game=A'])
      expect(await get(`/v1/matches?${query}`)).toMatchObject({ status: 400 })
  })
})
