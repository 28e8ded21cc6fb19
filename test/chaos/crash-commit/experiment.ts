import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { type OwnServices, startOwnServices } from '@gameserver/services/own-services'
import { runMigrations } from '@gameserver/storage/migrate'
import { connectPostgres } from '@gameserver/storage/postgres'
import { migrationsDirectory } from '@gameserver/storage/testing'
import type { Experiment } from '../experiment.ts'
import { outcomeOf } from '../fault-outcome.ts'
import type { Report } from '../report.ts'
import { type CrashCommitReport, crashCommit } from './crash-commit.ts'

/** Nobody plays here, so that there is no LiveKit; and what was committed must be there after a kill. */
const environment = {
  ...process.env,
  DATABASE_URL: undefined,
  REDIS_URL: undefined,
  LIVEKIT_URL: 'ws://127.0.0.1:9',
  LIVEKIT_API_KEY: 'none',
  LIVEKIT_API_SECRET: 'none',
}

/** Deaths of other kinds, each so often for a hundred processes that are killed. */
const othersPerHundred = { cut: 12, terminated: 12, crashed: 6, vanished: 2 }

export const crashCommitExperiment: Experiment = {
  name: 'crash-commit',
  summary:
    'kill -9 of who commits or settles a result, at each step: result, rating and reward are there once',
  async run({ times, folder, progress }) {
    const services: OwnServices = await startOwnServices(environment, progress, { durable: true })
    try {
      await migrate(services.urls.databaseUrl)
      const others = Object.fromEntries(
        Object.entries(othersPerHundred).map(([blow, share]) => [blow, Math.ceil((share * times) / 100)]),
      )
      const log = join(folder, 'crash-commit', 'deaths.log')
      const note = (text: string) => appendFileSync(log, `${new Date().toISOString()} ${text}\n`)
      const report = await progress.during(`crash-commit: ${times} processes are killed`, () =>
        crashCommit({ ...services.urls, times, others, note }),
      )
      return outcomeOf(reportOf(report), times)
    } finally {
      await services.stop()
    }
  },
}

async function migrate(databaseUrl: string): Promise<void> {
  const sql = connectPostgres(databaseUrl, { connectionsMax: 1, timeoutMs: 0 })
  await runMigrations(sql, migrationsDirectory)
  await sql.end()
}

function reportOf(found: CrashCommitReport): Report {
  const { matches, killed, messages, points, others, survived, resultsMissing, resultsRepeated, ...audit } =
    found
  const sum = (counts: Record<string, number>) =>
    Object.values(counts).reduce((total, count) => total + count, 0)
  const byTransaction = (name: string, counts: Record<string, number>) =>
    Object.entries(counts).map(([transaction, count]) => [`${name}In_${transaction}`, count])
  return {
    fault: 'crash-commit',
    times: sum(killed),
    matchesLost: 0,
    playersDisconnected: 0,
    gapMs: { p50: 0, p99: 0, max: 0 },
    ticksLost: 0,
    inputsLost: 0,
    chatLost: 0,
    chatRepeated: 0,
    resultsMissing,
    resultsRepeated,
    findings: {
      matches,
      ...Object.fromEntries([
        ...byTransaction('killed', killed),
        ...byTransaction('points', points),
        ...byTransaction('messages', messages),
        ...Object.entries(others),
      ]),
      survived,
      ...audit,
    },
  }
}
