import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectPostgres, isPostgresAway, ownersIdleMsMax } from './postgres.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'

describe('a connection to Postgres', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase({ migrated: false })
  })
  afterAll(() => database.drop())

  it('gives up a query, a transaction and a wait for the pool after the deadline', async () => {
    const sql = connectPostgres(database.url, { connectionsMax: 2, timeoutMs: 150 })
    const attempts = await Promise.allSettled([
      sql`select pg_sleep(8)`,
      sql.begin((transaction) => transaction`select pg_sleep(8)`),
      sql`select 1`,
    ])
    for (const attempt of attempts) {
      expect(attempt.status).toBe('rejected')
      expect(isPostgresAway((attempt as PromiseRejectedResult).reason)).toBe(true)
    }
    await sql.end({ timeout: 0 })
  })

  it('tells a refusal from an outage', async () => {
    const refusal = await database.sql`select nonsense`.catch((error: unknown) => error)
    expect(isPostgresAway(refusal)).toBe(false)
    const away = connectPostgres('postgres://nobody@127.0.0.1:1/nothing')
    expect(isPostgresAway(await away`select 1`.catch((error: unknown) => error))).toBe(true)
    await away.end({ timeout: 0 })
  })

  it('of who owns matches, lets go of the locks of one that has vanished before the successor gives up', async () => {
    const { url, sql } = database
    await sql`create table owned (id int primary key, epoch int not null)`
    await sql`insert into owned values (1, 1)`
    const owner = connectPostgres(url, { connectionsMax: 1, idleInTransactionMsMax: ownersIdleMsMax })
    let vanished: Promise<unknown> = Promise.resolve()
    await new Promise<void>((locked) => {
      vanished = owner.begin(async (transaction) => {
        await transaction`update owned set epoch = 7`
        locked()
        await new Promise(() => {})
      })
    })
    const told = vanished.catch((error: unknown) => error)
    const [row] = await sql`update owned set epoch = epoch + 1 returning epoch`
    expect(row).toEqual({ epoch: 2 })
    expect(isPostgresAway(await told)).toBe(true)
    const [setting] = await sql`show idle_in_transaction_session_timeout`
    expect(setting).toEqual({ idle_in_transaction_session_timeout: '10s' })
    await owner.end({ timeout: 0 })
  })

  it('composes queries of fragments', async () => {
    const { sql } = database
    const rows = await sql`select ${sql`1 as one`}, ${2}::int as two`
    expect([...rows]).toEqual([{ one: 1, two: 2 }])
  })

  it('passes arrays of any text and number', async () => {
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\u0000'))
    await fc.assert(
      fc.asyncProperty(fc.array(text), fc.array(fc.double({ noNaN: true })), async (texts, numbers) => {
        const [row] = await database.sql`
          select to_json(${texts}::text[]) as texts, (select array_agg(n)::text from unnest(${numbers}::float8[]) n) as numbers`
        expect(row?.texts).toEqual(texts)
        const read = (row?.numbers ?? '{}').slice(1, -1).split(',').filter(Boolean).map(Number)
        expect(read).toEqual(numbers.map((number) => (Object.is(number, -0) ? expect.closeTo(0) : number)))
      }),
      { numRuns: 50 },
    )
  })
})
