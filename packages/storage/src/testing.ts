import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { runMigrations } from './migrate.ts'
import { connectPostgres, type Sql } from './postgres.ts'

export interface TestDatabase {
  url: string
  sql: Sql
  drop(): Promise<void>
}

export const migrationsDirectory = fileURLToPath(new URL('../../../migrations', import.meta.url))

/** What a test asks is not given up because the machine stands still for some seconds. */
const patientTimeoutMs = 20_000

/** A migrated database of the caller's own on the server of DATABASE_URL, so that test files run beside each other. */
export async function createTestDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const server = process.env.DATABASE_URL
  if (!server) throw new Error('DATABASE_URL is not set: run the tests by `npm test`')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await onServer(server, (admin) => admin.unsafe(`create database ${name}`))
  const url = new URL(server)
  url.pathname = name
  if (migrated) await migrate(url.href)
  const sql = connectPostgres(url.href, { connectionsMax: 5, timeoutMs: patientTimeoutMs })
  return {
    url: url.href,
    sql,
    async drop() {
      await sql.end({ timeout: 1 })
      await onServer(server, (admin) => admin.unsafe(`drop database ${name} with (force)`))
    },
  }
}

async function migrate(url: string): Promise<void> {
  await onServer(url, (sql) => runMigrations(sql, migrationsDirectory))
}

async function onServer<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = connectPostgres(url, { connectionsMax: 1, timeoutMs: 0 })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}
