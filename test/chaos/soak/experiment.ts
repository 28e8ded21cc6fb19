import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Experiment, RunOptions } from '../experiment.ts'
import { tallyGame } from '../games/tally/tally.ts'
import { ChaosStack } from '../stack/chaos-stack.ts'
import { isResting } from './rests.ts'
import { SlowestMatch } from './slowest-match.ts'
import { SoakPlayers } from './soak-players.ts'
import { brokenSoakPromises, formatSoakReport, makeSoakReport, type SoakReport } from './soak-report.ts'
import { UsageWatch } from './usage-watch.ts'

const matchSeconds = 25
const sampleEveryMs = 5_000

/** Nothing goes wrong, for long: matches come and go, and nothing of them may stay. */
export const soakExperiment: Experiment = {
  name: 'soak',
  isLong: true,
  summary: 'matches come and go for --minutes: memory, threads and open files of the authorities stay level',
  async run(options) {
    if (process.platform !== 'linux') throw new Error('what processes take is read from /proc of Linux')
    const { progress, folder } = options
    const env = { GAME_SETTINGS: `${tallyGame.id}.seconds=${matchSeconds}`, LINGER_MS: '1000' }
    const stack = await ChaosStack.start({ games: [tallyGame.id], env, progress })
    try {
      const report = await soak(stack, options)
      return { report, text: formatSoakReport(report), broken: brokenSoakPromises(report) }
    } finally {
      stack.keepLogs(join(folder, 'soak'))
      await stack.stop()
    }
  },
}

async function soak(stack: ChaosStack, options: RunOptions): Promise<SoakReport> {
  const { minutes, matches, players, progress, signal } = options
  await stack.makeWhole()
  const folder = join(options.folder, 'soak')
  const note = (text: string) =>
    appendFileSync(join(folder, 'soak.log'), `${new Date().toISOString()} ${text}\n`)
  const watch = new UsageWatch(stack.hosts)
  const slowest = new SlowestMatch(stack.addresses.authorityUrls)
  const crew = new SoakPlayers({
    ...{ apiUrl: stack.addresses.apiUrl, players: matches * players, playersPerMatch: players },
    ...{ staggerMs: (matchSeconds * 1_000) / matches, folder, note },
  })
  const runMs = minutes * 60_000
  const beganMs = performance.now()
  const passedMs = () => performance.now() - beganMs
  try {
    await progress.during(`soak: matches come and go for ${minutes} minutes`, async () => {
      while (!signal.aborted) {
        crew.check()
        crew.rest(isResting(passedMs(), runMs))
        watch.note(passedMs())
        await slowest.look()
        if (passedMs() >= runMs) break
        await sleep(sampleEveryMs - (passedMs() % sampleEveryMs), undefined, { signal }).catch(() => {})
      }
    })
    const counts = await countMatches(stack)
    const idle = await idleAmong(stack, [...watch.series.keys()])
    for (const [name, series] of watch.series) note(`${name} ${JSON.stringify(series)}`)
    return makeSoakReport({
      ...counts,
      idle,
      minutes: passedMs() / 60_000,
      processesStarted: watch.started,
      series: watch.series,
      ticksPerSecondMin: slowest.ticksPerSecond,
    })
  } finally {
    crew.end()
  }
}

async function countMatches({ sql }: ChaosStack): Promise<{ matches: number; matchesLost: number }> {
  const [counts] = await sql<{ matches: number; matchesLost: number }[]>`
    select count(*) filter (where status = 'ended')::int as matches,
      count(*) filter (where status = 'abandoned')::int as "matchesLost"
    from matches`
  return counts ?? { matches: 0, matchesLost: 0 }
}

/** Names of authority processes that have had no match: spares. */
async function idleAmong({ sql }: ChaosStack, names: readonly string[]): Promise<string[]> {
  const owners = await sql<{ authorityId: string }[]>`
    select distinct authority_id as "authorityId" from matches where authority_id is not null`
  const busy = new Set(owners.map(({ authorityId }) => authorityId.split('/')[1]))
  return names.filter((name) => !name.endsWith('/supervisor') && !busy.has(name.split('/')[1]))
}
