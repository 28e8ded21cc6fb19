import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectPostgres, isPostgresAway, type Sql, type Transaction } from './postgres.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'

/** A process that postgres.js ends is a failed run: vitest reports what nobody has caught. */
describe('a transaction whose connection ends', () => {
  let database: TestDatabase
  let sql: Sql
  beforeAll(async () => {
    database = await createTestDatabase({ migrated: false })
    sql = connectPostgres(database.url, { connectionsMax: 1, timeoutMs: 10_000 })
  })
  afterAll(async () => {
    await sql.end({ timeout: 1 })
    await database.drop()
  })

  async function hangUp(transaction: Transaction): Promise<void> {
    const [row] = await transaction<{ pid: number }[]>`select pg_backend_pid() as pid`
    await database.sql`select pg_terminate_backend(${row?.pid ?? 0})`
    await sleep(100)
  }
  const errorOf = (outcome: Promise<unknown>) =>
    outcome.then(
      () => undefined,
      (error: unknown) => error,
    )

  const works: [string, (transaction: Transaction) => Promise<unknown>][] = [
    [
      'between two statements',
      async (transaction) => {
        await hangUp(transaction)
        return transaction`select 2`
      },
    ],
    [
      'during a statement',
      async (transaction) => {
        const [row] = await transaction<{ pid: number }[]>`select pg_backend_pid() as pid`
        const late = sleep(100).then(() => database.sql`select pg_terminate_backend(${row?.pid ?? 0})`)
        await Promise.all([transaction`select pg_sleep(8)`, late])
      },
    ],
    ['before the commit', hangUp],
    [
      'and that does not mind',
      async (transaction) => {
        await hangUp(transaction)
        for (let count = 0; count < 3; count++) await transaction`select 3`.catch(() => {})
        await transaction.unsafe('select 4').catch(() => {})
      },
    ],
  ]
  it.each(works)('%s is refused, and the next one works', async (_when, work) => {
    expect(isPostgresAway(await errorOf(sql.begin(work)))).toBe(true)
    // The driver may tell of the old connection's end once more, on the new one.
    let rows: unknown = []
    await expect
      .poll(async () => {
        rows = await sql.begin((transaction) => transaction`select 1 as one`)
        return true
      })
      .toBe(true)
    expect(rows).toMatchObject([{ one: 1 }])
  })

  it('is told from one that fails by itself', async () => {
    const failure = await errorOf(
      sql.begin(async (transaction) => {
        await transaction`create table kept (id int)`
        throw new Error('of its own')
      }),
    )
    expect(failure).toMatchObject({ message: 'of its own' })
    expect(
      (await errorOf(sql.begin((transaction) => transaction`select from kept`))) as object,
    ).toMatchObject({
      code: '42P01',
    })
    expect(await sql.begin('read only', async () => 5)).toBe(5)
  })
})
