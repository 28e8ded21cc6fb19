import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ApiError, createNodeClient } from '@gameserver/client/node'
import type { QueueStatus, Session } from '@gameserver/protocol/http'
import { registerGame } from '@gameserver/storage/games'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiCluster, isPassing, startApiCluster } from '../testing/api-cluster.ts'

const players = 200
const deaths = 5
const processes = 3
/** Longer than this after the last death nobody may wait: a lease of 2 seconds, and a pass. */
const waitMsMax = 10_000

describe('the death of the active matcher', { timeout: 300_000 }, () => {
  let database: TestDatabase
  let cluster: ApiCluster
  const game = `g${randomBytes(6).toString('hex')}`
  beforeAll(async () => {
    database = await createTestDatabase()
    const manifest = {
      id: game,
      name: 'Test',
      version: '1.0.0',
      description: '',
      players: { min: 2, max: 2 },
    }
    await registerGame(database.sql, manifest)
    cluster = await startApiCluster(processes, {
      DATABASE_URL: database.url,
      LOG_LEVEL: 'info',
      RATE_LIMIT_GUEST_PER_MINUTE: '100000',
    })
  }, 120_000)
  afterAll(async () => {
    cluster.close()
    await database.drop()
  })

  /** Logs in, and returns what leads from the queue to a match. */
  async function byHttp(): Promise<() => Promise<void>> {
    const login = { method: 'POST', path: '/v1/auth/guest', body: { deviceId: randomUUID() } }
    const { accessToken: token } = await cluster.ask<Session>(login)
    return async () => {
      // The request before, whose answer died with the process, may have led to a match.
      const refusals = { in_match: { state: 'matched' } }
      await cluster.ask<QueueStatus>({
        method: 'POST',
        path: '/v1/match/queue',
        token,
        body: { game },
        refusals,
      })
      for (;;) {
        const { state } = await cluster.ask<QueueStatus>({ method: 'GET', path: '/v1/match/status', token })
        if (state === 'matched') return
        expect(state).toBe('queued')
        await sleep(500)
      }
    }
  }

  async function bySdk(): Promise<() => Promise<void>> {
    const client = createNodeClient({ apiUrl: cluster.url })
    const deviceId = randomUUID()
    while (!(await client.loginAsGuest({ deviceId }).then(() => true, isPassing))) await sleep(50)
    return async () => {
      const isQueued = () =>
        client.queue.join({ game }).then(
          () => true,
          (error: ApiError) => error.code === 'in_match' || isPassing(error),
        )
      while (!(await isQueued())) await sleep(50)
      const enough = new AbortController()
      // There are no authorities here, so that no match gets a room: being matched is the end.
      const onStatus = ({ state }: QueueStatus) => state === 'matched' && enough.abort()
      await expect(client.queue.waitForMatch({ onStatus, signal: enough.signal })).rejects.toMatchObject({
        code: 'cancelled',
      })
    }
  }

  it(`leaves each of ${players} players in exactly one match`, async () => {
    const { sql } = database
    const loggedIn = await Promise.all(
      Array.from({ length: players }, (_, index) => (index % 2 === 0 ? byHttp() : bySdk())),
    )
    const playing: Promise<void>[] = []
    let lastDeathMs = 0
    while (loggedIn.length > 0) {
      await cluster.whole()
      // They come while it is killed, and after.
      const wave = loggedIn.splice(0, players / deaths)
      playing.push(...wave.map((play, index) => sleep(index * 50).then(play)))
      await expect
        .poll(() => cluster.killMatcher(sql, { game }), { interval: 100, timeout: 60_000 })
        .toBe(true)
      lastDeathMs = Date.now()
    }
    await Promise.all(playing)
    const lastKnownMs = Date.now() - lastDeathMs
    const [outcome] = await sql<{ waitMs: number; matches: number; seats: number; players: number }[]>`
      select max(extract(epoch from matched_at - greatest(queued_at, ${new Date(lastDeathMs)})))::float8 * 1000 as "waitMs",
        count(distinct match_id)::int as matches, count(*)::int as seats, count(distinct player_id)::int as players
      from match_players`
    const waitMs = Math.max(0, outcome?.waitMs ?? 0)
    console.info(
      `after the last of ${deaths} deaths nobody waited for longer than ${Math.round(waitMs)} ms; ` +
        `the last player came to know of a match ${lastKnownMs} ms after it`,
    )
    expect(outcome).toMatchObject({ matches: players / 2, seats: players, players })
    expect(await sql`select match_id from match_players group by match_id having count(*) <> 2`).toHaveLength(
      0,
    )
    expect(await sql`select id from tickets`).toHaveLength(0)
    expect(waitMs).toBeLessThan(waitMsMax)
  })
})
