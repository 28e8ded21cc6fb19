import { randomBytes, randomUUID } from 'node:crypto'
import type { Session } from '@gameserver/protocol/http'
import type { ClaimedMatch } from '@gameserver/protocol/server'
import { registerGame } from '@gameserver/storage/games'
import { findUnplaced } from '@gameserver/storage/match-sweep'
import { claimMatch } from '@gameserver/storage/matches'
import { sweepServerMatches } from '@gameserver/storage/server-sweep'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startLiveTail } from '../live/start-live-tail.ts'
import { startMatcher } from '../queue/matcher.ts'
import { startSettling } from '../settling/settling.ts'
import { listenTo } from '../testing/event-reader.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { startServerClaims } from './server-loops.ts'

const token = 'a-token-of-the-tests-that-is-long-enough'
const game = `s${randomBytes(6).toString('hex')}`
const definition = { name: 'Server game', version: '1.0.0', players: { min: 2, max: 4 } }

let api: TestApi
let ada: Session
let bo: Session

beforeAll(async () => {
  api = await startTestApi({ SERVER_TOKENS: token })
  ada = await api.login('Ada')
  bo = await api.login('Bo')
  await post('PUT', `/v1/servers/games/${game}`, definition)
})
afterEach(async () => {
  await api.database.sql`delete from matches`
})
afterAll(() => api.close())

const post = (method: 'PUT' | 'POST', path: string, body: unknown, as = token) =>
  api.call(method, path, { token: as, body })
const claim = (asked: object = {}) =>
  post('POST', '/v1/servers/claims', { serverId: 'one', games: [game], ...asked })
const claimed = async (asked: object = {}): Promise<ClaimedMatch> => {
  const { status, body } = await claim(asked)
  expect(status).toBe(200)
  return body
}
const about = (matchId: string, what: string, body: object) =>
  post('POST', `/v1/servers/matches/${matchId}/${what}`, body)
const beat = (matchId: string, epoch: number, more: object = {}) =>
  about(matchId, 'heartbeat', { epoch, status: 'running', ...more })
const ask = async ({ accessToken }: Session, path: string) => api.call('GET', path, { token: accessToken })
const sweep = (placingMsMax = 120_000) => sweepServerMatches(api.database.sql, { placingMsMax })
const silence = () =>
  api.database.sql`update matches set lease_ends_at = now() - interval '1 second' where ended_at is null`

/** As it is when the matcher has formed it. */
async function placeMatch(sessions: readonly Session[] = [], region: string | null = null): Promise<string> {
  const { sql } = api.database
  const id = randomUUID()
  const room = `${game}-${id.slice(0, 8)}`
  await sql`insert into matches ${sql({ id, game, mode: 'quick', room, seed: 7, region })}`
  const seats = sessions.map(({ player }, slot) => {
    return { match_id: id, player_id: player.id, slot, name: player.name, queued_at: new Date() }
  })
  if (seats.length > 0) await sql`insert into match_players ${sql(seats)}`
  return id
}

