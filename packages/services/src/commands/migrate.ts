import { join } from 'node:path'
import { runMigrations } from '@gameserver/storage/migrate'
import { Command } from 'commander'
import { createProgress } from '../progress.ts'
import { repository } from '../repository.ts'
import { withDatabase } from '../with-database.ts'

export const migrateCommand = new Command('migrate')
  .description('brings the database up to date: that of DATABASE_URL, else of this checkout')
  .action(async () => {
    const progress = createProgress()
    const applied = await progress.during('migrating', () =>
      withDatabase((sql) => runMigrations(sql, join(repository, 'migrations'))),
    )
    progress.line(applied.length > 0 ? `applied ${applied.join(', ')}` : 'the database is up to date')
  })
