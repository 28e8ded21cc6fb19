import { randomBytes, randomUUID } from 'node:crypto'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ApiError, createNodeClient } from '@gameserver/client/node'
import type { Problem, QueueStatus, Session } from '@gameserver/protocol/http'
import { registerGame } from '@gameserver/storage/games'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiProcess, freePort, runApi } from '../testing/api-process.ts'

interface Serving extends ApiProcess {
  port: number
}

const players = 200
const deaths = 5
const processes = 3
/** Longer than this after the last death nobody may wait: a lease of 2 seconds, and a pass. */
const waitMsMax = 10_000

describe('the death of the active matcher', { timeout: 300_000 }, () => {
  let database: TestDatabase
  let gateway: Server
  let apiUrl: string
  const started: ApiProcess[] = []
  const serving = new Set<Serving>()
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
    gateway = await startGateway()
    apiUrl = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`
    await Promise.all(Array.from({ length: processes }, start))
  }, 120_000)
  afterAll(async () => {
    gateway.close()
    for (const { process } of started) process.kill('SIGKILL')
    await database.drop()
  })

  async function start(): Promise<void> {
    const port = await freePort()
    const env = {
      DATABASE_URL: database.url,
      PORT: `${port}`,
      LOG_LEVEL: 'info',
      RATE_LIMIT_GUEST_PER_MINUTE: '100000',
    }
    const api = { ...runApi(env), port }
    started.push(api)
    while (!api.output.stdout.includes('api ready')) await sleep(50)
    serving.add(api)
  }

  /** Kills the process that makes the queue's matches, once there is one besides another, and starts one in its place. */
  async function killMatcher(): Promise<boolean> {
    const [lease] = await database.sql<{ pid: string }[]>`
      select split_part(holder, '/', 2) as pid from matcher_leases
      where game = ${game} and expires_at > clock_timestamp()`
    const matcher = [...serving].find(({ process }) => `${process.pid}` === lease?.pid)
    if (matcher === undefined || serving.size < 2) return false
    serving.delete(matcher)
    matcher.process.kill('SIGKILL')
    await matcher.ended
    void start()
    return true
  }

  /** What players ask: connections go to any of the processes. */
  function startGateway(): Promise<Server> {
    const server = createServer((client) => {
      const candidates = [...serving]
      const chosen = candidates[Math.floor(Math.random() * candidates.length)]
      if (chosen === undefined) return client.destroy()
      const upstream = connect(chosen.port, '127.0.0.1')
      client.pipe(upstream).pipe(client)
      client.on('error', () => {}).on('close', () => upstream.destroy())
      upstream.on('error', () => {}).on('close', () => client.destroy())
    })
    return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
  }

  /** Without the SDK: asks until there is an answer. */
  async function ask<Body>(method: string, path: string, token?: string, body?: object): Promise<Body> {
    for (;;) {
      const headers = {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
      }
      const response = await fetch(apiUrl + path, {
        method,
        headers,
        ...(body && { body: JSON.stringify(body) }),
      }).catch(() => undefined)
      const answer = await response?.json().catch(() => undefined)
      if (response?.ok && answer) return answer as Body
      // The request before, whose answer died with the process, may have led to a match.
      if ((answer as Problem | undefined)?.code === 'in_match') return { state: 'matched' } as Body
      await sleep(50)
    }
  }

  /** Logs in, and returns what leads from the queue to a match. */
  async function byHttp(): Promise<() => Promise<void>> {
    const { accessToken } = await ask<Session>('POST', '/v1/auth/guest', undefined, {
      deviceId: randomUUID(),
    })
    return async () => {
      await ask<QueueStatus>('POST', '/v1/match/queue', accessToken, { game })
      for (;;) {
        const { state } = await ask<QueueStatus>('GET', '/v1/match/status', accessToken)
        if (state === 'matched') return
        expect(state).toBe('queued')
        await sleep(500)
      }
    }
  }

  async function bySdk(): Promise<() => Promise<void>> {
    const client = createNodeClient({ apiUrl })
    await client.loginAsGuest({ deviceId: randomUUID() })
    return async () => {
      const isQueued = () =>
        client.queue.join({ game }).then(
          () => true,
          (error: ApiError) => {
            if (error.code === 'in_match') return true
            if (error.status !== 0 && error.status < 500) throw error
            return false
          },
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
      // They come while it is killed, and after.
      const wave = loggedIn.splice(0, players / deaths)
      playing.push(...wave.map((play, index) => sleep(index * 50).then(play)))
      await expect.poll(killMatcher, { interval: 100, timeout: 60_000 }).toBe(true)
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
