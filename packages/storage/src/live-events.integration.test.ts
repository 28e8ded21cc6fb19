import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LiveEvent } from '@gameserver/protocol/live-events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isBefore, type LiveCursor } from './live-cursor.ts'
import {
  addLiveEvents,
  liveHorizon,
  type NewLiveEvent,
  readLiveEvents,
  readMissedEvents,
  removeOldLiveEvents,
} from './live-events.ts'
import { connectPostgres, type Sql } from './postgres.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'

describe('live events', () => {
  let database: TestDatabase
  let sql: Sql
  /** Many at once: each open transaction holds a connection. */
  let writers: Sql
  beforeAll(async () => {
    database = await createTestDatabase()
    sql = database.sql
    writers = connectPostgres(database.url, { connectionsMax: 20, timeoutMs: 20_000 })
  })
  afterAll(async () => {
    await writers.end({ timeout: 1 })
    await database.drop()
  })

  const left = (playerId: string, mode: string): NewLiveEvent => {
    return { playerId, kind: 'queue.left', game: 'arena', mode, reason: 'left' }
  }
  const add = (...events: NewLiveEvent[]) => sql.begin((transaction) => addLiveEvents(transaction, events))
  const modes = (events: readonly { event: LiveEvent }[] | undefined) =>
    events?.map(({ event }) => 'mode' in event && event.mode)
  const missed = async (playerId: string, after: LiveCursor, limit = 100) =>
    readMissedEvents(sql, { playerId, after, upTo: await settledHorizon(), limit })
  /** Other test files write on the same server: their transactions hold the horizon back. */
  async function settledHorizon(): Promise<LiveCursor> {
    const [row] = await sql<{ next: string }[]>`select pg_current_xact_id() as next`
    const horizonXid = async () => (await liveHorizon(sql)).xid
    await expect.poll(horizonXid, { interval: 10 }).toBeGreaterThan(BigInt(row?.next as string))
    return liveHorizon(sql)
  }

  it('tells what a committed transaction says, in its order, with its time', async () => {
    const [ada, bo] = [randomUUID(), randomUUID()]
    const start = await liveHorizon(sql)
    await add(left(ada, 'a "quoted" \\ mode'), left(bo, 'other'), left(ada, 'second'))
    const rolledBack = sql.begin(async (transaction) => {
      await addLiveEvents(transaction, [left(ada, 'never')])
      throw new Error('no')
    })
    await expect(rolledBack).rejects.toThrow('no')
    const events = await missed(ada, start)
    expect(modes(events)).toEqual(['a "quoted" \\ mode', 'second'])
    expect(events?.[0]?.event).toEqual({
      kind: 'queue.left',
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      game: 'arena',
      mode: 'a "quoted" \\ mode',
      reason: 'left',
    })
    expect(modes(await missed(ada, events?.[0]?.cursor as LiveCursor))).toEqual(['second'])
    expect(modes(await missed(ada, start, 1))).toEqual(['a "quoted" \\ mode'])
  })

  it('misses none of hundreds whose transactions commit in another order than they began', async () => {
    const players: string[] = Array.from({ length: 10 }, () => randomUUID())
    const start = await liveHorizon(sql)
    let after = start
    let isWriting = true
    const read: { cursor: LiveCursor; playerId: string; event: LiveEvent }[] = []
    /** What a reader by id alone would have read: the flaw that the order by transactions is there for. */
    const readById: string[] = []
    let lastId = '0'
    const readOn = async () => {
      const { events, upTo } = await readLiveEvents(sql, { after, limit: 50 })
      after = upTo
      read.push(...events.filter(({ playerId }) => players.includes(playerId)))
      const byId = await sql<{ id: string; playerId: string }[]>`
        select id, player_id as "playerId" from live_events where id > ${lastId} order by id`
      lastId = byId.at(-1)?.id ?? lastId
      readById.push(...byId.filter(({ playerId }) => players.includes(playerId)).map(({ id }) => id))
    }
    const reading = (async () => {
      while (isWriting) await readOn()
    })()
    const written = 400
    await Promise.all(
      Array.from({ length: written }, (_, number) =>
        writers.begin(async (transaction) => {
          const playerId = players[number % players.length] as string
          await addLiveEvents(transaction, [left(playerId, `${number}`)])
          await sleep(number % 7 === 0 ? 60 : Math.random() * 5)
        }),
      ),
    )
    isWriting = false
    await reading
    const end = await settledHorizon()
    while (isBefore(after, end)) await readOn()

    const inOrder = Array.from({ length: written }, (_, number) => `${number}`).sort()
    expect(modes(read)?.sort()).toEqual(inOrder)
    for (const [at, { cursor }] of read.entries()) {
      const before = read[at - 1]
      if (before) expect(isBefore(before.cursor, cursor)).toBe(true)
    }
    expect(readById.length, 'a plain id cursor loses some').toBeLessThan(written)
    const ofOne = read.filter(({ playerId }) => playerId === players[3])
    expect(await missed(players[3] as string, start)).toEqual(ofOne)
  })

  it('knows when it cannot say what was missed', async () => {
    const ada = randomUUID()
    const start = await liveHorizon(sql)
    await add(left(ada, 'old'))
    await add(left(ada, 'new'))
    const cursors = (await missed(ada, start))?.map(({ cursor }) => cursor) as [LiveCursor, LiveCursor]
    const another = { xid: start.xid + 1_000_000n, id: 0n }
    expect(await missed(ada, another)).toBeUndefined()
    expect(await missed(ada, await liveHorizon(sql))).toEqual([])

    await sql`update live_events set created_at = now() - interval '25 hours' where not (player_id = ${ada} and body ->> 'mode' = 'new')`
    const remove = () => removeOldLiveEvents(sql, { keptHours: 24, limit: 100_000 })
    expect(await remove()).toBeGreaterThan(0)
    expect(await remove()).toBe(0)
    expect(await missed(ada, start)).toBeUndefined()
    expect(modes(await missed(ada, cursors[0]))).toEqual(['new'])
    expect(await missed(ada, cursors[1])).toEqual([])
  })

  it('finds both kinds of reader an index', async () => {
    await sql`
      insert into live_events (player_id, kind, body)
      select gen_random_uuid(), 'queue.left', '{}' from generate_series(1, 20000)`
    await sql`analyze live_events`
    const planOf = (rows: readonly { 'QUERY PLAN'?: string }[]) =>
      rows.map((row) => row['QUERY PLAN']).join('\n')
    const tail = await sql`
      explain select from live_events where (xid, id) > ('1'::xid8, 0) and xid < pg_snapshot_xmin(pg_current_snapshot())
      order by xid, id limit 10`
    expect(planOf(tail)).toContain('using live_events_pkey')
    const resumed = await sql`
      explain select from live_events where player_id = ${randomUUID()} and (xid, id) > ('1'::xid8, 0)
      order by xid, id limit 10`
    expect(planOf(resumed)).toContain('using live_events_of_player')
  })
})
