import { join } from 'node:path'
import { runMigrations } from '@gameserver/storage/migrate'
import { Command } from 'commander'
import { createProgress } from '../progress.ts'
import { repository } from '../repository.ts'
import { seed } from '../seed/seed.ts'
import { withDatabase } from '../with-database.ts'

export const seedCommand = new Command('seed')
  .description('adds guest players, ended matches and scores, to look at')
  .option('--players <count>', 'how many players', Number, 24)
  .option('--matches <count>', 'how many matches', Number, 40)
  .action(async ({ players, matches }: { players: number; matches: number }) => {
    const progress = createProgress()
    await progress.during('seeding', () =>
      withDatabase(async (sql) => {
        await runMigrations(sql, join(repository, 'migrations'))
        await seed(sql, { players, matches })
      }),
    )
    progress.line(`${players} players and ${matches} ended matches are in the database`)
  })
