import { join } from 'node:path'
import { runMigrations } from '@gameserver/storage/migrate'
import { Command } from 'commander'
import { createProgress } from '../progress.ts'
import { repository, stateFolder } from '../repository.ts'
import { type Seeded, seed } from '../seed/seed.ts'
import { readAddresses } from '../stack/addresses.ts'
import { withDatabase } from '../with-database.ts'

interface Options {
  players: number
  matches: number
  json?: boolean
}

export const seedCommand = new Command('seed')
  .description(
    'adds guests, weeks of ended matches and what follows from them, to look at; again: what is missing',
  )
  .option('--players <count>', 'how many players', Number, 40)
  .option('--matches <count>', 'how many matches', Number, 300)
  .option('--json', 'what there is, as JSON')
  .action(async ({ players, matches, json }: Options) => {
    const seeded = await createProgress().during('seeding', () =>
      withDatabase(async (sql) => {
        await runMigrations(sql, join(repository, 'migrations'))
        return seed(sql, { players, matches })
      }),
    )
    process.stdout.write(`${json ? JSON.stringify(seeded, null, 2) : describeSeeded(seeded)}\n`)
  })

function describeSeeded({ players, games, matches, seasonsClosed, party, rooms }: Seeded): string {
  const [first] = players
  const arcadeUrl = readAddresses(stateFolder)?.arcadeUrl ?? 'http://localhost:5173'
  return [
    `${players.length} players; new: ${matches} matches of ${games.join(', ')}, ${seasonsClosed} seasons closed`,
    ...(party ? [`A party has a free place: ${arcadeUrl}/?party=${party}`] : []),
    ...rooms.map(({ name, game, code }) => `A room of ${game} is open, ${name}: ${arcadeUrl}/?room=${code}`),
    ...(first ? [`To be ${first.name}: ${arcadeUrl}/#guest=${first.deviceId}`] : []),
    `The others are guests too, with the device ids seeded-guest-0001 and on: POST /v1/auth/guest takes them.`,
  ].join('\n')
}
