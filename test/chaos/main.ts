import { join, relative } from 'node:path'
import { createProgress } from '@gameserver/services/progress'
import { repository } from '@gameserver/services/repository'
import { Command, InvalidArgumentError } from 'commander'
import { experiments } from './experiments.ts'
import { runExperiments } from './run-experiments.ts'

interface Options {
  readonly fault?: string[]
  readonly times: number
  readonly matches: number
  readonly players: number
  readonly minutes: number
  readonly json?: true
  readonly list?: true
}

const playersMin = 2
const playersMax = 4

const longOnes = experiments.flatMap(({ name, isLong }) => (isLong ? [name] : [])).join(', ')

const program = new Command('npm run chaos --')
  .description(
    'Starts the services, the API and two authority hosts, lets players play, and has things go wrong. Reports what was lost: ' +
      'the exit code is 1 if that is more than is promised.',
  )
  .option('--fault <names>', `only these, with commas between them (default: all but ${longOnes})`, names)
  .option('--times <count>', 'how often each of them happens', whole, 3)
  .option('--matches <count>', 'matches that run meanwhile', whole, 3)
  .option('--players <count>', `players in each of them, ${playersMin} to ${playersMax}`, seats, 4)
  .option('--minutes <count>', 'how long the soak lasts, or a part of one', minutes, 10)
  .option('--json', 'prints one JSON document: the report, or { reports } if not just one fault is chosen')
  .option('--list', 'says what can go wrong')
  .action(async (options: Options) => {
    if (options.list) list()
    else process.exitCode = await runAll(options)
  })

await program.parseAsync()

function list(): void {
  for (const { name, summary, isLong } of experiments)
    process.stdout.write(`${name.padEnd(18)} ${summary}${isLong ? '; only when it is named' : ''}\n`)
}

/** Returns the exit code. */
async function runAll({ fault, json, ...options }: Options): Promise<number> {
  const folder = join(repository, 'test-artifacts', 'chaos', new Date().toISOString().replaceAll(':', '-'))
  const progress = createProgress()
  const signal = interruption()
  const chosen = experiments.filter(({ name, isLong }) => fault?.includes(name) ?? !isLong)
  const isKept = await runExperiments(
    chosen,
    { ...options, folder, progress, signal },
    {
      json: json === true,
      say: (line) => process.stdout.write(`${line}\n`),
      complain: (line) => process.stderr.write(`${line}\n`),
    },
  )
  process.stderr.write(`what was logged and seen: ${relative(repository, folder)}\n`)
  return isKept ? 0 : 1
}

/** The first Ctrl-C ends the run in order; a second one ends it. */
function interruption(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130)
      process.stderr.write('ending what was started …\n')
      controller.abort()
    })
  }
  return controller.signal
}

function names(text: string): string[] {
  const given = text.split(',').map((name) => name.trim())
  const unknown = given.filter((name) => !experiments.some((experiment) => experiment.name === name))
  if (unknown.length === 0) return given
  const known = experiments.map(({ name }) => name).join(', ')
  throw new InvalidArgumentError(`there is no ${unknown.join(', ')}; there are ${known}`)
}

function whole(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= 1_000) return number
  throw new InvalidArgumentError('must be a whole number from 1 to 1000')
}

function minutes(text: string): number {
  const number = Number(text)
  if (number > 0 && number <= 10_000) return number
  throw new InvalidArgumentError('must be a number up to 10000')
}

function seats(text: string): number {
  const number = whole(text)
  if (number >= playersMin && number <= playersMax) return number
  throw new InvalidArgumentError(`must be from ${playersMin} to ${playersMax}`)
}
