import { AuthorityLoad } from './authority-load.ts'
import { Crowd } from './crowd.ts'
import { type BotsOptions, readOptions } from './options.ts'
import { pause } from './pause.ts'
import { ProgressLine } from './progress-line.ts'
import { formatReport, makeReport, type Run, warnings } from './report.ts'

const apiAnswerMsMax = 3_000

/** The longest time a timer can have: 24 days. */
const foreverMs = 2 ** 31 - 1

/** Runs the command and returns its exit code. */
export async function runBots(argv: readonly string[]): Promise<number> {
  try {
    const options = readOptions(argv)
    await checkApi(options.apiUrl)
    const run = await play(options)
    if (run.players.length > 0) show(run, options)
    return 0
  } catch (error) {
    process.stderr.write(`bots: ${(error as Error).message}\n`)
    return 1
  }
}

async function checkApi(apiUrl: string): Promise<void> {
  try {
    await fetch(`${apiUrl}/health`, { signal: AbortSignal.timeout(apiAnswerMsMax) })
  } catch {
    throw new Error(`the API does not answer at ${apiUrl}; npm run up starts it`)
  }
}

async function play(options: BotsOptions): Promise<Run> {
  const line = new ProgressLine()
  const crowd = new Crowd(options, (worker, progress) => line.update(worker, progress, performance.now()))
  const interruption = new AbortController()
  process.on('SIGINT', () => {
    if (interruption.signal.aborted) crowd.kill()
    interruption.abort()
  })
  process.on('SIGTERM', () => interruption.abort())
  try {
    const load = options.withPeople
      ? await playUntilInterrupted(interruption.signal, crowd)
      : await measure(options, crowd, interruption.signal)
    const { reports, persisted } = await crowd.finish()
    return { players: reports, persistedMatches: persisted, load, lossPercent: options.lossPercent }
  } catch (error) {
    crowd.kill()
    throw error
  } finally {
    line.end()
  }
}

async function playUntilInterrupted(interruption: AbortSignal, crowd: Crowd): Promise<undefined> {
  await Promise.race([pause(foreverMs, interruption), crowd.finished])
}

/** The authorities' load from when all bots play until the time is over, or the matches are. */
async function measure(
  { seconds, authorityUrls }: BotsOptions,
  crowd: Crowd,
  interruption: AbortSignal,
): Promise<Run['load']> {
  await crowd.allPlaying(interruption)
  if (interruption.aborted) return undefined
  const before = await AuthorityLoad.read(authorityUrls)
  await Promise.race([pause(seconds * 1000, interruption), crowd.finished])
  const after = await AuthorityLoad.read(authorityUrls)
  return authorityUrls.length > 0 ? { before, after } : undefined
}

function show(run: Run, { json }: BotsOptions): void {
  const report = makeReport(run)
  for (const warning of warnings(report, run)) process.stderr.write(`bots: ${warning}\n`)
  process.stdout.write(`${json ? JSON.stringify(report) : formatReport(report)}\n`)
}