describe('registering a game', () => {
  const register = (id: string, more: object = {}) =>
    post('PUT', `/v1/servers/games/${id}`, { ...definition, ...more })
  const fieldsOf = ({ body }: { body: { fields?: { path: string }[] } }) =>
    body.fields?.map(({ path }) => path)

  it('shows it among the games, with its own leaderboard, and takes changes', async () => {
    const changed = { version: '1.1.0', queues: { duel: { shape: { kind: 'teams', count: 2, size: 1 } } } }
    expect((await register(game, changed)).body).toEqual({
      ...{ id: game, name: 'Server game', version: '1.1.0', description: '' },
      ...{ playersMin: 2, playersMax: 4, playedOn: 'server' },
    })
    const { games } = (await api.call('GET', '/v1/games')).body
    const places = Object.fromEntries(
      games.map((each: { id: string; playedOn: string }) => [each.id, each.playedOn]),
    )
    expect(places).toEqual({ [game]: 'server', [api.game]: 'authority' })
    expect((await api.call('GET', `/v1/leaderboards/${game}`)).body.total).toBe(0)
  })

  it('refuses what makes no sense, by field', async () => {
    expect(fieldsOf(await register(game, { players: { min: 3, max: 2 } }))).toEqual(['players.min'])
    expect(fieldsOf(await register(game, { name: 'a\nb', version: 'a b' }))).toEqual(['name', 'version'])
    const queues = { odd: { shape: { kind: 'teams', count: 0, size: 2 } }, odder: 7 }
    expect(fieldsOf(await register(game, { queues }))).toEqual(['queues.odd', 'queues.odder'])
    const board = { id: `${game}-top`, name: 'Top', scoreMin: 5, scoreMax: 4 }
    expect(fieldsOf(await register(game, { leaderboards: [board] }))).toEqual(['leaderboards.0.scoreMin'])
    const rewards = [1, 2].map((toRank) => ({ fromRank: 1, toRank, reward: {} }))
    const rewarded = { id: `${game}-top`, name: 'Top', rewards }
    expect(fieldsOf(await register(game, { leaderboards: [rewarded] }))).toEqual(['leaderboards.0.rewards'])
    const alien = { id: 'arena-top', name: 'Top', counter: 'wins', goal: 1 }
    expect(fieldsOf(await register(game, { achievements: [alien] }))).toEqual(['achievements.0.id'])
    expect((await register(game, { description: 'a\u0000b' })).status).toBe(400)
    expect((await register('No!', {})).status).toBe(400)
  })

  it('takes no game from the authorities, and no leaderboard from another game', async () => {
    const taken = await register(api.game)
    expect([taken.status, taken.body.code]).toEqual([409, 'played_by_authorities'])
    const board = { id: `${game}-east-top`, name: 'Top' }
    expect((await register(`${game}-east`, { leaderboards: [board] })).status).toBe(200)
    const refused = await register(game, { leaderboards: [board] })
    expect([refused.status, refused.body.code]).toEqual([409, 'id_taken'])
  })

  it('is taken over by an authority that registers it', async () => {
    const id = `${game}-moved`
    await register(id)
    const manifest = { id, name: 'Moved', version: '2', description: '', players: { min: 1, max: 2 } }
    await registerGame(api.database.sql, manifest)
    expect((await register(id)).body.code).toBe('played_by_authorities')
    expect((await claim({ games: [id] })).body.code).toBe('unknown_game')
  })
})

describe('who may', () => {
  const id = randomUUID()
  const routes: [method: 'PUT' | 'POST', path: string, body: object][] = [
    ['PUT', `/v1/servers/games/${game}`, definition],
    ['POST', '/v1/servers/claims', { serverId: 'one', games: [game] }],
    ['POST', `/v1/servers/matches/${id}/heartbeat`, { epoch: 1, status: 'waiting' }],
    ['POST', `/v1/servers/matches/${id}/players/${id}/left`, { epoch: 1 }],
    ['POST', `/v1/servers/matches/${id}/result`, { epoch: 1, reason: 'finished', scores: [] }],
    ['POST', `/v1/servers/matches/${id}/abandon`, { epoch: 1, reason: 'crashed' }],
    ['POST', '/v1/servers/sessions/verify', { token: 'x' }],
  ]

  it.each(routes)('%s %s wants a server token', async (method, path, body) => {
    for (const shown of ['a-wrong-token-of-the-tests-that-is-long-enough', ada.accessToken]) {
      const refused = await post(method, path, body, shown)
      expect([refused.status, refused.body.code]).toEqual([401, 'unauthorized'])
    }
    expect((await api.call(method, path, { body })).status).toBe(401)
  })

  it('is nobody where no tokens are configured', async () => {
    const closed = await startTestApi()
    for (const [method, path, body] of routes)
      expect((await closed.call(method, path, { token, body })).status).toBe(401)
    await closed.close()
  })
})

