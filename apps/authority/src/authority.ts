import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { ConfigError, livekitIn } from '@gameserver/config'
import { type AnyGame, checkpointSchemas, describe } from '@gameserver/engine'
import { authorityIdentityOf } from '@gameserver/protocol/topics'
import { registerGame } from '@gameserver/storage/games'
import { openAuthorityPlacement } from '@gameserver/storage/placement/authority-placement'
import { connectPostgres, idleMsMax, ownersIdleMsMax, type Sql } from '@gameserver/storage/postgres'
import { connectRedis } from '@gameserver/storage/redis'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import { type AuthorityConfig, settingsByGame } from './config.ts'
import { MeteredJournals } from './journal/metered-journals.ts'
import { IdleCollection } from './operation/idle-collection.ts'
import { createMetrics } from './operation/metrics.ts'
import { type Readiness, readinessBy } from './operation/readiness.ts'
import { type Stats, StatsBoard } from './operation/stats.ts'
import { Host } from './placement/host.ts'
import { LoadMeter } from './placement/load-meter.ts'
import { MatchWatch } from './placement/match-watch.ts'
import { Ownership } from './placement/ownership.ts'
import { PlacementAgent } from './placement/placement-agent.ts'
import { rehearseClaims, rehearseRoom } from './rehearsal/rehearsed-opening.ts'
import { warmUp } from './rehearsal/warm-up.ts'
import { ReplayFolder } from './replay/replay-folder.ts'
import { DesyncFolder } from './snapshot/desync-folder.ts'
import type { Watch } from './spectate/watch.ts'
import type { WorkNote } from './supervisor/work-note.ts'
import { TickClock } from './tick/tick-clock.ts'
import { LivekitApi } from './transport/livekit-api.ts'

/** What does not answer at boot is tried for this long. */
const bootTimeoutMs = 5_000
/** One without our tables yet gets longer: the API is bringing it up to date. */
const migrationTimeoutMs = 30_000

const drainPollMs = 100
/** Where a whole host stops, all its processes have told Redis so by then: none of them is another's successor. */
const hostStopsMs = 150

/** A successor who is not ready by then is not going to be. */
const offerEveryMs = 5_000

/** No tick waits for a query, and a host has many processes: together they stay below the 100 that Postgres takes by itself. */
const databaseConnectionsMax = 4

/** The connections of a spare that asks for nothing are not closed. */
const databaseTouchMs = 0.75 * idleMsMax

export interface Authority {
  readonly metrics: Registry
  stats(): Stats
  readiness(): Promise<Readiness>
  /** A spare takes matches from now on. */
  promote(): void
  /** Plays a game by other rules from now on, or one that was not there before. */
  replaceGame(game: AnyGame): Promise<void>
  /** Takes no more matches, waits for the running ones up to the drain window, and lets go of everything. */
  stop(): Promise<void>
}

/** What a supervisor tells a process of itself. */
export interface AuthorityPlace {
  authorityId: string
  /** The machine or container that it shares with others. */
  host: string
  isSpare: boolean
  /** Others play there meanwhile. */
  isBesideOthers: boolean
  /** Where it notes what it is at. */
  work: WorkNote
}

