import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts } from '@gameserver/services/ports'
import { poll } from '@gameserver/services/process/poll'
import type { Progress } from '@gameserver/services/progress'
import type { StackAddresses } from '@gameserver/services/stack/addresses'
import { Stack } from '@gameserver/services/stack/stack'
import {
  makeThrowawayFolder,
  removeAbandonedFolders,
  removeThrowawayFolder,
} from '@gameserver/services/throwaway-folder'
import { connectPostgres, type Sql } from '@gameserver/storage/postgres'
import { connectRedis, type Redis } from '@gameserver/storage/redis'
import { bundleGame } from './bundle-game.ts'
import { Program } from './program.ts'

const hostCount = 2
const wholeMsMax = 60_000
/** Where nobody is to stand by nobody is waited for any longer. */
const guardedMsMax = 15_000
const answerMsMax = 2_000
/** A drain ends when the last match has been handed over, or after this. */
const drainMs = 20_000

/** Where a match is: the process that has it, and the host that this is part of. */
export interface Owner {
  host: Program
  pid: number
  epoch: number
}

export interface ChaosStackOptions {
  /** Games of test/chaos/games, which are the only ones there are. */
  games: readonly string[]
  /** Over what is usual here, and the process's own. */
  env?: NodeJS.ProcessEnv
  progress: Progress
}

/** Postgres, Valkey, LiveKit, the API and two authority hosts on ports of their own, each of which can be ended and started again. */
export class ChaosStack {
  readonly addresses: StackAddresses
  readonly sql: Sql
  readonly redis: Redis
  readonly postgres: Program
  readonly valkey: Program
  readonly livekit: Program
  readonly api: Program
  /** Each a supervisor with its authority processes. */
  readonly hosts: readonly Program[]
  readonly #stack: Stack
  readonly #stateFolder: string
  /** How many authority processes each host had when all was well. */
  #processesOf: readonly number[] = []

  static async start({ games, env = {}, progress }: ChaosStackOptions): Promise<ChaosStack> {
    await removeAbandonedFolders()
    const stateFolder = makeThrowawayFolder()
    const stack = new Stack({
      stateFolder,
      ports: await freePorts(hostCount),
      // What was committed must be there after a kill.
      durable: true,
      withArcade: false,
      reloadsGames: false,
      env: { ...usualEnvironment(stateFolder), ...process.env, ...ownServices, ...env },
      progress,
    })
    try {
      const gamesFolder = join(stateFolder, 'games')
      for (const game of games) await bundleGame(game, gamesFolder)
      const started = new ChaosStack(stack, stateFolder, await stack.start())
      started.#processesOf = started.hosts.map((host) => host.children().length)
      return started
    } catch (error) {
      await stack.stop()
      // What still writes into it is ended with this process; the next run removes it then.
      await removeThrowawayFolder(stateFolder).catch(() => {})
      throw error
    }
  }

  private constructor(stack: Stack, stateFolder: string, addresses: StackAddresses) {
    this.#stack = stack
    this.#stateFolder = stateFolder
    this.addresses = addresses
    const { apiUrl, authorityUrls, databaseUrl, redisUrl, livekitUrl } = addresses
    this.sql = connectPostgres(databaseUrl, { connectionsMax: 3 })
    this.redis = connectRedis(redisUrl)
    const { services, applications } = stack
    this.postgres = new Program('postgres', services, () => succeeds(this.sql`select 1`))
    this.valkey = new Program('valkey', services, () => succeeds(this.redis.ping()))
    this.livekit = new Program('livekit', services, () => answers(livekitUrl.replace(/^ws/, 'http')))
    this.api = new Program('api', applications, () => answers(`${apiUrl}/ready`))
    this.hosts = authorityUrls.map(
      (url, index) => new Program(`authority-${index + 1}`, applications, () => answers(`${url}/ready`)),
    )
  }

  /** Undefined while the match has none that runs: it waits for one, or is over. */
  async ownerOf(matchId: string): Promise<Owner | undefined> {
    const [row] = await this.sql<{ authorityId: string | null; epoch: number }[]>`
      select authority_id as "authorityId", epoch from matches where id = ${matchId} and ended_at is null`
    const pid = pidOf(row?.authorityId ?? '')
    const host = this.hosts.find((host) => host.isRunning && host.processes().includes(pid))
    return row && host && { host, pid, epoch: row.epoch }
  }

