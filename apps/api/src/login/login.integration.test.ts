import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../testing/test-api.ts'

describe('login', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi()
  })
  afterAll(() => api.close())

  const account = (name = 'Ada') => ({
    email: `${randomUUID()}@Example.com`,
    password: 'correct horse',
    name,
  })
  const refresh = (refreshToken: string) => api.call('POST', '/v1/auth/refresh', { body: { refreshToken } })
  const me = (token: string) => api.call('GET', '/v1/players/me', { token })

  it('gives a device the same player each time', async () => {
    const deviceId = randomUUID()
    const first = await api.call('POST', '/v1/auth/guest', { body: { deviceId } })
    expect(first.status).toBe(200)
    expect(first.body.player).toMatchObject({ isGuest: true, name: expect.stringMatching(/^Guest \d{4}$/) })
    const again = await api.call('POST', '/v1/auth/guest', { body: { deviceId, name: 'Ada' } })
    expect(again.body.player).toEqual({ ...first.body.player, name: 'Ada' })
    expect((await me(again.body.accessToken)).body).toEqual(again.body.player)
  })

  it('makes one player of a device that logs in twice at once', async () => {
    const deviceId = randomUUID()
    const logins = await Promise.all(
      Array.from({ length: 8 }, () =>
        api.call('POST', '/v1/auth/guest', { body: { deviceId, name: 'Ada' } }),
      ),
    )
    expect(logins.map(({ status }) => status)).toEqual(Array(8).fill(200))
    expect(new Set(logins.map(({ body }) => body.player.id)).size).toBe(1)
  })

  it('keeps everybody apart when many log in at once, for the first time and again', async () => {
    const devices = Array.from({ length: 60 }, (_, index) => ({
      deviceId: randomUUID(),
      name: `Guest ${index}`,
    }))
    const loginAll = async (logins: { deviceId: string; name?: string }[]) =>
      (await Promise.all(logins.map((body) => api.call('POST', '/v1/auth/guest', { body })))).map(
        ({ body }) => body,
      )
    const known = await loginAll(devices.slice(0, 30))
    const all = await loginAll([
      ...devices.slice(0, 10).map(({ deviceId }) => ({ deviceId })),
      ...devices.slice(10, 30).map((device) => ({ ...device, name: `${device.name}!` })),
      ...devices.slice(30),
    ])
    expect(all.map(({ player }) => player.name)).toEqual(
      devices.map(({ name }, index) => (index >= 10 && index < 30 ? `${name}!` : name)),
    )
    expect(new Set(all.map(({ player }) => player.id)).size).toBe(60)
    expect(all.slice(0, 30).map(({ player }) => player.id)).toEqual(known.map(({ player }) => player.id))
    for (const session of all) expect((await me(session.accessToken)).body).toEqual(session.player)
  })

  it('registers an account once, whatever the case of the address, and logs in to it', async () => {
    const ada = account()
    const registered = await api.call('POST', '/v1/auth/register', { body: ada })
    expect(registered.status).toBe(201)
    expect(registered.body.player).toMatchObject({ name: 'Ada', isGuest: false })
    const twice = await api.call('POST', '/v1/auth/register', {
      body: { ...ada, email: ada.email.toUpperCase() },
    })
    expect([twice.status, twice.body.code]).toEqual([409, 'email_taken'])
    const { email, password } = ada
    const login = await api.call('POST', '/v1/auth/login', { body: { email: email.toLowerCase(), password } })
    expect(login.status).toBe(200)
    expect(login.body.player).toEqual(registered.body.player)
    expect((await me(login.body.accessToken)).body.isGuest).toBe(false)
  })

  it('stores no password and no token in the clear', async () => {
    const { body } = await api.call('POST', '/v1/auth/register', { body: account() })
    const [identity] = await api.database
      .sql`select password_hash from identities where player_id = ${body.player.id}`
    expect(identity?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    const [session] = await api.database
      .sql`select token_hash from sessions where player_id = ${body.player.id}`
    expect(Buffer.from(body.refreshToken, 'base64url').includes(session?.token_hash)).toBe(false)
  })

  it('says the same of a wrong password and of an unknown account', async () => {
    const ada = account()
    await api.call('POST', '/v1/auth/register', { body: ada })
    const wrong = await api.call('POST', '/v1/auth/login', {
      body: { email: ada.email, password: 'wrong horse' },
    })
    const unknown = await api.call('POST', '/v1/auth/login', {
      body: { email: 'no@example.com', password: 'x' },
    })
    expect(wrong.status).toBe(401)
    expect(wrong.body.code).toBe('invalid_credentials')
    expect(unknown.body).toEqual(wrong.body)
  })

  it('exchanges a refresh token for a new pair', async () => {
    const session = await api.login()
    const refreshed = await refresh(session.refreshToken)
    expect(refreshed.status).toBe(200)
    expect(refreshed.body.player).toEqual(session.player)
    expect(refreshed.body.refreshToken).not.toBe(session.refreshToken)
    expect((await me(refreshed.body.accessToken)).status).toBe(200)
    expect((await refresh(refreshed.body.refreshToken)).status).toBe(200)
  })

  it('revokes the session of everybody when an old token comes back', async () => {
    const session = await api.login()
    const { body: thief } = await refresh(session.refreshToken)
    const reuse = await refresh(session.refreshToken)
    expect([reuse.status, reuse.body.code]).toEqual([401, 'invalid_refresh_token'])
    expect((await refresh(thief.refreshToken)).status).toBe(401)
    expect((await me(thief.accessToken)).status).toBe(401)
    expect((await me(session.accessToken)).status).toBe(401)
  })

  it('lets exactly one of many simultaneous exchanges win', async () => {
    const session = await api.login()
    const attempts = await Promise.all(Array.from({ length: 10 }, () => refresh(session.refreshToken)))
    expect(attempts.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(attempts.filter(({ status }) => status === 401)).toHaveLength(9)
  })

  it('does not let a guess revoke a session', async () => {
    const session = await api.login()
    const forged = Buffer.from(session.refreshToken, 'base64url')
    forged.fill(7, 16)
    expect((await refresh(forged.toString('base64url'))).status).toBe(401)
    expect((await refresh('nonsense')).status).toBe(401)
    expect((await refresh(session.refreshToken)).status).toBe(200)
  })

  it('refuses both tokens after a logout, and leaves other sessions alone', async () => {
    const deviceId = randomUUID()
    const [here, there] = await Promise.all(
      [0, 1].map(async () => (await api.call('POST', '/v1/auth/guest', { body: { deviceId } })).body),
    )
    expect((await api.call('POST', '/v1/auth/logout', { token: here.accessToken })).status).toBe(204)
    expect((await me(here.accessToken)).status).toBe(401)
    expect((await refresh(here.refreshToken)).status).toBe(401)
    expect((await me(there.accessToken)).status).toBe(200)
  })

  it('refuses forged, expired and foreign access tokens', async () => {
    const { player, accessToken } = await api.login()
    const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] as string, 'base64url').toString())
    const sign = (secret: string, expiry: string) =>
      new SignJWT({ sid: claims.sid })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer('gameserver')
        .setSubject(player.id)
        .setIssuedAt()
        .setExpirationTime(expiry)
        .sign(new TextEncoder().encode(secret))
    const { jwtSecret } = api.services.config
    const unsigned = [
      Buffer.from('{"alg":"none"}').toString('base64url'),
      accessToken.split('.')[1],
      '',
    ].join('.')
    expect((await me(await sign(jwtSecret, '1m'))).status).toBe(200)
    for (const bad of [await sign('x'.repeat(40), '1m'), await sign(jwtSecret, '-1m'), unsigned, 'x', '']) {
      const refused = await me(bad)
      expect([refused.status, refused.body.code]).toEqual([401, 'unauthorized'])
      expect(refused.headers.get('www-authenticate')).toBe('Bearer')
    }
  })
})