describe('claiming', () => {
  it('gives the match that has waited longest, with all a server needs, and no other than those asked for', async () => {
    expect((await claim()).status).toBe(204)
    const first = await placeMatch([ada, bo], 'east')
    const second = await placeMatch([], 'west')
    expect((await claim({ regions: ['north'] })).status).toBe(204)
    const match = await claimed()
    expect(match).toMatchObject({ matchId: first, game, mode: 'quick', epoch: 1, seed: 7, region: 'east' })
    expect(match.players.map(({ name, slot, team, hasLeft }) => [name, slot, team, hasLeft])).toEqual([
      ['Ada', 0, 0, false],
      ['Bo', 1, 0, false],
    ])
    expect(match).toMatchObject({ heartbeatSeconds: 5, leaseSeconds: 15 })
    expect(match.livekit).toMatchObject({ room: expect.stringContaining(game), identity: 'authority' })
    const claims = JSON.parse(
      Buffer.from(match.livekit.token.split('.')[1] as string, 'base64url').toString(),
    )
    expect(claims).toMatchObject({ kind: 'agent', video: { room: match.livekit.room, roomAdmin: true } })
    expect((await claim({ regions: ['east'] })).status).toBe(204)
    expect((await claimed({ regions: ['west'] })).matchId).toBe(second)
  })

  it('gives a match to a server of another region when nobody there takes it', async () => {
    const matchId = await placeMatch([ada, bo], 'east')
    const west = { serverId: 'west', regions: ['west'], waitSeconds: 20 }
    const claims = startServerClaims(api.services)
    const waiting = claim(west)
    await api.database.sql`update matches set created_at = now() - interval '21 seconds'`
    expect((await waiting).body).toMatchObject({ matchId, region: 'east' })
    await claims.stop()
  })

  it('refuses games that are not played on servers', async () => {
    for (const games of [[api.game], [game, 'no-such-game']]) {
      const refused = await claim({ games })
      expect([refused.status, refused.body.code]).toEqual([404, 'unknown_game'])
    }
    for (const wrong of [
      { games: [] },
      { serverId: 'a b' },
      { waitSeconds: 21 },
      { endpoint: 'line\nbreak' },
    ])
      expect((await claim(wrong)).status).toBe(400)
  })

  it('is answered as soon as a match is there, and is forgotten when nobody waits any more', async () => {
    const loops = [startMatcher(api.services), startServerClaims(api.services)]
    const gone = new AbortController()
    const given = api.app.request('/v1/servers/claims', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ serverId: 'gone', games: [game], waitSeconds: 20 }),
      signal: gone.signal,
    })
    const waiting = claim({ serverId: 'here', waitSeconds: 20 })
    await new Promise((resolve) => setTimeout(resolve, 300))
    gone.abort()
    expect((await given).status).toBe(204)
    for (const { accessToken } of [ada, bo])
      await api.call('POST', '/v1/match/queue', { token: accessToken, body: { game, playersMax: 2 } })
    const { body: match } = await waiting
    expect(match.players.map(({ name }: { name: string }) => name).sort()).toEqual(['Ada', 'Bo'])
    await Promise.all(loops.map((loop) => loop.stop()))
    expect(await api.services.placement.explain(match.matchId)).toBeUndefined()
  })

  it('is for a moment only at a process that stops', async () => {
    const { claims } = (await api.startPeer()).services
    const wait = () =>
      claims.take({ serverId: 'one', games: [game], leaseMs: 1 }, 60_000, new AbortController().signal)
    const waiting = wait()
    await new Promise((resolve) => setTimeout(resolve, 100))
    claims.close()
    expect([await waiting, await wait()]).toEqual([undefined, undefined])
  })

  it('is not for our authorities, and they are offered nothing', async () => {
    const { sql } = api.database
    const matchId = await placeMatch([ada])
    expect(await findUnplaced(sql, 0)).toEqual([])
    expect(await claimMatch(sql, { matchId, authorityId: 'ours' })).toBeUndefined()
    await api.services.placement.add({ matchId, game })
    expect(await api.services.placement.explain(matchId)).toBeUndefined()
  })

  it('gives each of ten matches to exactly one of a hundred that come at once, at two processes', async () => {
    const placed = await Promise.all(Array.from({ length: 10 }, () => placeMatch()))
    const peer = await api.startPeer()
    const request = (index: number) => ({
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ serverId: `s${index}`, games: [game] }),
    })
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        (index % 2 ? api.app : peer.app).request('/v1/servers/claims', request(index)),
      ),
    )
    const given = await Promise.all(
      answers.filter(({ status }) => status === 200).map((each) => each.json() as Promise<ClaimedMatch>),
    )
    expect(given.map(({ matchId }) => matchId).sort()).toEqual(placed.sort())
    expect(new Set(given.map(({ epoch }) => epoch))).toEqual(new Set([1]))
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(90)
  })
})

