import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sql, Transaction } from './postgres.ts'

/** The files and the database disagree on the past: nothing has been changed. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

interface Migration {
  version: number
  name: string
  checksum: string
  text: string
}

/** Any number will do, as long as nothing else in the database takes the same advisory lock. */
const advisoryLock = 7_205_759_403

/**
 * Applies the files of `directory` (`0001_name.sql`, `0002_…`) that the database has not seen, each in a transaction of
 * its own, and returns their names. Processes that boot together take turns. Pass a connection without deadlines.
 */
export async function runMigrations(sql: Sql, directory: string): Promise<string[]> {
  const migrations = await readMigrations(directory)
  await sql.begin(prepare)
  const applied: string[] = []
  for (const migration of migrations) {
    const isNew = await sql.begin((transaction) => apply(transaction, migration))
    if (isNew) applied.push(migration.name)
  }
  await refuseUnknown(sql, migrations)
  return applied
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name, index) => {
      const version = Number(/^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1])
      if (Number.isNaN(version))
        throw new MigrationError(`${name}: migrations are named 0001_what_it_does.sql`)
      if (version !== index + 1) throw new MigrationError(`${name}: expected number ${index + 1} here`)
      const text = await readFile(join(directory, name), 'utf8')
      return { version, name, checksum: createHash('sha256').update(text).digest('hex'), text }
    }),
  )
}

/** Under the lock as well: `if not exists` fails for the loser when two sessions create a table at once. */
async function prepare(transaction: Transaction): Promise<void> {
  await transaction`select pg_advisory_xact_lock(${advisoryLock})`
  await transaction`
    create table if not exists schema_migrations (
      version integer primary key, name text not null, checksum text not null,
      applied_at timestamptz not null default now()
    )`
}

async function apply(transaction: Transaction, migration: Migration): Promise<boolean> {
  await transaction`select pg_advisory_xact_lock(${advisoryLock})`
  const [applied] = await transaction<{ name: string; checksum: string }[]>`
    select name, checksum from schema_migrations where version = ${migration.version}`
  if (applied !== undefined) {
    if (applied.checksum === migration.checksum) return false
    throw new MigrationError(
      `${migration.name}: changed after it was applied (as ${applied.name}); add a new migration instead`,
    )
  }
  const [newer] = await transaction<{ name: string }[]>`
    select name from schema_migrations where version > ${migration.version} limit 1`
  if (newer !== undefined)
    throw new MigrationError(`${migration.name}: missing, although ${newer.name} is applied`)
  await transaction.unsafe(migration.text)
  await transaction`
    insert into schema_migrations (version, name, checksum)
    values (${migration.version}, ${migration.name}, ${migration.checksum})`
  return true
}

async function refuseUnknown(sql: Sql, migrations: readonly Migration[]): Promise<void> {
  const [unknown] = await sql<{ name: string }[]>`
    select name from schema_migrations where version > ${migrations.length} order by version limit 1`
  if (unknown === undefined) return
  throw new MigrationError(
    `the database has ${unknown.name}, which this version does not know: it is a newer one's`,
  )
}
