import { randomUUID } from 'node:crypto'
import type { Session } from '@gameserver/protocol/http'
import { claimMatch, commitResult, markPlayerLeft, setMatchStatus } from '@gameserver/storage/matches'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Loop } from '../loop/run-every.ts'
import { startSettling } from '../settling/settling.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { startMatcher } from './matcher.ts'

describe('queue', () => {
  let api: TestApi
  let matcher: Loop | undefined
  beforeAll(async () => {
    api = await startTestApi()
  })
  afterEach(async () => {
    await matcher?.stop()
    matcher = undefined
    await api.database.sql`delete from tickets`
  })
  afterAll(() => api.close())

  const join = (token: string, body: object = {}) =>
    api.call('POST', '/v1/match/queue', { token, body: { game: api.game, ...body } })
  const leave = (token: string) => api.call('DELETE', '/v1/match/queue', { token })
  const status = async (token: string) => (await api.call('GET', '/v1/match/status', { token })).body

  async function matchedTogether(count: number): Promise<{ sessions: Session[]; matchId: string }> {
    const sessions = await Promise.all(Array.from({ length: count }, () => api.login()))
    for (const { accessToken } of sessions) await join(accessToken, { playersMin: count, playersMax: count })
    matcher ??= startMatcher(api.services)
    const matches = await Promise.all(
      sessions.map(({ accessToken }) =>
        expect
          .poll(() => status(accessToken))
          .toMatchObject({ state: 'matched' })
          .then(() => status(accessToken)),
      ),
    )
    const ids = new Set(matches.map(({ matchId }) => matchId))
    expect(ids.size).toBe(1)
    return { sessions, matchId: [...ids][0] }
  }

  it('tells where a player stands and why', async () => {
    const [first, second] = [await api.login(), await api.login()]
    expect(await status(first.accessToken)).toEqual({ state: 'idle' })
    const joined = await join(first.accessToken)
    expect(joined.body).toMatchObject({
      state: 'queued',
      game: api.game,
      mode: 'quick',
      waiting: 1,
      position: 1,
    })
    const next = await join(second.accessToken, { playersMin: 4 })
    expect(next.body).toMatchObject({ state: 'queued', waiting: 2, position: 2 })
    matcher = startMatcher(api.services)
    await expect.poll(() => status(second.accessToken)).toMatchObject({ reason: 'needs 2 more players' })
    await expect
      .poll(() => status(first.accessToken))
      .toMatchObject({ reason: 'needs 1 more player', position: 1 })
  })

  it('bears a repeated request, and refuses a different one', async () => {
    const { accessToken } = await api.login()
    await join(accessToken)
    const again = await join(accessToken)
    expect([again.status, again.body.state, again.body.waiting]).toEqual([200, 'queued', 1])
    const other = await join(accessToken, { playersMax: 3 })
    expect([other.status, other.body.code]).toEqual([409, 'already_queued'])
    expect((await leave(accessToken)).body).toEqual({ state: 'idle' })
    expect((await leave(accessToken)).body).toEqual({ state: 'idle' })
    expect((await join(accessToken, { playersMax: 3 })).status).toBe(200)
  })

  it('gives one ticket to a player on two devices, at two processes, and shows it on both', async () => {
    const account = { email: `${randomUUID()}@example.com`, password: 'correct horse', name: 'Ada' }
    const { accessToken: phone } = (await api.call('POST', '/v1/auth/register', { body: account })).body
    const { name: _name, ...login } = account
    const { accessToken: desk } = (await api.call('POST', '/v1/auth/login', { body: login })).body
    const peer = await api.startPeer()
    const joinAtPeer = async (token: string, body: object = {}) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const init = { method: 'POST', headers, body: JSON.stringify({ game: api.game, ...body }) }
      return (await peer.app.request('/v1/match/queue', init)).status
    }
    const same = async () => [(await join(phone)).status, await joinAtPeer(desk)]
    for (let round = 0; round < 5; round++) {
      expect(await Promise.all([same(), same()])).toEqual([
        [200, 200],
        [200, 200],
      ])
      expect(await status(desk)).toMatchObject({ state: 'queued', waiting: 1 })
      expect((await leave(desk)).body).toEqual({ state: 'idle' })
      expect(await status(phone)).toEqual({ state: 'idle' })
      const crosswise = await Promise.all([
        join(phone, { mode: 'quick' }).then((answer) => answer.status),
        joinAtPeer(desk, { mode: 'ranked' }),
      ])
      expect(crosswise.sort()).toEqual([200, 409])
      await leave(phone)
    }
  })

  it('makes no match of the ticket of a player who has vanished', async () => {
    const [vanished, present] = [await api.login(), await api.login()]
    for (const { accessToken } of [vanished, present]) await join(accessToken)
    await api.database.sql`update ticket_players set seen_at = clock_timestamp() - interval '31 seconds'`
    expect(await status(present.accessToken)).toMatchObject({ state: 'queued' })
    matcher = startMatcher(api.services)
    await expect
      .poll(() => status(present.accessToken))
      .toMatchObject({ reason: 'needs 1 more player', waiting: 1 })
    expect(await status(vanished.accessToken)).toEqual({ state: 'idle' })
    const metrics = await api.services.metrics.registry.metrics()
    expect(metrics).toContain(`gameserver_tickets_withdrawn_total{game="${api.game}",mode="quick"} 1`)
  })

  it('tells what goes on in other queues than the quick one', async () => {
    const [first, second] = [await api.login(), await api.login()]
    const { sql } = api.database
    await sql`update games set manifest = manifest || ${sql.json({
      queues: {
        duo: { shape: { kind: 'teams', count: 2, size: 2, roles: { tank: 1, healer: 1 } }, same: ['map'] },
        broken: { shape: { kind: 'teams', count: 0, size: 2 } },
      },
    })} where id = ${api.game}`
    const duo = { mode: 'duo', properties: { map: 'desert' } }
    expect((await join(first.accessToken, { ...duo, roles: ['bard'] })).body.code).toBe('never_matched')
    expect((await join(first.accessToken, { ...duo, playersMax: 3 })).body.code).toBe('never_matched')
    for (const mode of ['broken', 'no-such']) {
      const refused = await join(first.accessToken, { mode })
      expect([refused.status, refused.body.code]).toEqual([404, 'unknown_queue'])
    }
    await join(first.accessToken, { ...duo, roles: ['tank'], latencyMs: { east: 20 } })
    await join(second.accessToken, { mode: 'ranked' })
    matcher = startMatcher(api.services)
    await expect
      .poll(() => status(first.accessToken))
      .toMatchObject({
        mode: 'duo',
        reasonCode: 'role',
        reason: expect.stringMatching(/^needs 1 more to play tank within \d+ rating points$/),
        waiting: 1,
        partyId: null,
      })
    await expect
      .poll(() => status(second.accessToken))
      .toMatchObject({
        mode: 'ranked',
        reasonCode: 'players',
        reason: expect.stringMatching(/^needs 1 more player within \d+ rating points$/),
      })
    const others = await Promise.all(Array.from({ length: 3 }, () => api.login()))
    for (const { accessToken } of others) await join(accessToken, duo)
    await expect.poll(() => status(first.accessToken)).toMatchObject({ state: 'matched' })
    const { matchId } = await status(first.accessToken)
    const { body } = await api.call('GET', `/v1/matches/${matchId}`, { token: first.accessToken })
    const seats = body.players as { slot: number; team: number; role: string; playerId: string }[]
    expect(seats.map(({ slot, team }) => [slot, team])).toEqual([
      [0, 0],
      [1, 0],
      [2, 1],
      [3, 1],
    ])
    expect(seats.map(({ role }) => role).sort()).toEqual(['healer', 'healer', 'tank', 'tank'])
    expect(seats.find(({ playerId }) => playerId === first.player.id)?.role).toBe('tank')
    await sql`update games set manifest = manifest - 'queues' where id = ${api.game}`
  })

  it("keeps to the game's own size", async () => {
    const { accessToken } = await api.login()
    const small = await join(accessToken, { playersMin: 1 })
    expect([small.status, small.body.fields[0].path]).toEqual([400, 'playersMin'])
    const large = await join(accessToken, { playersMax: 5 })
    expect([large.status, large.body.fields[0].path]).toEqual([400, 'playersMax'])
    const unknown = await join(accessToken, { game: 'no-such-game' })
    expect([unknown.status, unknown.body.code]).toEqual([404, 'unknown_game'])
    expect((await api.call('GET', '/v1/games')).body.games).toEqual([
      {
        id: api.game,
        name: 'Test',
        version: '1.2.3',
        description: 'A test',
        playersMin: 2,
        playersMax: 4,
        playedOn: 'authority',
      },
    ])
  })

  it('leads from the queue to the leaderboard', async () => {
    const { sessions, matchId } = await matchedTogether(3)
    const [winner, second, third] = sessions as [Session, Session, Session]
    const token = () => api.call('GET', '/v1/auth/token', { token: winner.accessToken })
    const placing = await token()
    expect([placing.status, placing.body.code, placing.headers.get('retry-after')]).toEqual([
      409,
      'match_not_ready',
      '1',
    ])
    expect((await join(winner.accessToken)).body.code).toBe('in_match')

    const { sql } = api.database
    const claimed = await claimMatch(sql, { matchId, authorityId: 'test' })
    expect(claimed).toMatchObject({ game: api.game, mode: 'quick', epoch: 1 })
    expect(claimed?.room).toMatch(new RegExp(`^${api.game}-[0-9a-f]{8}$`))
    expect(claimed?.players.map(({ slot }) => slot)).toEqual([0, 1, 2])
    await setMatchStatus(sql, { matchId, epoch: 1, status: 'waiting' })
    const { body: place } = await token()
    expect(place).toMatchObject({ room: claimed?.room, matchId, game: api.game, gameVersion: '1.2.3' })
    expect(await status(winner.accessToken)).toMatchObject({ state: 'matched', status: 'waiting' })
    await setMatchStatus(sql, { matchId, epoch: 1, status: 'running' })

    const read = (session: Session) =>
      api.call('GET', `/v1/matches/${matchId}`, { token: session.accessToken })
    const stranger = await api.login()
    expect((await read(stranger)).body.code).toBe('not_your_match')
    expect((await read(second)).body).toMatchObject({ status: 'running', endedAt: null })

    const scores = [winner, second, third].map(({ player }, index) => ({
      playerId: player.id,
      score: 30 - index,
      rank: index + 1,
    }))
    await commitResult(sql, { matchId, epoch: 1, reason: 'finished', scores, metadata: {} })
    const { body: ended } = await read(stranger)
    expect(ended).toMatchObject({ status: 'ended', reason: 'finished' })
    expect(
      ended.players.find(({ playerId }: { playerId: string }) => playerId === winner.player.id),
    ).toMatchObject({ score: 30, rank: 1 })
    expect(await status(winner.accessToken)).toEqual({ state: 'idle' })
    expect((await token()).body.code).toBe('no_match')

    const settling = startSettling(api.services)
    await expect
      .poll(async () => (await api.call('GET', `/v1/leaderboards/${api.game}?limit=2`)).body)
      .toMatchObject({
        total: 3,
        rows: [
          { rank: 1, score: 30, name: winner.player.name },
          { rank: 2, score: 29 },
        ],
      })
    await settling.stop()
    const { body: stats } = await api.call('GET', `/v1/players/${winner.player.id}/stats`, {
      token: stranger.accessToken,
    })
    const played = { matches: 1, wins: 1, bestScore: 30, totalScore: 30, winStreak: 1, bestWinStreak: 1 }
    expect(stats.games).toEqual([{ game: api.game, ...played, lastPlayedAt: ended.endedAt }])
  })

  it('lets a player who left a running match queue again', async () => {
    const { sessions, matchId } = await matchedTogether(2)
    const leaver = sessions[0] as Session
    await claimMatch(api.database.sql, { matchId, authorityId: 'test' })
    await markPlayerLeft(api.database.sql, { matchId, epoch: 1, playerId: leaver.player.id })
    expect((await join(leaver.accessToken)).status).toBe(200)
  })

  it('grants a place in the own room and nothing else', async () => {
    const { sessions, matchId } = await matchedTogether(2)
    const session = sessions[0] as Session
    await claimMatch(api.database.sql, { matchId, authorityId: 'test' })
    await setMatchStatus(api.database.sql, { matchId, epoch: 1, status: 'waiting' })
    const { body: place } = await api.call('GET', '/v1/auth/token', { token: session.accessToken })
    const claims = JSON.parse(Buffer.from(place.token.split('.')[1], 'base64url').toString())
    expect(claims).toMatchObject({ sub: session.player.id, name: session.player.name })
    expect(claims.exp * 1000 - Date.parse(place.expiresAt)).toBeLessThan(2_000)
    expect(claims.exp - claims.nbf).toBeGreaterThan(3_590)
    expect(claims.video).toEqual({
      roomJoin: true,
      room: place.room,
      canSubscribe: true,
      canPublishData: true,
      canPublish: true,
      canPublishSources: ['microphone'],
      canUpdateOwnMetadata: false,
    })
    expect(place.identity).toBe(session.player.id)
    const back = async (visit: unknown) => {
      const { status, body } = await api.call('GET', `/v1/auth/token?visit=${visit}`, {
        token: session.accessToken,
      })
      return [status, body.code ?? body.visit]
    }
    expect(await back(place.visit)).toEqual([200, place.visit])
    const { body: anew } = await api.call('GET', '/v1/auth/token', { token: session.accessToken })
    expect(anew.visit).toBe(place.visit + 1)
    expect(await back(place.visit)).toEqual([409, 'played_elsewhere'])
    expect(await back(anew.visit)).toEqual([200, anew.visit])
    expect(await back('none')).toEqual([400, 'invalid_request'])
  })
})
