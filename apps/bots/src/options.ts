import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { findGames } from '@gameserver/games/find-games.ts'
import { Command, InvalidArgumentError } from 'commander'

export interface BotsOptions {
  game: string
  players: number
  matches: number
  /** Of the running phase that is measured. */
  seconds: number
  json: boolean
  withPeople: boolean
  processes: number
  apiUrl: string
  authorityUrls: readonly string[]
  /** Of the packets in each direction, in the network that the bots were given; undefined: nothing is known of it. */
  lossPercent?: number
}

/** A bot costs 1 to 2 % of a core; twelve keep a process far from the point where its own timers run late. */
const botsPerProcess = 12

const games = await findGames()

/** Something about the options or the stack that the user can put right; shown as one line. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError'
}

export function readOptions(argv: readonly string[]): BotsOptions {
  const command = new Command('npm run bots --')
    .description('Players that log in, queue and play real matches, and measure what they get.')
    .option('--game <id>', `which game: ${games.map(({ id }) => id).join(', ')}`, 'arena')
    .option('--players <n>', 'bots in all', wholeNumber, 16)
    .option('--matches <n>', 'matches at once, the bots shared out evenly', wholeNumber, 1)
    .option('--seconds <n>', 'how long the running matches are measured', wholeNumber, 20)
    .option('--with-people', 'wait in the queue for a person, and play match after match until Ctrl-C', false)
    .option('--processes <n>', 'processes that the bots are spread over', wholeNumber)
    .option(
      '--loss <percent>',
      'percent of the packets lost each way, in a network and on a stack of their own (Linux, root)',
      Number,
    )
    .option('--burst <packets>', 'how many are lost in a row on average; with --loss')
    .option('--json', 'print the report as one line of JSON', false)
    .option('--api-url <url>', 'the API; otherwise that of the running stack')
    .option('--authority-url <url>', 'an authority, for its load; repeatable', collect, [])
    .parse(argv, { from: 'user' })
  return check(command.opts())
}

type Parsed = Omit<BotsOptions, 'processes' | 'apiUrl' | 'authorityUrls' | 'lossPercent'> & {
  processes?: number
  apiUrl?: string
  authorityUrl: string[]
  loss?: number
  burst?: string
}

/** How packets are lost in a row is the network's affair. */
function check({ apiUrl, authorityUrl, processes, loss, burst: _, ...options }: Parsed): BotsOptions {
  const { players, matches } = options
  const game = games.find(({ id }) => id === options.game)
  if (!game) throw new OptionsError(`no game is called ${options.game}`)
  if (players % matches !== 0)
    throw new OptionsError(`${players} players can't be shared evenly by ${matches} matches`)
  const playersPerMatch = players / matches
  const seatsForBots = options.withPeople ? game.players.max - 1 : game.players.max
  const playersMin = options.withPeople ? 1 : game.players.min
  if (playersPerMatch < playersMin || playersPerMatch > seatsForBots) {
    throw new OptionsError(
      `a match of ${game.id} takes ${playersMin} to ${seatsForBots} bots, not ${playersPerMatch}`,
    )
  }
  const stack = apiUrl ? undefined : runningStack()
  return {
    ...options,
    processes: Math.min(processes ?? defaultProcesses(players), players),
    apiUrl: apiUrl ?? stack?.apiUrl ?? 'http://127.0.0.1:8080',
    authorityUrls: authorityUrl.length > 0 ? authorityUrl : (stack?.authorityUrls ?? []),
    ...(loss !== undefined && { lossPercent: loss }),
  }
}

function defaultProcesses(players: number): number {
  return Math.min(Math.ceil(players / botsPerProcess), availableParallelism())
}

/** Where the stack of this checkout runs, if it does. */
function runningStack(): { apiUrl: string; authorityUrls: string[] } | undefined {
  try {
    return JSON.parse(readFileSync(join(process.cwd(), '.gameserver', 'stack.json'), 'utf8'))
  } catch {
    return undefined
  }
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('must be a whole number above 0')
  return number
}

function collect(url: string, urls: string[]): string[] {
  return [...urls, url]
}
