import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ApiError, createNodeClient, QueueError } from '@gameserver/client/node'
import type { QueueStatus, Session } from '@gameserver/protocol/http'
import { registerGame } from '@gameserver/storage/games'
import { connectPostgres } from '@gameserver/storage/postgres'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiCluster, isPassing, type Question, startApiCluster } from '../testing/api-cluster.ts'

const players = 60
const deaths = 4
const processes = 3
/** Of ten players this many do not want the first match that they are offered. */
const declineOfTen = 2

describe('the death of a process while matches are offered', { timeout: 300_000 }, () => {
  let database: TestDatabase
  let cluster: ApiCluster
  const game = `g${randomBytes(6).toString('hex')}`
  const wanted = { game, mode: 'ranked' }
  beforeAll(async () => {
    database = await createTestDatabase()
    const shape = { kind: 'teams', count: 2, size: 1 }
    await registerGame(database.sql, {
      id: game,
      name: 'Test',
      version: '1.0.0',
      description: '',
      players: { min: 2, max: 2 },
      queues: { ranked: { shape, rating: null, acceptSeconds: 15 } },
    })
    cluster = await startApiCluster(processes, {
      DATABASE_URL: database.url,
      LOG_LEVEL: 'info',
      RATE_LIMIT_GUEST_PER_MINUTE: '100000',
      // Whoever declines comes back soon.
      MATCH_COOLDOWN_SECONDS: '1',
    })
  }, 120_000)
  afterAll(async () => {
    cluster.close()
    await database.drop()
  })

  /** The answer to a request whose answer died with its process may be that what it asked for is done. */
  const refusals = {
    in_match: { state: 'matched' },
    cooling_down: { state: 'idle' },
    offer_over: { state: 'idle' },
  }
  async function login(): Promise<Session> {
    const body = { deviceId: randomUUID() }
    return cluster.ask<Session>({ method: 'POST', path: '/v1/auth/guest', body })
  }

  /** Logs in, and returns what leads from the queue to a match. */
  async function byHttp(declines: boolean): Promise<() => Promise<void>> {
    const { accessToken: token } = await login()
    const ask = (question: Omit<Question, 'token'>) =>
      cluster.ask<QueueStatus>({ ...question, token, refusals })
    return async () => {
      let accept = !declines
      for (;;) {
        const status = await ask({ method: 'GET', path: '/v1/match/status' })
        if (status.state === 'matched') return
        if (status.state === 'idle') await ask({ method: 'POST', path: '/v1/match/queue', body: wanted })
        if (status.state === 'offered' && !status.offer.hasAccepted) {
          const body = { offerId: status.offer.id, accept }
          await ask({ method: 'POST', path: '/v1/match/offer', body })
          accept = true
        }
        await sleep(300)
      }
    }
  }

  async function bySdk(): Promise<() => Promise<void>> {
    const client = createNodeClient({ apiUrl: cluster.url })
    const deviceId = randomUUID()
    while (!(await client.loginAsGuest({ deviceId }).then(() => true, isPassing))) await sleep(50)
    return async () => {
      for (let isMatched = false; !isMatched; ) {
        const enough = new AbortController()
        const onStatus = ({ state }: QueueStatus) => {
          isMatched ||= state === 'matched'
          if (isMatched) enough.abort()
        }
        try {
          await client.queue.join(wanted)
          await client.queue.waitForMatch({ autoAccept: true, onStatus, signal: enough.signal })
        } catch (error) {
          isMatched ||= (error as ApiError).code === 'in_match'
          const isOver = error instanceof QueueError
          const isKnown = ['cancelled', 'in_match', 'cooling_down'].includes((error as ApiError).code)
          if (!isOver && !isKnown) isPassing(error as ApiError)
          await sleep(100)
        }
      }
    }
  }

  it(`leaves each of ${players} players in exactly one match, which all in it have accepted`, async () => {
    const { sql } = database
    const loggedIn = await Promise.all(
      Array.from({ length: players }, (_, index) =>
        index % 2 === 0 ? byHttp(index % 10 < declineOfTen * 2) : bySdk(),
      ),
    )
    const playing: Promise<void>[] = []
    while (loggedIn.length > 0) {
      await cluster.whole()
      const wave = loggedIn.splice(0, players / deaths)
      playing.push(...wave.map((play, index) => sleep(index * 50).then(play)))
      await expect
        .poll(() => cluster.killMatcher(sql, { game }), { interval: 100, timeout: 60_000 })
        .toBe(true)
    }
    await Promise.all(playing)
    const [seats] = await sql`
      select count(distinct match_id)::int as matches, count(*)::int as seats, count(distinct player_id)::int as players
      from match_players`
    expect(seats).toEqual({ matches: players / 2, seats: players, players })
    const wrong = await sql`
      select o.id from match_offers o join match_offer_players p on p.offer_id = o.id
      left join matches m on m.id = o.id group by o.id, m.id
      having bool_and(p.answer is not distinct from 'accepted') <> (o.outcome = 'formed')
        or (o.outcome = 'formed') <> (m.id is not null) or o.outcome is null`
    expect(wrong).toHaveLength(0)
    const [offers] = await sql`
      select count(*) filter (where outcome = 'formed')::int as formed, count(*)::int as "all" from match_offers`
    console.info(`of ${offers?.all} offers ${offers?.formed} became matches`)
    expect(offers?.formed).toBe(players / 2)
    expect(await sql`select id from tickets`).toHaveLength(0)
  })

  it('neither notes the last answer nor forms the match, or both', async () => {
    const { sql } = database
    const sessions = await Promise.all([login(), login()])
    const [first, last] = sessions.map(({ accessToken }) => accessToken) as [string, string]
    const statusOf = (token: string) =>
      cluster.ask<QueueStatus>({ method: 'GET', path: '/v1/match/status', token })
    for (const token of [first, last])
      await cluster.ask({ method: 'POST', path: '/v1/match/queue', token, body: wanted })
    await expect.poll(() => statusOf(last)).toMatchObject({ state: 'offered' })
    const { offer } = (await statusOf(last)) as Extract<QueueStatus, { state: 'offered' }>
    const body = { offerId: offer.id, accept: true }
    await sql`update match_offers set expires_at = expires_at + interval '1 minute' where id = ${offer.id}`
    await cluster.ask({ method: 'POST', path: '/v1/match/offer', token: first, body })

    const doomed = cluster.processUrls[0] as string
    // Postgres ends transactions of others that do nothing for ten seconds.
    const holder = connectPostgres(database.url, { connectionsMax: 1, timeoutMs: 0 })
    await holder.begin(async (transaction) => {
      // What comes after the answer has been noted has to wait here.
      await transaction`lock table matches in share row exclusive mode`
      const headers = { authorization: `Bearer ${last}`, 'content-type': 'application/json' }
      const request = { method: 'POST', headers, body: JSON.stringify(body) }
      const answering = fetch(`${doomed}/v1/match/offer`, request).catch(() => undefined)
      // Whatever looks after matches has to wait as well.
      const forming = () => sql`
        select from pg_locks join pg_stat_activity using (pid)
        where not granted and relation = 'matches'::regclass and query like '%insert into matches%'`
      await expect.poll(forming, { interval: 10 }).not.toHaveLength(0)
      await cluster.kill(doomed)
      await answering
    })
    await holder.end()
    await expect.poll(() => sql`select from pg_locks where relation = 'matches'::regclass`).toHaveLength(0)
    expect(await statusOf(last)).toMatchObject({
      state: 'offered',
      offer: { acceptedCount: 1, hasAccepted: false },
    })
    const answer = await cluster.ask({ method: 'POST', path: '/v1/match/offer', token: last, body })
    expect(answer).toMatchObject({ state: 'matched', matchId: offer.id })
    expect(await statusOf(first)).toMatchObject({ state: 'matched', matchId: offer.id })
  })
})
