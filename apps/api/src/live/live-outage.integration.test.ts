import { addLiveEvents } from '@gameserver/storage/live-events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Loop } from '../loop/run-every.ts'
import { answered } from '../testing/answered.ts'
import { type EventReader, listenTo } from '../testing/event-reader.ts'
import { type OutageProxy, startOutageProxy } from '../testing/outage-proxy.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { startLiveTail } from './start-live-tail.ts'

describe('live stream while a service is away', () => {
  let api: TestApi
  let postgres: OutageProxy
  let redis: OutageProxy
  let tail: Loop
  beforeAll(async () => {
    redis = await startOutageProxy(process.env.REDIS_URL as string)
    api = await startTestApi({ REDIS_URL: redis.url }, async (url) => {
      postgres = await startOutageProxy(url)
      return postgres.url
    })
    tail = startLiveTail(api.services)
  })
  afterAll(async () => {
    await tail.stop()
    await api.close()
    await Promise.all([postgres.close(), redis.close()])
  })

  async function listening(accessToken: string): Promise<EventReader> {
    const reader = await answered(() => listenTo(api.app, accessToken))
    await reader.until('ready')
    return reader
  }

  it.each(['stalled', 'cut off'])('goes on where it was when Postgres is back from being %s', async (how) => {
    const { accessToken, player } = await api.login()
    const reader = await listening(accessToken)
    if (how === 'stalled') postgres.stall()
    else await postgres.cut()
    // Written by somebody who can still reach it.
    await api.database.sql.begin((transaction) =>
      addLiveEvents(transaction, [
        { playerId: player.id, kind: 'queue.left', game: api.game, mode: 'quick', reason: 'left' },
      ]),
    )
    const { status, body, headers } = await api.call('GET', '/v1/events', { token: accessToken })
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'unavailable', '1'])
    await postgres.restore()
    await reader.until('queue.left')
    expect(reader.kinds).toEqual(['ready', 'queue.left'])
    await reader.close()
  })

  it.each(['stalled', 'cut off'])('does without a Redis that is %s', async (how) => {
    const { accessToken } = await api.login()
    if (how === 'stalled') redis.stall()
    else await redis.cut()
    const reader = await listening(accessToken)
    await reader.close()
    await redis.restore()
  })
})