describe('a match on a server', () => {
  it('is led to by its session, which the server has verified', async () => {
    const matchId = await placeMatch([ada, bo])
    const cat = await api.login('Cat')
    const session = (who: Session) => ask(who, `/v1/matches/${matchId}/session`)
    const verify = (shown: string) => post('POST', '/v1/servers/sessions/verify', { token: shown })
    const codeOf = async (who: Session) => (await session(who)).body.code
    expect(await codeOf(ada)).toBe('match_not_ready')
    const { epoch } = await claimed({ endpoint: '203.0.113.7:7777' })
    await beat(matchId, epoch, { status: 'starting' })
    expect(await codeOf(ada)).toBe('match_not_ready')
    expect(await codeOf(cat)).toBe('no_seat')
    await beat(matchId, epoch, { status: 'waiting' })
    const { body } = await session(ada)
    expect(body).toMatchObject({ matchId, game, endpoint: '203.0.113.7:7777', status: 'waiting', slot: 0 })
    await beat(matchId, epoch, { endpoint: 'wss://play.example/7' })
    const { body: later } = await session(bo)
    expect(later).toMatchObject({ endpoint: 'wss://play.example/7', status: 'running', slot: 1 })

    expect((await verify(body.token)).body).toEqual({
      ...{ matchId, playerId: ada.player.id, name: 'Ada', slot: 0, team: 0, role: null, party: null },
    })
    expect((await ask({ ...ada, accessToken: body.token }, '/v1/players/me')).status).toBe(401)
    const [head, , signature] = body.token.split('.')
    const other = later.token.split('.')[1]
    for (const wrong of [ada.accessToken, `${head}.${other}.${signature}`, 'x']) {
      const refused = await verify(wrong)
      expect([refused.status, refused.body.code]).toEqual([403, 'session_invalid'])
    }

    const left = () => about(matchId, `players/${ada.player.id}/left`, { epoch })
    expect((await left()).status).toBe(204)
    expect((await left()).status).toBe(204)
    expect((await verify(body.token)).body.code).toBe('session_invalid')
    expect(await codeOf(ada)).toBe('no_seat')
    expect(
      (await beat(matchId, epoch)).body.players.map(({ hasLeft }: { hasLeft: boolean }) => hasLeft),
    ).toEqual([true, false])
    expect((await about(matchId, `players/${cat.player.id}/left`, { epoch })).status).toBe(404)
    await about(matchId, 'abandon', { epoch, reason: 'crashed' })
    expect(await codeOf(bo)).toBe('match_over')
  })

  it('says whether free seats may be filled, and stays at that', async () => {
    const matchId = await placeMatch([ada])
    const { epoch } = await claimed()
    const isOpen = async () => {
      const [match] = await api.database.sql<{ isOpen: boolean }[]>`
        select is_open as "isOpen" from matches where id = ${matchId}`
      return match?.isOpen
    }
    const seen: unknown[] = []
    for (const more of [{}, { isOpen: false }, {}, { isOpen: true }]) {
      await beat(matchId, epoch, more)
      seen.push(await isOpen())
    }
    expect(seen).toEqual([true, false, false, true])
    expect((await beat(matchId, epoch, { isOpen: 'yes' })).status).toBe(400)
  })

  it('is played by parties and solitary players, and it shows who came together', async () => {
    const cat = await api.login('Cat')
    const send = (who: Session, method: string, path: string, body: object) =>
      api.call(method, path, { token: who.accessToken, body })
    const { code } = (await send(ada, 'POST', '/v1/parties', {})).body.party
    await send(bo, 'POST', '/v1/parties/join', { code })
    await send(bo, 'PUT', '/v1/parties/me/ready', { ready: true })
    for (const who of [ada, cat]) {
      const { body } = await send(who, 'POST', '/v1/match/queue', { game, playersMin: 3 })
      expect(body.state).toBe('queued')
    }
    const loops = [startMatcher(api.services), startServerClaims(api.services)]
    const { players } = await claimed({ waitSeconds: 20 })
    const party = (name: string) => players.find((player) => player.name === name)?.party
    expect([typeof party('Ada'), party('Bo'), party('Cat')]).toEqual(['string', party('Ada'), null])
    await Promise.all(loops.map((loop) => loop.stop()))
    await api.database.sql`delete from parties`
  })

  it('is played by those of a room, which ends with it', async () => {
    const send = (who: Session, method: string, path: string, body?: object) =>
      api.call(method, path, { token: who.accessToken, ...(body && { body }) })
    const { room } = (await send(ada, 'POST', '/v1/rooms', { game })).body
    await send(bo, 'POST', `/v1/rooms/${room.id}/join`, {})
    for (const who of [ada, bo]) await send(who, 'PUT', '/v1/rooms/mine/ready', { isReady: true })
    await send(ada, 'POST', '/v1/rooms/mine/start')
    const { matchId, epoch, players } = await claimed()
    expect(players.map(({ name, party }) => [name, party])).toEqual([
      ['Ada', null],
      ['Bo', null],
    ])
    await beat(matchId, epoch)
    expect((await ask(bo, `/v1/matches/${matchId}/session`)).status).toBe(200)
    const scores = [ada, bo].map(({ player }) => ({ playerId: player.id, score: 1, rank: 1 }))
    await about(matchId, 'result', { epoch, reason: 'draw', scores })
    expect((await send(ada, 'GET', '/v1/rooms/mine')).body.room).toBeNull()
    await api.database.sql`delete from rooms`
  })

  it('tells who has let the others down', async () => {
    const matchId = await placeMatch([ada, bo])
    const { epoch } = await claimed()
    await api.database.sql`update match_players set ticket_id = 1`
    const left = await about(matchId, `players/${ada.player.id}/left`, { epoch, fault: 'no_show' })
    expect(left.status).toBe(204)
    const strikes = await api.database.sql`select player_id as "playerId", fault from queue_strikes`
    expect([...strikes]).toEqual([{ playerId: ada.player.id, fault: 'no_show' }])
    expect((await about(matchId, `players/${bo.player.id}/left`, { epoch, fault: 'bored' })).status).toBe(400)
    await api.database.sql`delete from queue_strikes`
  })

  it('has its room in LiveKit for voice', async () => {
    await placeMatch([ada, bo])
    const { matchId, epoch, livekit } = await claimed()
    expect((await ask(ada, '/v1/auth/token')).body.code).toBe('match_not_ready')
    await beat(matchId, epoch)
    expect((await ask(ada, '/v1/auth/token')).body).toMatchObject({ room: livekit.room, matchId })
  })

  it('counts its result once', async () => {
    const matchId = await placeMatch([ada, bo])
    const { epoch } = await claimed()
    await beat(matchId, epoch)
    const scores = [
      { playerId: ada.player.id, score: 20, rank: 1 },
      { playerId: bo.player.id, score: 10, rank: 2 },
    ]
    const end = (more: object = {}) =>
      about(matchId, 'result', { epoch, reason: 'finished', scores, metadata: { map: 'dunes' }, ...more })
    expect((await end()).body).toEqual({ repeated: false })
    expect((await end()).body).toEqual({ repeated: true })
    for (const other of [
      { scores: [...scores].reverse().map((score, i) => ({ ...score, rank: i + 1 })) },
      { reason: 'x' },
    ]) {
      const refused = await end(other)
      expect([refused.status, refused.body.code]).toEqual([409, 'contradicted'])
    }
    expect((await beat(matchId, epoch)).body).toMatchObject({ status: 'ended', reason: 'finished' })
    const abandoned = await about(matchId, 'abandon', { epoch, reason: 'late' })
    expect([abandoned.status, abandoned.body.code]).toEqual([409, 'ended'])
    const settling = startSettling(api.services)
    const rating = async () => (await ask(ada, `/v1/players/${ada.player.id}/ratings?game=${game}`)).body
    await expect.poll(rating).toMatchObject({ ratings: [{ game, matches: 1 }] })
    // Redis is told when the result is settled already.
    await expect
      .poll(async () => (await ask(ada, `/v1/leaderboards/${game}/me`)).body.row)
      .toMatchObject({ score: 20, rank: 1 })
    await settling.stop()
  })

  it('refuses results that are none, by field', async () => {
    await post('PUT', `/v1/servers/games/${game}`, {
      ...definition,
      leaderboards: [{ id: game, name: 'Best', scoreMin: 0, scoreMax: 100 }],
    })
    const matchId = await placeMatch([ada, bo])
    const { epoch } = await claimed()
    const [one, two] = [ada.player.id, bo.player.id]
    const end = async (scores: unknown, more: object = {}) => {
      const { status, body } = await about(matchId, 'result', { epoch, reason: 'finished', scores, ...more })
      expect(status).toBe(400)
      return body.fields.map(({ path }: { path: string }) => path)
    }
    const score = { playerId: one, score: 1, rank: 1 }
    for (const wrong of ['NaN', null, 1e300])
      expect(await end([{ ...score, score: wrong }])).toEqual(['scores.0.score'])
    const infinite = `{"epoch":1,"reason":"finished","scores":[{"playerId":"${one}","score":1e999,"rank":1}]}`
    expect((await post('POST', `/v1/servers/matches/${matchId}/result`, infinite)).status).toBe(400)
    expect(await end([{ ...score, score: 101 }])).toEqual(['scores.0.score'])
    expect(await end([{ playerId: one, score: 1 }])).toEqual(['scores.0.rank'])
    for (const rank of [0, 1.5, 2]) expect(await end([{ ...score, rank }])).toEqual(['scores.0.rank'])
    expect(await end([score, { ...score, playerId: randomUUID() }])).toEqual(['scores.1.playerId'])
    expect(await end([score, score])).toEqual(['scores.1.playerId'])
    expect(await end([score], { metadata: { text: '\u0000' } })).toEqual(['metadata'])
    expect(await end([score], { metadata: { text: '\ud800' } })).toEqual(['metadata'])
    const deep = `{"epoch":1,"reason":"finished","scores":[],"metadata":{"deep":${'['.repeat(9_000)}${']'.repeat(9_000)}}}`
    const refused = await post('POST', `/v1/servers/matches/${matchId}/result`, deep)
    expect([refused.status, refused.body.fields]).toMatchObject([400, [{ path: 'metadata' }]])
    expect(await end([score], { reason: 'Two words' })).toEqual(['reason'])
    const draw = [score, { ...score, playerId: two }]
    const ended = await about(matchId, 'result', {
      epoch,
      reason: 'draw',
      scores: draw,
      metadata: { text: '\\u0000' },
    })
    expect(ended.body).toEqual({ repeated: false })
  })

  it('is not found where there is none, nor where an authority has it', async () => {
    const { sql } = api.database
    const ours = randomUUID()
    await sql`insert into matches ${sql({ id: ours, game: api.game, mode: 'quick', room: 'r', seed: 1, epoch: 1 })}`
    for (const id of [randomUUID(), ours]) {
      expect((await beat(id, 1)).status).toBe(404)
      expect((await about(id, 'result', { epoch: 1, reason: 'finished', scores: [] })).status).toBe(404)
      expect((await about(id, 'abandon', { epoch: 1, reason: 'x' })).status).toBe(404)
      expect((await about(id, `players/${ada.player.id}/left`, { epoch: 1 })).status).toBe(404)
    }
  })
})

