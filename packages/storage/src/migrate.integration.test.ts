import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runMigrations } from './migrate.ts'
import { createTestDatabase, migrationsDirectory, type TestDatabase } from './testing.ts'

describe('runMigrations', () => {
  let database: TestDatabase
  let directory: string
  const directories: string[] = []

  beforeEach(async () => {
    database = await createTestDatabase({ migrated: false })
    directory = await mkdtemp(join(tmpdir(), 'migrations-'))
    directories.push(directory)
    await writeFile(join(directory, '0001_first.sql'), 'create table first (id int);')
    await writeFile(
      join(directory, '0002_second.sql'),
      'create table second (id int); insert into second values (1);',
    )
  })
  afterEach(() => database.drop())
  afterAll(() => Promise.all(directories.map((made) => rm(made, { recursive: true }))))

  it('applies each file once, in order', async () => {
    expect(await runMigrations(database.sql, directory)).toEqual(['0001_first.sql', '0002_second.sql'])
    expect(await runMigrations(database.sql, directory)).toEqual([])
    expect([...(await database.sql`select id from second`)]).toEqual([{ id: 1 }])
  })

  it('lets processes that boot together take turns', async () => {
    const boots = await Promise.all(Array.from({ length: 5 }, () => runMigrations(database.sql, directory)))
    expect(boots.flat().sort()).toEqual(['0001_first.sql', '0002_second.sql'])
  })

  it('leaves nothing of a file that fails', async () => {
    await writeFile(join(directory, '0003_broken.sql'), 'create table third (id int); select nonsense;')
    await expect(runMigrations(database.sql, directory)).rejects.toThrow('nonsense')
    expect([...(await database.sql`select to_regclass('third')::text as third`)]).toEqual([{ third: null }])
  })

  it('refuses a file changed after it was applied', async () => {
    await runMigrations(database.sql, directory)
    await writeFile(join(directory, '0001_first.sql'), 'create table first (id bigint);')
    await expect(runMigrations(database.sql, directory)).rejects.toThrow(
      '0001_first.sql: changed after it was applied',
    )
  })

  it('refuses a gap, among the files and in the database', async () => {
    await runMigrations(database.sql, directory)
    await database.sql`delete from schema_migrations where version = 1`
    await expect(runMigrations(database.sql, directory)).rejects.toThrow('missing, although 0002_second.sql')
    await rename(join(directory, '0002_second.sql'), join(directory, '0003_second.sql'))
    await expect(runMigrations(database.sql, directory)).rejects.toThrow('expected number 2')
  })

  it('refuses a database of a newer version', async () => {
    await runMigrations(database.sql, directory)
    await rm(join(directory, '0002_second.sql'))
    await expect(runMigrations(database.sql, directory)).rejects.toThrow('has 0002_second.sql')
  })

  it("runs the project's own", async () => {
    expect((await runMigrations(database.sql, migrationsDirectory))[0]).toBe('0001_players_and_matches.sql')
  })
})
