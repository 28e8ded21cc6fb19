import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OwnRank } from '@gameserver/protocol/competition'
import { writeScores } from '@gameserver/storage/score-writes'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Router } from '../http/router.ts'
import type { Loop } from '../loop/run-every.ts'
import { startPlayerBeat } from '../player/player-beat.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'

/** For longer no process goes by what it knows without hearing of changes. */
const heardMs = 1_050

describe('open sessions, of two processes', () => {
  let api: TestApi
  let here: Router
  let there: Router
  let beats: Loop[]
  let peers: Parameters<typeof startPlayerBeat>[0][]

  beforeAll(async () => {
    api = await startTestApi()
    here = api.app
    const peer = await api.startPeer()
    there = peer.app
    peers = [api.services, peer.services]
  })
  beforeEach(() => {
    beats = peers.map(startPlayerBeat)
  })
  afterEach(async () => {
    await Promise.all(beats.map((loop) => loop.stop()))
  })
  afterAll(() => api.close())

  const me = async (app: Router, token: string) => {
    const headers = { authorization: `Bearer ${token}` }
    const response = await app.request('/v1/players/me', { headers })
    const { name } = (await response.json()) as { name?: string }
    return { status: response.status, name }
  }

  /** Changes nothing but the row, of which nobody is told. */
  const renameSilently = (id: string, name: string) =>
    api.database.sql`update players set name = ${name} where id = ${id}`

  const isAnsweredFromMemory = async (app: Router, id: string, token: string) => {
    const before = await me(app, token)
    await renameSilently(id, randomUUID().slice(0, 8))
    return (await me(app, token)).name === before.name
  }

  /** Logged in, and known to both processes. */
  async function loginKnown() {
    const { player, accessToken: token } = await api.login('Ada')
    for (const app of [here, there])
      await expect.poll(() => isAnsweredFromMemory(app, player.id, token)).toBe(true)
    return { id: player.id, token }
  }

  it('refuse what was revoked, at once where that was done and soon elsewhere', async () => {
    const { token } = await loginKnown()
    expect((await api.call('POST', '/v1/auth/logout', { token })).status).toBe(204)
    expect((await me(here, token)).status).toBe(401)
    await expect.poll(async () => (await me(there, token)).status).toBe(401)
  })

  it('refuse the session whose refresh token came back', async () => {
    const { refreshToken, accessToken } = await api.login('Ada')
    const refresh = () => api.call('POST', '/v1/auth/refresh', { body: { refreshToken } })
    await refresh()
    for (const app of [here, there]) expect((await me(app, accessToken)).status).toBe(200)
    expect((await refresh()).status).toBe(401)
    expect((await me(here, accessToken)).status).toBe(401)
    await expect.poll(async () => (await me(there, accessToken)).status).toBe(401)
  })

  it('leave other sessions of the player open', async () => {
    const deviceId = 'a device with two sessions'
    const [one, two] = await Promise.all(
      [1, 2].map(async () => (await api.call('POST', '/v1/auth/guest', { body: { deviceId } })).body),
    )
    for (const app of [here, there])
      for (const session of [one, two]) expect((await me(app, session.accessToken)).status).toBe(200)
    await api.call('POST', '/v1/auth/logout', { token: one.accessToken })
    for (const app of [here, there]) {
      await expect.poll(async () => (await me(app, one.accessToken)).status).toBe(401)
      expect((await me(app, two.accessToken)).status).toBe(200)
    }
  })

  it('show a new name, at once where it was given and soon elsewhere', async () => {
    const { token } = await loginKnown()
    await api.call('PATCH', '/v1/players/me', { token, body: { name: 'Grace' } })
    expect((await me(here, token)).name).toBe('Grace')
    await expect.poll(async () => (await me(there, token)).name).toBe('Grace')
  })

  it('show it on leaderboards as well', async () => {
    const { id, token } = await loginKnown()
    const board = { leaderboard: api.game, season: 1, policy: 'best', direction: 'high' } as const
    const score = { board, playerId: id, score: 1, achievedAt: new Date(), matchId: null }
    await api.database.sql.begin((transaction) => writeScores(transaction, [score]))
    const nameOnBoard = async (app: Router) => {
      const headers = { authorization: `Bearer ${token}` }
      const response = await app.request(`/v1/leaderboards/${api.game}/me`, { headers })
      return ((await response.json()) as OwnRank).row?.name
    }
    for (const app of [here, there]) await nameOnBoard(app)
    await api.call('PATCH', '/v1/players/me', { token, body: { name: 'Grace' } })
    expect(await nameOnBoard(here)).toBe('Grace')
    await expect.poll(() => nameOnBoard(there)).toBe('Grace')
  })

  it('show the name of a later login of the device', async () => {
    const deviceId = 'a device that changes its name'
    const login = async (name: string) =>
      (await api.call('POST', '/v1/auth/guest', { body: { deviceId, name } })).body
    const { accessToken } = await login('Ada')
    for (const app of [here, there]) expect((await me(app, accessToken)).name).toBe('Ada')
    await login('Grace')
    expect((await me(here, accessToken)).name).toBe('Grace')
    await expect.poll(async () => (await me(there, accessToken)).name).toBe('Grace')
  })

  it('are asked for again by a process that can not hear of changes', async () => {
    const { id, token } = await loginKnown()
    await Promise.all(beats.map((loop) => loop.stop()))
    await sleep(heardMs)
    await renameSilently(id, 'Grace')
    for (const app of [here, there]) expect((await me(app, token)).name).toBe('Grace')
  })

  it('are forgotten when the connection on which changes are heard was lost', async () => {
    const { id, token } = await loginKnown()
    await api.database.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like 'listen player_changes%'`
    await renameSilently(id, 'Grace')
    await expect.poll(async () => (await me(there, token)).name).toBe('Grace')
    await loginKnown()
  })
})