describe('a server that is not heard of', () => {
  const refusedAll = async (matchId: string, epoch: number) => {
    const answers = await Promise.all([
      beat(matchId, epoch),
      about(matchId, `players/${ada.player.id}/left`, { epoch }),
      about(matchId, 'result', { epoch, reason: 'finished', scores: [] }),
      about(matchId, 'abandon', { epoch, reason: 'late' }),
    ])
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      answers.map(() => [409, 'stale_epoch']),
    )
  }

  it('loses its match to another one, and may not write to it any more', async () => {
    const tail = startLiveTail(api.services)
    const stream = await listenTo(api.app, ada.accessToken)
    const matchId = await placeMatch([ada, bo])
    const first = await claimed({ endpoint: 'first:1' })
    await beat(matchId, first.epoch)
    await expect.poll(() => stream.kinds.filter((kind) => kind === 'match.ready')).toHaveLength(1)
    await about(matchId, `players/${bo.player.id}/left`, { epoch: first.epoch })
    expect((await sweep()).lost).toEqual([])
    await silence()
    expect((await claim()).status).toBe(204)
    expect((await sweep()).lost).toEqual([{ id: matchId, game, serverId: 'one', epoch: 1 }])
    expect((await ask(ada, `/v1/matches/${matchId}/session`)).body.code).toBe('match_not_ready')

    const second = await claimed({ serverId: 'two', endpoint: 'second:1' })
    expect(second).toMatchObject({ matchId, epoch: 2, seed: 7 })
    expect(second.players.map(({ hasLeft }) => hasLeft)).toEqual([false, true])
    await refusedAll(matchId, first.epoch)
    await beat(matchId, second.epoch)
    expect((await ask(ada, `/v1/matches/${matchId}/session`)).body.endpoint).toBe('second:1')
    await expect.poll(() => stream.kinds.filter((kind) => kind === 'match.ready')).toHaveLength(2)
    await stream.close()
    await tail.stop()
  })

  it('has its match still when it comes back before another one has it', async () => {
    const matchId = await placeMatch([ada])
    const { epoch } = await claimed({ endpoint: 'here:1' })
    await beat(matchId, epoch)
    await silence()
    await sweep()
    expect((await beat(matchId, epoch)).body).toMatchObject({ status: 'running' })
    expect((await claim()).status).toBe(204)
    expect((await ask(ada, `/v1/matches/${matchId}/session`)).body.endpoint).toBe('here:1')
  })

  it('is the last of three: then the match is given up, and its players are free', async () => {
    const matchId = await placeMatch([ada])
    for (const epoch of [1, 2, 3]) {
      expect((await claimed()).epoch).toBe(epoch)
      await beat(matchId, epoch)
      await silence()
      expect((await sweep()).lost).toHaveLength(1)
    }
    expect((await claim()).status).toBe(204)
    expect((await sweep()).abandoned).toEqual([])
    const { body } = await ask(ada, `/v1/matches/${matchId}`)
    expect(body).toMatchObject({ status: 'abandoned', reason: 'server_lost' })
    expect((await ask(ada, '/v1/match/status')).body.state).toBe('idle')
    expect((await beat(matchId, 3)).body).toMatchObject({ status: 'abandoned', reason: 'server_lost' })
    expect((await about(matchId, 'abandon', { epoch: 3, reason: 'late' })).status).toBe(204)
  })

  it('keeps nobody waiting for ever: a match that no server opens is given up', async () => {
    const { sql } = api.database
    const unclaimed = await placeMatch([ada])
    await sql`update matches set created_at = now() - interval '1 hour' where id = ${unclaimed}`
    expect((await sweep()).abandoned).toMatchObject([{ id: unclaimed, reason: 'not_placed' }])

    const lost = await placeMatch([bo])
    await sql`update matches set created_at = now() - interval '1 hour' where id = ${lost}`
    const { epoch } = await claimed()
    await beat(lost, epoch, { status: 'starting' })
    expect((await sweep()).abandoned).toEqual([])
    await beat(lost, epoch)
    await silence()
    await sweep()
    expect((await sweep()).abandoned).toEqual([])
    await sql`update matches set lease_ends_at = now() - interval '130 seconds', claimed_at = now() - interval '200 seconds'`
    expect((await sweep()).abandoned).toMatchObject([{ id: lost, reason: 'not_placed' }])
  })
})
