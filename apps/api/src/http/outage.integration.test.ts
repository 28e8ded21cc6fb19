import type { Session } from '@gameserver/protocol/http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { answered } from '../testing/answered.ts'
import { type OutageProxy, startOutageProxy } from '../testing/outage-proxy.ts'
import { type Call, startTestApi, type TestApi } from '../testing/test-api.ts'
import { timedCall } from '../testing/timed-call.ts'

describe('while a service is away', () => {
  let api: TestApi
  let postgres: OutageProxy
  let redis: OutageProxy
  let session: Session

  beforeAll(async () => {
    redis = await startOutageProxy(process.env.REDIS_URL as string)
    api = await startTestApi({ REDIS_URL: redis.url }, async (url) => {
      postgres = await startOutageProxy(url)
      return postgres.url
    })
    session = await api.login()
  })
  afterEach(async () => {
    await Promise.all([postgres.restore(), redis.restore()])
    await expect.poll(async () => (await api.call('GET', '/ready')).status).toBe(200)
  })
  afterAll(async () => {
    await api.close()
    await Promise.all([postgres.close(), redis.close()])
  })

  const timed: Call = (...request) => timedCall(api.call)(...request)
  /** Not at once, where the machine has stood still for longer than a query may take. */
  const worksInTime = async (...request: Parameters<Call>) => {
    expect((await answered(() => timed(...request))).status).toBe(200)
  }
  const readiness = async () => (await api.call('GET', '/ready')).body
  const guest = { body: { deviceId: 'a device of these tests' } }
  const requests = () =>
    [
      ['POST', '/v1/auth/guest', guest],
      ['GET', '/v1/players/me', { token: session.accessToken }],
      ['GET', '/v1/match/status', { token: session.accessToken }],
      ['GET', `/v1/leaderboards/${api.game}`],
    ] as Parameters<Call>[]

  it.each(['stalled', 'cut off'])('answers 503 within a second with Postgres %s', async (how) => {
    if (how === 'stalled') postgres.stall()
    else await postgres.cut()
    const answers = await Promise.all(
      [...requests(), ...requests(), ...requests()].map((request) => timed(...request)),
    )
    for (const { status, body, headers } of answers) {
      expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'unavailable', '1'])
    }
    await timed('GET', '/ready')
    await expect.poll(readiness).toMatchObject({ status: 'not_ready', postgres: 'away', redis: 'ok' })
    expect((await timed('GET', '/health')).status).toBe(200)
  })

  it.each(['stalled', 'cut off'])('does its work without Redis, %s', async (how) => {
    if (how === 'stalled') redis.stall()
    else await redis.cut()
    for (const request of requests()) await worksInTime(...request)
    await timed('GET', '/ready')
    await expect.poll(readiness).toMatchObject({ status: 'not_ready', postgres: 'ok', redis: 'away' })
  })

  it('replaces connections that are never heard of again', async () => {
    postgres.forget()
    redis.forget()
    expect((await timed('GET', '/v1/players/me', { token: session.accessToken })).status).toBe(503)
    await worksInTime('GET', '/v1/players/me', { token: session.accessToken })
  })

  it('answers within a second with both stalled', async () => {
    postgres.stall()
    redis.stall()
    for (const request of requests()) expect((await timed(...request)).status).toBe(503)
  })
})
