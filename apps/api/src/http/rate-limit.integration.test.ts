import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../testing/test-api.ts'

describe('rate limits', () => {
  let api: TestApi
  let other: TestApi
  beforeAll(async () => {
    const env = { TRUSTED_PROXIES: '1', RATE_LIMIT_GUEST_PER_MINUTE: '5', RATE_LIMIT_LOGIN_PER_MINUTE: '3' }
    ;[api, other] = await Promise.all([startTestApi(env), startTestApi(env)])
  })
  afterAll(() => Promise.all([api.close(), other.close()]))

  const anyAddress = () => `2001:db8::${randomUUID().slice(0, 4)}:${randomUUID().slice(0, 4)}`
  const guest = (address: string, at = api) =>
    at.call('POST', '/v1/auth/guest', {
      body: { deviceId: randomUUID() },
      headers: { 'x-forwarded-for': address },
    })

  it('counts an address over all processes, and says when to come back', async () => {
    const address = anyAddress()
    for (let count = 0; count < 5; count += 1)
      expect((await guest(address, count % 2 ? api : other)).status).toBe(200)
    const refused = await guest(address)
    expect([refused.status, refused.body.code]).toEqual([429, 'too_many_requests'])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await guest(address, other)).status).toBe(429)
    expect((await guest(anyAddress())).status).toBe(200)
  })

  it('believes only the address its own proxy saw', async () => {
    const address = anyAddress()
    for (let count = 0; count < 5; count += 1) await guest(`10.0.0.${count}, ${address}`)
    expect((await guest(`10.0.0.99, ${address}`)).status).toBe(429)
  })

  it('counts each purpose for itself', async () => {
    const headers = { 'x-forwarded-for': anyAddress() }
    const login = () =>
      api.call('POST', '/v1/auth/login', { body: { email: 'a@example.com', password: 'x' }, headers })
    for (let count = 0; count < 3; count += 1) expect((await login()).status).toBe(401)
    expect((await login()).status).toBe(429)
    expect((await guest(headers['x-forwarded-for'])).status).toBe(200)
  })
})
