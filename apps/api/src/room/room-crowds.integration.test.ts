import { randomUUID } from 'node:crypto'
import type { Room } from '@gameserver/protocol/rooms'
import { registerGame } from '@gameserver/storage/games'
import type { Sql } from '@gameserver/storage/postgres'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Router } from '../http/router.ts'
import { signAccessToken } from '../login/access-token.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'

interface Member {
  playerId: string
  token: string
}

describe('rooms, asked for by crowds over two processes', () => {
  let api: TestApi
  let apps: Router[]
  let sql: Sql

  beforeAll(async () => {
    api = await startTestApi()
    apps = [api.app, (await api.startPeer()).app]
    sql = api.database.sql
    const players = { min: 2, max: 8 }
    await registerGame(sql, { id: api.game, name: 'Test', version: '1.2.3', description: '', players })
  })
  afterEach(async () => {
    for (const table of ['rooms', 'live_events', 'matches']) await sql`delete from ${sql(table)}`
  })
  afterAll(() => api.close())

  /** Players with sessions, without the work of logging in. */
  async function crowd(count: number): Promise<Member[]> {
    const members = Array.from({ length: count }, () => ({ playerId: randomUUID(), sessionId: randomUUID() }))
    const playerIds = members.map(({ playerId }) => playerId)
    await sql`insert into players (id, name) select id, 'Somebody' from unnest(${playerIds}::uuid[]) as p (id)`
    await sql`
      insert into sessions (id, player_id, family_hash, token_hash, expires_at)
      select id, player_id, '', '', now() + interval '1 hour'
      from unnest(${members.map(({ sessionId }) => sessionId)}::uuid[], ${playerIds}::uuid[]) as s (id, player_id)`
    const secret = api.services.config.jwtSecret
    return Promise.all(
      members.map(async (claims) => ({
        playerId: claims.playerId,
        token: await signAccessToken(claims, secret),
      })),
    )
  }

  const post = async ({ token }: Member, path: string, body: object, nth = 0) => {
    const response = await (apps[nth % apps.length] as Router).request(`/v1/rooms${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const answer = (await response.json()) as { room?: Room; code?: string }
    return { status: response.status, ...answer, told: answer.code ?? 'ok' }
  }
  /** As clients do who are asked to come again. */
  const patiently = async (ask: () => ReturnType<typeof post>) => {
    let answer = await ask()
    while (answer.status === 503) answer = await ask()
    return answer
  }
  const tally = (answers: readonly { told: string }[]) => {
    const counts: Record<string, number> = {}
    for (const { told } of answers) counts[told] = (counts[told] ?? 0) + 1
    return counts
  }
  const seats = async () => {
    const rooms = await sql<{ members: number; seatsTaken: number }[]>`
      select seats_taken as "seatsTaken", (select count(*)::int from room_members m where m.room_id = r.id) as members
      from rooms r where ended_at is null order by members`
    expect(rooms.filter(({ members, seatsTaken }) => members !== seatsTaken)).toEqual([])
    return rooms.map(({ members }) => members)
  }

  it('makes exactly 63 rooms of 8 seats for 500 who find or create', async () => {
    const members = await crowd(500)
    const wanted = { game: api.game, properties: { map: 'desert' }, seatsMax: 8 }
    const answers = await Promise.all(
      members.map((member, nth) => patiently(() => post(member, '/find-or-create', wanted, nth))),
    )
    expect(tally(answers)).toEqual({ ok: 500 })
    expect(await seats()).toEqual([4, ...Array(62).fill(8)])
    expect(new Set(answers.map(({ room }) => room?.id)).size).toBe(63)
    const again = await Promise.all(
      members.slice(0, 20).map((member) => post(member, '/find-or-create', wanted)),
    )
    expect(again.map(({ room }) => room?.id)).toEqual(answers.slice(0, 20).map(({ room }) => room?.id))
  })

  it('keeps who wants one thing apart from who wants another', async () => {
    const members = await crowd(96)
    const answers = await Promise.all(
      members.map((member, nth) => {
        const wanted = { game: api.game, properties: { level: nth % 4 }, seatsMax: 2 + (nth % 3) }
        return patiently(() => post(member, '/find-or-create', wanted, nth >> 2))
      }),
    )
    expect(tally(answers)).toEqual({ ok: 96 })
    // Of each of the twelve kinds eight: four rooms of two, three of three, two of four.
    expect(await seats()).toEqual([
      ...Array(4).fill(2),
      ...Array(16).fill(2),
      ...Array(8).fill(3),
      ...Array(8).fill(4),
    ])
    for (const { room } of answers) expect(room?.seatsTaken).toBeLessThanOrEqual(room?.seatsMax ?? 0)
  })

  it('bears 10,000 joins of one room at once', { timeout: 180_000 }, async () => {
    const [host, ...others] = (await crowd(10_001)) as [Member, ...Member[]]
    const { room } = await post(host, '', { game: api.game })
    const before = process.cpuUsage()
    const answers = await Promise.all(others.map((member, nth) => post(member, `/${room?.id}/join`, {}, nth)))
    // What the work takes, however many others want the machine meanwhile: some 7 s.
    const { user, system } = process.cpuUsage(before)
    const tookSeconds = (user + system) / 1e6
    const counts = tally(answers)
    expect(answers.filter(({ status }) => ![200, 409, 503].includes(status))).toEqual([])
    expect(counts.ok).toBeLessThanOrEqual(7)
    expect(tookSeconds).toBeLessThan(40)
    // Who has heard nothing but that the API is busy may have been seated by then.
    const [taken = 0] = await seats()
    expect(taken).toBeLessThanOrEqual(8)
    expect(taken).toBeGreaterThanOrEqual(1 + (counts.ok ?? 0))
    const [late] = (await crowd(1)) as [Member]
    const last = await patiently(() => post(late, `/${room?.id}/join`, {}))
    expect(last.told).toBe(taken === 8 ? 'room_full' : 'ok')
  })

  it('gives the last seat to one of two', async () => {
    const members = await crowd(60)
    for (let round = 0; round < 20; round++) {
      const [host, one, other] = members.slice(round * 3) as [Member, Member, Member]
      const { room } = await post(host, '', { game: api.game, seatsMax: 2 })
      const answers = await Promise.all(
        [one, other].map((member, nth) => post(member, `/${room?.id}/join`, {}, nth)),
      )
      expect(tally(answers)).toEqual({ ok: 1, room_full: 1 })
    }
  })
})
