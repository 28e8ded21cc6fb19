import type { Session } from '@gameserver/protocol/http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { everyRoute, type RouteCall } from '../testing/every-route.ts'
import { type OutageProxy, startOutageProxy } from '../testing/outage-proxy.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { timedCall } from '../testing/timed-call.ts'

const serverToken = 'a-token-of-a-server-of-these-tests-long-enough'
/** Asked at once: fewer than there are connections to Postgres. */
const askedAtOnce = 8
/** They have nothing to ask storage for. */
const needNothing = ['ping', 'health', 'listRegions', 'verifySession']
/** How often everything is asked, at most: the first three times, and again where a machine stood still. */
const rounds = 8
/** Some of their answers are remembered, so that not each of them asks. */
const mayRemember = ['listGames', 'listLeaderboards', 'getLeaderboard', 'getMe']

describe('every route while a service hangs', { timeout: 120_000 }, () => {
  let api: TestApi
  let postgres: OutageProxy
  let redis: OutageProxy
  let sessions: Session[]

  beforeAll(async () => {
    redis = await startOutageProxy(process.env.REDIS_URL as string)
    const env = { REDIS_URL: redis.url, SERVER_TOKENS: serverToken }
    api = await startTestApi(env, async (url) => {
      postgres = await startOutageProxy(url)
      return postgres.url
    })
    sessions = []
    while (sessions.length < 2 + 2 * rounds) sessions.push(await api.login())
  })
  afterEach(() => Promise.all([postgres.restore(), redis.restore()]))
  afterAll(async () => {
    await api.close()
    await Promise.all([postgres.close(), redis.close()])
  })

  /** The answers by operation; each was as documented, and there within a second unless another `call` is told. */
  async function askAll(
    call = timedCall(api.call),
  ): Promise<Map<string, { status: number; code: string | undefined }>> {
    const [session, loggedOut, refreshed] = [sessions[0], sessions.pop(), sessions.pop()] as [
      Session,
      Session,
      Session,
    ]
    const otherPlayerId = sessions[1]?.player.id as string
    const calls = await everyRoute({ api, session, loggedOut, refreshed, otherPlayerId, serverToken })
    const ask = async ({ operationId, method, path, options }: RouteCall) => {
      if (operationId === 'listen') return listen(path, options.token as string)
      const { status, body } = await call(method, path, options)
      return [operationId, { status, code: body?.code }] as const
    }
    const answers: (readonly [string, { status: number; code: string | undefined }])[] = []
    for (let at = 0; at < calls.length; at += askedAtOnce)
      answers.push(...(await Promise.all(calls.slice(at, at + askedAtOnce).map(ask))))
    return new Map(answers)
  }

  /** A stream that opens has no end. */
  async function listen(path: string, token: string) {
    const startedMs = performance.now()
    const response = await api.app.request(path, { headers: { authorization: `Bearer ${token}` } })
    expect(performance.now() - startedMs).toBeLessThan(10_000)
    await response.body?.cancel()
    return ['listen', { status: response.status, code: undefined }] as const
  }

  const answeredAway = async () =>
    [...(await askAll())]
      .filter(([operationId, { status }]) => status === 503 && operationId !== 'ready')
      .map(([operationId]) => operationId)

  it('is asked as documented here: nothing is refused as malformed or unauthorized', async () => {
    for (const [operationId, { status, code }] of await askAll(api.call)) {
      if (code === 'invalid_credentials') continue
      expect([400, 401, 415, 429, 500], `${operationId}: ${code}`).not.toContain(status)
    }
  })

  it('answers within a second with Postgres hung: 503 where it is needed', async () => {
    postgres.stall()
    const answers = await askAll()
    for (const [operationId, { status, code }] of answers) {
      if (needNothing.includes(operationId)) expect([operationId, status]).not.toEqual([operationId, 503])
      else if (operationId === 'ready' || operationId === 'listen')
        expect([operationId, status]).toEqual([operationId, 503])
      else if (!mayRemember.includes(operationId))
        expect([operationId, status, code]).toEqual([operationId, 503, 'unavailable'])
    }
  })

  it('does its work within a second with Redis hung', async () => {
    await expect.poll(async () => (await api.call('GET', '/ready')).status).toBe(200)
    redis.stall()
    // What a machine that stands still makes look like an outage is asked again, as by clients.
    let away = await answeredAway()
    for (let again = 0; away.length > 0 && again < 3; again++) {
      const still = await answeredAway()
      away = away.filter((operationId) => still.includes(operationId))
    }
    expect(away).toEqual([])
  })

  it('answers within a second with both hung', async () => {
    await expect.poll(async () => (await api.call('GET', '/ready')).status).toBe(200)
    postgres.stall()
    redis.stall()
    // Whoever asks first waits for both, one after the other.
    await api.call('GET', '/ready')
    const answers = await askAll()
    expect([...answers.values()].filter(({ status }) => status === 500)).toEqual([])
  })
})
