import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type OutboxEvent, relayOutbox } from './outbox.ts'
import { removeOutdated } from './retention.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'

describe('outbox', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterEach(() => database.sql`delete from outbox`)
  afterAll(() => database.drop())

  const write = (count: number) =>
    database.sql`insert into outbox (topic, payload) select 'test', to_jsonb(n) from generate_series(1, ${count}::int) n`

  it('relays each event to one of several relays at once', async () => {
    await write(250)
    const relayed: unknown[] = []
    const relay = async ({ payload }: OutboxEvent) => void relayed.push(payload)
    await Promise.all(Array.from({ length: 4 }, () => relayOutbox(database.sql, relay)))
    while ((await relayOutbox(database.sql, relay)) > 0);
    expect(new Set(relayed).size).toBe(250)
    expect(relayed).toHaveLength(250)
  })

  it('relays in the order of writing', async () => {
    await write(3)
    const relayed: unknown[] = []
    await relayOutbox(database.sql, async ({ payload }) => void relayed.push(payload))
    expect(relayed).toEqual([1, 2, 3])
  })

  it('keeps what could not be relayed', async () => {
    await write(3)
    const failing = relayOutbox(database.sql, async ({ payload }) => {
      if (payload === 2) throw new Error('no Redis')
    })
    await expect(failing).rejects.toThrow('no Redis')
    expect(await relayOutbox(database.sql, async () => {})).toBe(3)
    expect(await relayOutbox(database.sql, async () => {})).toBe(0)
  })

  it('is cleared of what is long done, and of nothing else', async () => {
    const { sql } = database
    const playerId = randomUUID()
    await write(4)
    await sql`update outbox set relayed_at = now() - interval '8 days' where payload = '1'`
    await sql`update outbox set relayed_at = now() where payload = '2'`
    await sql`update outbox set created_at = now() - interval '80 days' where payload = '3'`
    await sql`insert into players (id, name) values (${playerId}, 'p')`
    await sql`
      insert into sessions (id, player_id, family_hash, token_hash, expires_at)
      select gen_random_uuid(), ${playerId}, 'f', 't', now() - age from unnest(array[interval '8 days', '1 day', '-1 day']) age`
    expect(await removeOutdated(sql)).toEqual({ rows: 2, isMore: false })
    expect(await sql`select from outbox`).toHaveLength(3)
    expect(await sql`select from sessions`).toHaveLength(2)
  })
})
