import { randomBytes, randomUUID } from 'node:crypto'
import { connectRoom, type RoomConnection, shutdown } from '@gameserver/livekit'
import type { Session } from '@gameserver/protocol/http'
import { registerGame } from '@gameserver/storage/games'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../testing/test-api.ts'

describe('watching', () => {
  let api: TestApi
  let [ada, bo, cy] = [] as unknown as [Session, Session, Session]
  let open: string
  let late: string

  beforeAll(async () => {
    api = await startTestApi()
    ;[ada, bo, cy] = await Promise.all([api.login('Ada'), api.login('Bo'), api.login('Cy')])
    open = await gameWith({ delaySeconds: 0, max: 2, reveals: 'public' })
    late = await gameWith({ delaySeconds: 30, max: 100, reveals: 'all' })
  })
  afterAll(async () => {
    await shutdown()
    await api.close()
  })

  async function gameWith(spectators: unknown): Promise<string> {
    const id = `w${randomBytes(6).toString('hex')}`
    const about = { name: 'Watched', version: '1.2.3', description: '', players: { min: 1, max: 4 } }
    const manifest = { id, ...about, schemaHash: 4_000_000_000, spectators }
    await registerGame(api.database.sql, manifest)
    return id
  }

  interface Origin {
    visibility?: 'public' | 'private'
    password?: boolean
    spectators?: boolean
  }

  async function matchOf(game: string, status = 'running', origin?: Origin): Promise<string> {
    const { sql } = api.database
    const id = randomUUID()
    const endedAt = status === 'ended' || status === 'abandoned' ? new Date() : null
    await sql`
      insert into matches (id, game, mode, room, seed, status, started_at, ended_at)
      values (${id}, ${game}, 'quick', ${`${game}-${id.slice(0, 8)}`}, 1, ${status}, now(), ${endedAt})`
    await sql`
      insert into match_players (match_id, player_id, slot, name, team, queued_at, live)
      values (${id}, ${ada.player.id}, 0, 'Ada', 1, now(), false)`
    if (origin) await originOf(id, game, origin)
    return id
  }

  async function originOf(matchId: string, game: string, origin: Origin): Promise<void> {
    const { visibility = 'public', password = false, spectators = true } = origin
    const { sql } = api.database
    await sql`
      insert into rooms (id, code, game, mode, name, livekit_room, visibility, password_hash, seats_min, seats_max,
        status, match_id, game_version, allows_spectators)
      values (${randomUUID()}, ${code()}, ${game}, 'quick', 'A room', ${`room-${matchId}`}, ${visibility},
        ${password ? 'a hash' : null}, 1, 4, 'running', ${matchId}, '1.2.3', ${spectators})`
  }

  const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
  const code = () => Array.from(randomBytes(6), (byte) => letters[byte % letters.length]).join('')
  const roomOf = async (matchId: string): Promise<{ id: string; code: string }> => {
    const [room] = await api.database.sql<{ id: string; code: string }[]>`
      select id, code from rooms where match_id = ${matchId}`
    if (room === undefined) throw new Error('the match was made in no room')
    return room
  }
  const watch = (session: Session, matchId: string, body: unknown = {}) =>
    api.call('POST', `/v1/matches/${matchId}/watch`, { token: session.accessToken, body })
  const refusal = async (answer: ReturnType<typeof watch>) => {
    const { status, body } = await answer
    return `${status} ${body.code}`
  }
  const live = async (query = '') =>
    (await api.call('GET', `/v1/matches/live${query}`, { token: bo.accessToken })).body

  it('gives a place in a room of its own, to hear and nothing else', async () => {
    const matchId = await matchOf(late)
    const { status, body } = await watch(bo, matchId)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      room: `${late}-${matchId.slice(0, 8)}-watch`,
      identity: `watch-${bo.player.id}`,
      ...{ matchId, game: late, gameVersion: '1.2.3', schemaHash: 4_000_000_000, mode: 'quick' },
      ...{ delaySeconds: 30, reveals: 'all' },
      players: [{ playerId: ada.player.id, name: 'Ada', slot: 0, team: 1 }],
    })
    expect(decodeJwt(body.token)).toMatchObject({
      sub: `watch-${bo.player.id}`,
      video: {
        room: body.room,
        canPublish: false,
        canPublishData: false,
        canSubscribe: true,
        canUpdateOwnMetadata: false,
        hidden: true,
      },
    })
    const [row] = await api.database.sql`select watched_at from matches where id = ${matchId}`
    expect(row?.watched_at).toBeInstanceOf(Date)
  })

  it('describes the game to who asks for it', async () => {
    const matchId = await matchOf(open)
    expect((await watch(bo, matchId)).body).not.toHaveProperty('description')
    const { body } = await watch(bo, matchId, { wantsDescription: true })
    expect(body.description).toMatchObject({ id: open, schemaHash: 4_000_000_000 })
  })

  it('is for matches that run', async () => {
    expect(await refusal(watch(bo, randomUUID()))).toBe('404 not_found')
    for (const status of ['placing', 'waiting'])
      expect(await refusal(watch(bo, await matchOf(open, status)))).toBe('409 not_started')
    for (const status of ['ended', 'abandoned'])
      expect(await refusal(watch(bo, await matchOf(open, status)))).toBe('409 match_over')
  })

  it('goes on after the end for who comes back, until the end has been shown', async () => {
    const matchId = await matchOf(late)
    expect((await watch(bo, matchId)).status).toBe(200)
    const { sql } = api.database
    await sql`update matches set status = 'ended', ended_at = now() where id = ${matchId}`
    expect((await watch(bo, matchId)).status).toBe(200)
    await sql`update matches set ended_at = now() - interval '31 seconds' where id = ${matchId}`
    expect(await refusal(watch(bo, matchId))).toBe('409 match_over')
    expect(await refusal(watch(bo, await matchOf(late, 'ended')))).toBe('409 match_over')
  })

  it('is not for its players, nor for games that want nobody', async () => {
    const nobody = await gameWith(false)
    expect(await refusal(watch(ada, await matchOf(open)))).toBe('409 in_match')
    expect(await refusal(watch(bo, await matchOf(nobody)))).toBe('403 not_watchable')
    expect(await refusal(watch(bo, await matchOf(api.game)))).toBe('403 not_watchable')
  })

  it('of rooms: asks the room', async () => {
    expect(await refusal(watch(bo, await matchOf(open, 'running', { spectators: false })))).toBe(
      '403 not_watchable',
    )
    expect((await watch(bo, await matchOf(open, 'running', {}))).status).toBe(200)

    const hidden = await matchOf(open, 'running', { visibility: 'private' })
    const room = await roomOf(hidden)
    expect(await refusal(watch(bo, hidden))).toBe('403 not_watchable')
    expect(await refusal(watch(bo, hidden, { code: '222222' }))).toBe('403 not_watchable')
    expect((await watch(bo, hidden, { code: room.code.toLowerCase() })).status).toBe(200)
    const { sql } = api.database
    await sql`
      insert into room_members (player_id, room_id, role) values (${cy.player.id}, ${room.id}, 'spectator')`
    expect((await watch(cy, hidden)).status).toBe(200)
    await sql`insert into room_bans (room_id, player_id) values (${room.id}, ${bo.player.id})`
    expect(await refusal(watch(bo, hidden, { code: room.code }))).toBe('403 not_watchable')

    const locked = await matchOf(open, 'running', { password: true })
    expect(await refusal(watch(bo, locked, { code: (await roomOf(locked)).code }))).toBe('403 not_watchable')
  })

  it('lists what everybody may watch, by pages', async () => {
    const game = await gameWith({ delaySeconds: 5, max: 3, reveals: 'public' })
    const shown: string[] = []
    for (let made = 0; made < 5; made++) shown.unshift(await matchOf(game))
    await matchOf(game, 'waiting')
    await matchOf(game, 'ended')
    await matchOf(game, 'running', { visibility: 'private' })
    await matchOf(game, 'running', { password: true })
    await matchOf(game, 'running', { spectators: false })
    const first = await live(`?game=${game}&limit=3`)
    expect(first.matches[0]).toEqual({
      ...{ matchId: shown[0], game, mode: 'quick', delaySeconds: 5, spectators: 0 },
      startedAt: expect.any(String),
      players: [{ playerId: ada.player.id, name: 'Ada', slot: 0, team: 1 }],
    })
    const second = await live(`?game=${game}&limit=3&cursor=${encodeURIComponent(first.cursor)}`)
    const ids = [...first.matches, ...second.matches].map(({ matchId }) => matchId)
    expect(ids).toEqual(shown)
    expect(second.cursor).toBeNull()
    expect((await live(`?game=${await gameWith(false)}`)).matches).toEqual([])
  })

  it('refuses what is not as documented', async () => {
    const matchId = await matchOf(open)
    for (const body of [{ code: 'x' }, { code: 7 }, { as: 'admin' }, '[]'])
      expect(await refusal(watch(bo, matchId, body))).toBe('400 invalid_request')
    expect(await refusal(watch(bo, 'live'))).toBe('400 invalid_request')
    for (const query of ['?cursor=x', '?limit=0', '?limit=51', '?game=!'])
      expect((await live(query)).code).toBe('invalid_request')
    expect((await api.call('GET', '/v1/matches/live')).status).toBe(401)
    expect((await api.call('POST', `/v1/matches/${matchId}/watch`, { body: {} })).status).toBe(401)
  })

  it('lets in no more than the game wants, and counts them', async () => {
    const matchId = await matchOf(open)
    const nothing = () => {}
    const enter = async (session: Session): Promise<RoomConnection> => {
      const { body } = await watch(session, matchId)
      return connectRoom(body.url, body.token, {
        ...{ packet: nothing, joined: nothing, left: nothing, closed: nothing },
      })
    }
    const third = (await watch(await api.login(), matchId)).body
    const inside = [await enter(bo), await enter(cy)]
    expect(inside.map(({ participants }) => participants.size)).toEqual([0, 0])
    // Whoever asked before it was full is refused by LiveKit itself.
    await expect(
      connectRoom(third.url, third.token, {
        ...{ packet: nothing, joined: nothing, left: nothing, closed: nothing },
      }),
    ).rejects.toThrow()
    const dee = await api.login('Dee')
    await expect.poll(() => refusal(watch(dee, matchId)), { interval: 500 }).toBe('409 spectators_full')
    const listed = async () =>
      (await live(`?game=${open}&limit=50`)).matches.find(
        (match: { matchId: string }) => match.matchId === matchId,
      )
    expect(await listed()).toMatchObject({ spectators: 2 })
    await Promise.all(inside.map((connection) => connection.close()))
    await expect.poll(async () => (await watch(dee, matchId)).status, { interval: 500 }).toBe(200)
  })
})
