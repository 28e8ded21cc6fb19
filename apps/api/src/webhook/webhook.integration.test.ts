import { createHash, randomUUID } from 'node:crypto'
import { AccessToken } from 'livekit-server-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../testing/test-api.ts'

describe('LiveKit webhooks', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi()
  })
  afterAll(() => api.close())

  const eventOf = (id: string) =>
    JSON.stringify({
      id,
      event: 'participant_joined',
      createdAt: '1790000000',
      room: { sid: 'RM_1', name: 'arena-0011aabb' },
      participant: { sid: 'PA_1', identity: 'player' },
      unknownField: true,
    })

  async function signature(body: string, secret = api.services.config.livekit.apiSecret): Promise<string> {
    const token = new AccessToken(api.services.config.livekit.apiKey, secret)
    token.sha256 = createHash('sha256').update(body).digest('base64')
    return token.toJwt()
  }

  const send = (body: string, authorization?: string) =>
    api.call('POST', '/v1/webhooks/livekit', {
      body,
      headers: { 'content-type': 'application/webhook+json', ...(authorization && { authorization }) },
    })

  it('records a signed event once, however often it comes', async () => {
    const id = randomUUID()
    const body = eventOf(id)
    const answers = await Promise.all(
      Array.from({ length: 3 }, async () => (await send(body, await signature(body))).status),
    )
    expect(answers).toEqual([204, 204, 204])
    const rows = await api.database
      .sql`select event, room, participant, participant_sid from webhook_events where id = ${id}`
    expect([...rows]).toEqual([
      { event: 'participant_joined', room: 'arena-0011aabb', participant: 'player', participant_sid: 'PA_1' },
    ])
  })

  it('records what a player has named so that Postgres would not take it', async () => {
    const id = randomUUID()
    const body = JSON.stringify({ ...JSON.parse(eventOf(id)), track: { sid: 'TR_1', name: 'a\u0000b' } })
    expect((await send(body, await signature(body))).status).toBe(204)
    const [row] = await api.database.sql`select payload from webhook_events where id = ${id}`
    expect(row?.payload.track.name).toBe('a\ufffdb')
  })

  it('makes it urgent to put out who comes back into the room of a party', async () => {
    const { sql } = api.database
    const [room, player] = ['party-0011aabb', randomUUID()]
    await sql`
      insert into room_evictions (room, player_id, due_at, ends_at)
      select ${room}, player, now() + interval '1 minute', now() + interval '10 minutes'
      from unnest(${[player, randomUUID()]}::uuid[]) player`
    for (const identity of [player, 'nobody of ours', player]) {
      const body = eventOf(randomUUID()).replace('arena-0011aabb', room).replace('"player"', `"${identity}"`)
      expect((await send(body, await signature(body))).status).toBe(204)
    }
    const due = await sql`select player_id as player from room_evictions where due_at <= clock_timestamp()`
    expect([...due]).toEqual([{ player }])
  })

  it('refuses what is not signed, signed otherwise, or changed since', async () => {
    const id = randomUUID()
    const body = eventOf(id)
    const refused = [
      await send(body),
      await send(body, 'nonsense'),
      await send(body, await signature(body, 'another secret of thirty-two bytes')),
      await send(body.replace('player', 'other'), await signature(body)),
    ]
    for (const { status, body: problem } of refused)
      expect([status, problem.code]).toEqual([401, 'invalid_signature'])
    expect(await api.database.sql`select from webhook_events where id = ${id}`).toHaveLength(0)
  })
})
