import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Session } from '@gameserver/protocol/http'
import { scratchRedis } from '@gameserver/services/scratch'
import { claimMatch, setMatchStatus } from '@gameserver/storage/matches'
import { TestAuthority } from '@gameserver/storage/placement/test-authority'
import { matchQueue } from '@gameserver/storage/queue-pass'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { startPlacementSweep } from './placement-sweep.ts'

/** In the usual database authorities of other tests take what they find. */
const { url: redisUrl } = await scratchRedis()

describe('placement sweep', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi({ REDIS_URL: redisUrl })
    await api.services.redis.flushdb()
  })
  afterAll(() => api.close())

  it('offers a match whose job was lost, and frees the players of one that nobody takes', async () => {
    const { sql } = api.database
    const sessions: Session[] = [await api.login(), await api.login()]
    const join = ({ accessToken }: Session) =>
      api.call('POST', '/v1/match/queue', { token: accessToken, body: { game: api.game } })
    for (const session of sessions) expect((await join(session)).body.state).toBe('queued')
    const id = '11111111-2222-4333-8444-555555555555'
    const room = `${api.game}-0`
    await matchQueue(sql, { game: api.game, mode: 'quick' }, (tickets) => {
      const seats = tickets.flatMap(({ members }) => members.map(({ playerId }) => ({ playerId, team: 0 })))
      const match = { id, game: api.game, mode: 'quick', room, seed: 1, region: null, tickets, seats }
      return { matches: [match], reasons: [] }
    })

    const waiting = () => api.services.placement.explain(id)
    expect(await waiting()).toBeUndefined()
    await sql`update matches set created_at = now() - interval '10 seconds'`
    const sweep = startPlacementSweep(api.services)
    await expect.poll(waiting).toMatchObject({ how: 'new', why: 'no_authority' })
    expect((await join(sessions[0] as Session)).body.code).toBe('in_match')
    const told = await api.call('GET', '/v1/match/status', { token: sessions[0]?.accessToken as string })
    expect(told.body).toMatchObject({
      ...{ state: 'matched', matchId: id, status: 'placing' },
      placing: { why: 'no_authority', since: expect.stringMatching(/^20\d\d-.*Z$/) },
    })
    const text = await api.services.metrics.registry.metrics()
    expect(text).toContain('gameserver_placement_waiting{why="no_authority"} 1')
    expect(text).toContain('gameserver_placement_waiting{why="overloaded"} 0')
    expect(text).toContain('gameserver_placement_handovers{why="no_schema"} 0')
    expect(text).toMatch(/^gameserver_placement_oldest_wait_seconds \d/m)

    await sql`update matches set created_at = now() - interval '121 seconds'`
    const status = async () =>
      (await api.call('GET', '/v1/match/status', { token: sessions[0]?.accessToken as string })).body
    await expect.poll(status).toEqual({ state: 'idle' })
    const { body } = await api.call('GET', `/v1/matches/${id}`, { token: sessions[1]?.accessToken as string })
    expect(body).toMatchObject({ status: 'abandoned', reason: 'not_placed' })
    await expect.poll(waiting).toBeUndefined()
    await sweep.stop()
  })

  it('gives out a match again whose owner died with what Redis knew, and leaves those that have one', async () => {
    const { sql } = api.database
    const { redis, placement } = api.services
    const terms = { games: { [api.game]: '1.0.0' }, leaseMs: 60_000 }
    const [owner, dying] = [
      await TestAuthority.register(redisUrl, terms),
      await TestAuthority.register(redisUrl, terms),
    ]
    const owned = await play(owner)
    const orphan = await play(dying)
    dying.close()
    await redis.flushdb()
    expect(await owner.beat()).toBe('unknown')
    await owner.register()

    const sweptMs = performance.now()
    const sweep = startPlacementSweep(api.services)
    const taken: string[] = []
    let isAlive = true
    const living = live()
    await expect.poll(() => taken, { timeout: 45_000 }).toEqual([`takeover ${orphan}`])
    // Long enough for an owner that lives to have come back.
    expect(performance.now() - sweptMs).toBeGreaterThan(9_500)
    expect(await claimMatch(sql, { matchId: orphan, authorityId: owner.id })).toMatchObject({
      epoch: 2,
      isOpen: true,
    })
    await sweep.stop()
    isAlive = false
    await living
    expect(await placement.forgotten([owned, orphan, randomUUID()])).toHaveLength(1)
    expect((await sql`select epoch from matches where id = ${owned}`)[0]).toEqual({ epoch: 1 })
    owner.close()

    async function live(): Promise<void> {
      for (; isAlive; await sleep(200)) {
        const answer = await owner.beat()
        expect(answer).toMatchObject({ lost: [] })
        if (answer !== 'unknown') taken.push(...answer.taken.map(({ matchId, how }) => `${how} ${matchId}`))
      }
    }

    async function play(authority: TestAuthority): Promise<string> {
      const matchId = randomUUID()
      await sql`insert into matches (id, game, mode, room, seed)
        values (${matchId}, ${api.game}, 'quick', ${`${api.game}-${matchId}`}, 1)`
      await placement.add({ matchId, game: api.game })
      await expect.poll(async () => (await authority.take()).map((taken) => taken.matchId)).toEqual([matchId])
      await claimMatch(sql, { matchId, authorityId: authority.id })
      await setMatchStatus(sql, { matchId, epoch: 1, status: 'waiting' })
      await setMatchStatus(sql, { matchId, epoch: 1, status: 'running' })
      return matchId
    }
  }, 90_000)
})