  /** The process with the most of these matches, and which they are; undefined when none has an owner. */
  async busiest(matchIds: readonly string[]): Promise<(Owner & { matchIds: string[] }) | undefined> {
    const owned = new Map<number, Owner & { matchIds: string[] }>()
    for (const matchId of matchIds) {
      const owner = await this.ownerOf(matchId)
      if (!owner) continue
      const others = owned.get(owner.pid)
      if (others) others.matchIds.push(matchId)
      else owned.set(owner.pid, { ...owner, matchIds: [matchId] })
    }
    return [...owned.values()].sort((a, b) => b.matchIds.length - a.matchIds.length)[0]
  }

  /** Those of the matches that the host's processes have. */
  async onHost(host: Program, matchIds: readonly string[]): Promise<string[]> {
    const owners = await Promise.all(matchIds.map((matchId) => this.ownerOf(matchId)))
    return matchIds.filter((_, index) => owners[index]?.host === host)
  }

  /** How many owners each match has had. */
  async epochs(matchIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.sql<{ id: string; epoch: number }[]>`
      select id, epoch from matches where id = any(${[...matchIds]}::uuid[])`
    return new Map(rows.map(({ id, epoch }) => [id, epoch]))
  }

  /**
   * Starts what has ended, and waits until all is as it was at first: each host has as many processes, none of them still rehearses, and
   * somebody stands by for each match.
   */
  async makeWhole(): Promise<void> {
    const programs = [this.postgres, this.valkey, this.livekit, this.api, ...this.hosts]
    await Promise.all(programs.map((program) => program.startAgain()))
    await Promise.all(programs.map((program) => program.ready()))
    const areReady = async () =>
      (await this.#readyProcesses()).every((count, index) => count >= (this.#processesOf[index] ?? 1))
    if (!(await poll(areReady, { timeoutMs: wholeMsMax, intervalMs: 250 })))
      throw new Error(`not as many processes are ready as at first within ${wholeMsMax / 1000} s`)
    await poll(() => this.#isGuarded(), { timeoutMs: guardedMsMax, intervalMs: 250 })
  }

  async #readyProcesses(): Promise<number[]> {
    const hosts = await this.#stats()
    return hosts.map(({ processes }) => processes.filter(({ state }) => state === 'ready').length)
  }

  async #isGuarded(): Promise<boolean> {
    const hosts = await this.#stats()
    const matches = sum(hosts.flatMap(({ processes }) => processes.map(({ matches }) => matches)))
    return sum(hosts.map(({ standbys }) => standbys)) >= matches
  }

  #stats(): Promise<StatsOfHost[]> {
    const none = { standbys: 0, processes: [] }
    return Promise.all(this.addresses.authorityUrls.map((url) => statsOf(url).catch(() => none)))
  }

  /** The logs of all processes. */
  keepLogs(folder: string): void {
    mkdirSync(folder, { recursive: true })
    cpSync(join(this.#stateFolder, 'logs'), folder, { recursive: true })
  }

  /** Ends all of it and removes what it wrote. */
  async stop(): Promise<void> {
    this.redis.disconnect()
    await this.sql.end({ timeout: 1 }).catch(() => {})
    for (const host of this.hosts) host.resume()
    await this.#stack.stop()
    await removeThrowawayFolder(this.#stateFolder)
  }
}

/** Of what a host says at /stats. */
interface StatsOfHost {
  standbys: number
  processes: { state: string; matches: number }[]
}

async function statsOf(url: string): Promise<StatsOfHost> {
  const answer = await fetch(`${url}/stats`, { signal: AbortSignal.timeout(answerMsMax) })
  return (await answer.json()) as StatsOfHost
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}

/** An authority's id is `<host name>/<process>/<random>`. */
function pidOf(authorityId: string): number {
  return Number(authorityId.split('/')[1])
}

/** One process with matches and one in reserve, for each host: as many as a machine of two cores has room for. */
function usualEnvironment(stateFolder: string): NodeJS.ProcessEnv {
  return {
    GAMES_FOLDER: join(stateFolder, 'games'),
    AUTHORITY_PROCESSES: '1',
    AUTHORITY_SPARES: '1',
    DRAIN_MS: String(drainMs),
  }
}

/** Faults are for servers of one's own. */
const ownServices = { DATABASE_URL: undefined, REDIS_URL: undefined, LIVEKIT_URL: undefined }

function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(answerMsMax) }).then(
    (response) => response.ok,
    () => false,
  )
}

async function succeeds(work: PromiseLike<unknown>): Promise<boolean> {
  try {
    await work
    return true
  } catch {
    return false
  }
}
