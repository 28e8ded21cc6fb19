import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../testing/test-api.ts'

describe('bad requests', () => {
  let api: TestApi
  let token: string
  beforeAll(async () => {
    api = await startTestApi()
    token = (await api.login()).accessToken
  })
  afterAll(() => api.close())

  const account = { email: 'ada@example.com', password: 'correct horse', name: 'Ada' }
  const device = { deviceId: randomUUID() }

  it.each([
    ['POST', '/v1/auth/guest', {}, 'deviceId'],
    ['POST', '/v1/auth/guest', { deviceId: 'short' }, 'deviceId'],
    ['POST', '/v1/auth/guest', { deviceId: 7 }, 'deviceId'],
    ['POST', '/v1/auth/guest', { ...device, name: 'x'.repeat(25) }, 'name'],
    ['POST', '/v1/auth/guest', { ...device, name: 'a\u0000b' }, 'name'],
    ['POST', '/v1/auth/guest', { ...device, name: '   ' }, 'name'],
    ['POST', '/v1/auth/guest', { ...device, admin: true }, ''],
    ['POST', '/v1/auth/guest', [], ''],
    ['POST', '/v1/auth/guest', 'null', ''],
    ['POST', '/v1/auth/register', { ...account, email: 'ada' }, 'email'],
    ['POST', '/v1/auth/register', { ...account, password: 'short' }, 'password'],
    ['POST', '/v1/auth/register', { ...account, name: undefined }, 'name'],
    ['POST', '/v1/auth/login', { email: 'ada@example.com' }, 'password'],
    ['POST', '/v1/auth/refresh', { refreshToken: '' }, 'refreshToken'],
    ['PATCH', '/v1/players/me', { name: '' }, 'name'],
    ['PATCH', '/v1/players/me', { name: 'Ada', id: randomUUID() }, ''],
    ['POST', '/v1/match/queue', {}, 'game'],
    ['POST', '/v1/match/queue', { game: 'Arena!' }, 'game'],
    ['POST', '/v1/match/queue', { game: 'arena', mode: 'Ranked!' }, 'mode'],
    ['POST', '/v1/match/queue', { game: 'arena', playersMin: 0 }, 'playersMin'],
    ['POST', '/v1/match/queue', { game: 'arena', playersMin: 2.5 }, 'playersMin'],
    ['POST', '/v1/match/queue', { game: 'arena', playersMin: 4, playersMax: 2 }, 'playersMin'],
    ['POST', '/v1/match/queue', { game: 'arena', properties: { map: 'a\u0000b' } }, 'properties.map'],
    ['POST', '/v1/match/queue', { game: 'arena', properties: { map: '\ud800' } }, 'properties.map'],
    ['POST', '/v1/match/queue', { game: 'arena', properties: { '\u0000': 1 } }, 'properties.\u0000'],
    ['POST', '/v1/match/queue', '{"game":"arena","properties":{"level":1e400}}', 'properties.level'],
    ['POST', '/v1/match/queue', { game: 'arena', roles: ['\u0000'] }, 'roles.0'],
    ['POST', '/v1/match/queue', { game: 'arena', latencyMs: { '\u0000': 1 } }, 'latencyMs.\u0000'],
    ['GET', '/v1/rooms?properties.%00=1', undefined, ''],
    ['GET', '/v1/matches?mode=%00', undefined, 'mode'],
    ['GET', `/v1/players/${randomUUID()}/ratings?mode=%00`, undefined, 'mode'],
    ['GET', '/v1/players?name=%00', undefined, 'name'],
    ['POST', '/v1/parties/join', { code: 'AB\u0000DEF' }, 'code'],
    ['GET', '/v1/players/7', undefined, 'id'],
    ['GET', '/v1/players/7/stats', undefined, 'id'],
    ['GET', '/v1/matches/x', undefined, 'id'],
    ['GET', '/v1/leaderboards/arena?limit=0', undefined, 'limit'],
    ['GET', '/v1/leaderboards/arena?limit=101', undefined, 'limit'],
    ['GET', '/v1/leaderboards/arena?offset=-1', undefined, 'offset'],
    ['GET', '/v1/leaderboards/arena?offset=x', undefined, 'offset'],
  ])('%s %s %j is answered 400 with the field', async (method, path, body, field) => {
    const refused = await api.call(method, path, { token, body })
    expect(refused.status).toBe(400)
    expect(refused.headers.get('content-type')).toBe('application/problem+json')
    expect(refused.body.code).toBe('invalid_request')
    expect(refused.body.fields.map(({ path }: { path: string }) => path)).toContain(field)
  })

  it('answers 400 to what is no JSON, and 415 to a body of another type', async () => {
    const broken = await api.call('POST', '/v1/auth/guest', { body: '{"deviceId":' })
    expect([broken.status, broken.body.code]).toEqual([400, 'malformed_json'])
    const headers = { 'content-type': 'text/plain' }
    const text = await api.call('POST', '/v1/auth/guest', { body: 'hello', headers })
    expect([text.status, text.body.code]).toEqual([415, 'unsupported_media_type'])
  })

  it('answers 413 to a body above 64 KiB, whether its length is said or not', async () => {
    const name = 'x'.repeat(64 * 1024)
    const said = await api.call('POST', '/v1/auth/guest', { body: { ...device, name } })
    expect([said.status, said.body.code]).toEqual([413, 'body_too_large'])
    const stream = new Blob([JSON.stringify({ ...device, name })]).stream()
    const headers = { 'content-type': 'application/json' }
    const request = new Request('http://test/v1/auth/guest', {
      method: 'POST',
      headers,
      body: stream,
      duplex: 'half',
    } as RequestInit)
    expect((await api.app.request(request)).status).toBe(413)
  })

  it.each(['/', '/v1', '/v1/nothing', '/v1/players/me/more', '/v2/auth/guest'])(
    'answers 404 at %s',
    async (path) => {
      for (const method of ['GET', 'POST', 'DELETE']) {
        const unknown = await api.call(method, path)
        expect([unknown.status, unknown.body.code]).toEqual([404, 'not_found'])
      }
    },
  )

  it.each([
    ['GET', '/v1/auth/token'],
    ['POST', '/v1/auth/logout'],
    ['GET', '/v1/players/me'],
    ['PATCH', '/v1/players/me'],
    ['GET', `/v1/players/${randomUUID()}`],
    ['GET', `/v1/players/${randomUUID()}/stats`],
    ['POST', '/v1/match/queue'],
    ['DELETE', '/v1/match/queue'],
    ['GET', '/v1/match/status'],
    ['GET', '/v1/events'],
    ['GET', `/v1/matches/${randomUUID()}`],
    ['GET', '/v1/leaderboards/arena/me'],
  ])('%s %s without a token is answered 401', async (method, path) => {
    const refused = await api.call(method, path)
    expect([refused.status, refused.body.code]).toEqual([401, 'unauthorized'])
    expect((await api.call(method, path, { headers: { authorization: 'Basic x' } })).status).toBe(401)
  })

  it('answers 404 to ids of nothing', async () => {
    for (const path of ['/v1/players/', '/v1/matches/']) {
      expect((await api.call('GET', `${path}${randomUUID()}`, { token })).status).toBe(404)
    }
    expect((await api.call('GET', `/v1/players/${randomUUID()}/stats`, { token })).status).toBe(404)
    expect((await api.call('GET', '/v1/leaderboards/no-such-game')).status).toBe(404)
    expect((await api.call('GET', '/v1/leaderboards/no-such-game/me', { token })).status).toBe(404)
  })

  it('lets pages of the allowed origins in', async () => {
    const preflight = (origin: string) =>
      api.app.request('/v1/auth/guest', {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      })
    expect((await preflight('http://localhost:5173')).headers.get('access-control-allow-origin')).toBe(
      'http://localhost:5173',
    )
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
    expect(
      (await preflight('http://localhost:1.evil.example/')).headers.get('access-control-allow-origin'),
    ).toBeNull()
  })
  it('lets those pages read answers and refusals, and no others', async () => {
    for (const path of ['/health', '/v1/players/me', '/v1/nothing']) {
      const answer = async (origin?: string) => {
        const { headers } = await api.call('GET', path, { headers: origin === undefined ? {} : { origin } })
        expect(headers.get('vary')).toBe('Origin')
        return [headers.get('access-control-allow-origin'), headers.get('access-control-expose-headers')]
      }
      expect(await answer('http://localhost:5173')).toEqual(['http://localhost:5173', 'retry-after'])
      expect(await answer('https://evil.example')).toEqual([null, null])
      expect(await answer()).toEqual([null, null])
    }
  })
})