/** Rejects with a message of one line when it can't start. */
export async function startAuthority(
  config: AuthorityConfig,
  games: readonly AnyGame[],
  log: Logger,
  place?: AuthorityPlace,
): Promise<Authority> {
  const authorityId = place?.authorityId ?? `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`
  const settings = settingsByGame(config, games)
  const { folder } = config.replays
  const replays = folder === undefined ? undefined : new ReplayFolder({ ...config.replays, folder }, log)
  void replays?.sweep()
  const desyncs = config.desyncFolder === undefined ? undefined : new DesyncFolder(config.desyncFolder, log)
  const sql = connectPostgres(config.databaseUrl, {
    connectionsMax: databaseConnectionsMax,
    idleInTransactionMsMax: ownersIdleMsMax,
  })
  const redis = connectRedis(config.redisUrl)
  const journals = new MeteredJournals(config.redisUrl)
  const region = config.region ?? null
  const own = livekitIn(region, config.livekit)
  const identity = authorityIdentityOf(authorityId)
  const api = new LivekitApi({ ...own, identity })
  await reachable('databaseUrl', config.databaseUrl, () => registerGames(sql, games))
  await reachable('redisUrl', config.redisUrl, () => redis.ping())
  await reachable('livekit.url', own.url, () => api.check())
  await Promise.all([
    rehearseGames(config, games, log, place),
    config.warmUpMs > 0 && rehearseRoom({ api, log }),
  ])

  const watches = new Set<Watch>()
  const ownership = new Ownership(config.leaseMs)
  const clock = new TickClock(undefined, () => ownership.isSure)
  const load = new LoadMeter(() => clock.takeLateMs())
  const board = new StatsBoard(config.capacity, load)
  const host = new Host({
    authorityId,
    hosting: {
      region,
      livekitIn: (of) =>
        of === region ? api : new LivekitApi({ ...livekitIn(of, config.livekit), identity }),
      sql,
      journals,
      clock,
      whenSure: (run) => ownership.whenSure(run),
      log,
      windows: config,
      replays,
      desyncs,
      watches,
      tellsFaults: config.reloadGames,
      work: place?.work,
    },
    games,
    settings,
    ended(match) {
      board.ended(match)
      collection.matchEnded()
    },
    placement: {
      offer: (matchId) => agent.offer(matchId),
      turn: (matchId) => agent.turn(matchId),
      yield: (matchId) => agent.yield(matchId),
      ready: (matchId) => agent.ready(matchId),
    },
  })
  const collection = new IdleCollection(() => host.size === 0)
  const watch = new MatchWatch({ sql, log, watchers: () => host.running })
  const agent: PlacementAgent = new PlacementAgent({
    authority: {
      ...{
        id: authorityId,
        host: place?.host ?? hostname(),
        region,
        capacity: config.capacity,
        standbysMax: config.standbys,
        leaseMs: config.leaseMs,
      },
      games: Object.fromEntries(games.map((game) => [game.id, checkpointSchemas(game)])),
    },
    placement: openAuthorityPlacement(config.redisUrl, authorityId, () => agent.wake()),
    ...{ host, ownership, load, log },
    isSpare: place?.isSpare ?? false,
  })
  let isStopping = false
  const checks = { postgres: () => sql`select 1`, redis: () => redis.ping(), livekit: () => api.check() }
  const touch = () => rehearseClaims(sql, authorityId).catch(() => {})
  await touch()
  const touching = setInterval(touch, databaseTouchMs)
  agent.start()

  return {
    metrics: createMetrics(() => board.of(host), journals),
    stats: () => board.of(host),
    readiness: () => readinessBy(checks, isStopping),
    promote: () => agent.promote(),
    async replaceGame(game) {
      await registerGame(sql, describe(game))
      host.replaceGame(game)
      agent.addGame(game.id, checkpointSchemas(game))
    },
    async stop() {
      isStopping = true
      host.drain()
      agent.drain()
      const deadlineMs = performance.now() + config.drainMs
      const isBusy = () => host.size > 0 || watches.size > 0
      const disturbs = async () => host.isInRooms && (await agent.hostYields().catch(() => false))
      if (isBusy() || host.isInRooms) await sleep(hostStopsMs)
      const offering = setInterval(() => host.offerAll(), offerEveryMs)
      host.offerAll()
      while ((isBusy() || (await disturbs())) && performance.now() < deadlineMs) await sleep(drainPollMs)
      clearInterval(offering)
      const left = [...host.running]
      watch.stop()
      collection.stop()
      clearInterval(touching)
      await Promise.all([...left.map((running) => running.abandonToOthers()), host.withdraw()])
      await agent.close()
      await Promise.all([...watches].map((show) => show.close()))
      await replays?.settled()
      redis.disconnect()
      journals.close()
      await sql.end({ timeout: 1 })
    },
  }
}

/** Of a core, while others play on the same machine: a whole one would be felt in all their matches. */
const cpuShareBesideOthers = 0.25
/** Well below what a supervisor waits for a process that is heard of to be ready. */
const wallMsMaxBesideOthers = 60_000

/** On the clock it may take longer than of CPU, but no longer than a supervisor bears with a process that is silent meanwhile. */
function rehearseGames(
  { gamesFolder: folder, warmUpMs, heartbeatTimeoutMs }: AuthorityConfig,
  games: readonly AnyGame[],
  log: Logger,
  place: AuthorityPlace | undefined,
): Promise<void> {
  const wallMs = Math.min(4 * warmUpMs, warmUpMs + 5 * heartbeatTimeoutMs)
  const terms = { games, folder, cpuMs: warmUpMs, log, work: place?.work }
  if (!place?.isBesideOthers) return warmUp({ ...terms, wallMs })
  const cpuShare = cpuShareBesideOthers
  return warmUp({ ...terms, cpuShare, wallMs: Math.min(wallMs / cpuShare, wallMsMaxBesideOthers) })
}

async function registerGames(sql: Sql, games: readonly AnyGame[]): Promise<void> {
  for (const game of games) await registerGame(sql, describe(game))
}

/** Tries for a while: services start side by side. */
async function reachable(setting: string, url: string, check: () => Promise<unknown>): Promise<void> {
  const startedMs = performance.now()
  for (;;) {
    try {
      await check()
      return
    } catch (error) {
      const timeoutMs = isUnmigrated(error) ? migrationTimeoutMs : bootTimeoutMs
      if (performance.now() - startedMs > timeoutMs)
        throw new ConfigError(`${setting}: ${complaint(error, url)}`)
      await sleep(200)
    }
  }
}

function isUnmigrated(error: unknown): boolean {
  return (error as { code?: string }).code === '42P01'
}

function complaint(error: unknown, url: string): string {
  const { host, pathname } = new URL(url)
  if (isUnmigrated(error)) return `the database at ${host}${pathname} lacks our tables: run the migrations`
  return `cannot use what is at ${host}${pathname}: ${reasonOf(error)}`
}

function reasonOf(error: unknown): string {
  const { message, cause, code } = error as Error & { code?: string }
  return message || code || (cause ? reasonOf(cause) : 'no reason given')
}
