import { ConfigError } from '@gameserver/config'
import { Leaderboards } from '@gameserver/storage/leaderboards'
import { runMigrations } from '@gameserver/storage/migrate'
import { openPlacementQueue } from '@gameserver/storage/placement/placement-queue'
import { PlayerChanges } from '@gameserver/storage/player-changes'
import { PlayerNames } from '@gameserver/storage/player-names'
import { connectPostgres } from '@gameserver/storage/postgres'
import { connectImpatientRedis } from '@gameserver/storage/redis'
import { ScoreWriter } from '@gameserver/storage/score-writer'
import type { Logger } from 'pino'
import type { ApiConfig } from './config.ts'
import { LiveHub } from './live/live-hub.ts'
import { OpenSessions } from './login/open-sessions.ts'
import { VerifiedTokens } from './login/verified-tokens.ts'
import { createMetrics } from './operation/metrics.ts'
import { tellPlacement } from './operation/placement-metrics.ts'
import { MatchingRules } from './queue/matching-rules.ts'
import { withoutServerGames } from './server/authority-placement.ts'
import { ClaimDesk } from './server/claim-desk.ts'
import type { Services } from './services.ts'

/** For how long Postgres and Redis may not answer before they are away. */
export interface Patience {
  queryTimeoutMs: number
  commandTimeoutMs: number
}

/** Together below a second: clients are promised an answer by then. */
const patienceMax: Patience = { queryTimeoutMs: 650, commandTimeoutMs: 300 }

/** How long Redis may take to answer for the first time. */
const reachMsMax = 3_000

/** One for each loop. */
const loopConnections = 15

/** Connects, checks that everything answers, and migrates. Throws ConfigError naming the setting that leads nowhere. */
export async function boot(
  config: ApiConfig,
  log: Logger,
  isStopping: () => boolean,
  { queryTimeoutMs, commandTimeoutMs } = patienceMax,
): Promise<Services & { close(): Promise<void> }> {
  await prepareDatabase(config, log)
  const redis = connectImpatientRedis(config.redisUrl, { commandTimeoutMs })
  await withinBoot(() => redis.ping()).catch((error: Error) => {
    redis.disconnect()
    throw new ConfigError(`redisUrl: cannot reach Redis at ${placeOf(config.redisUrl)}: ${error.message}`)
  })
  const sql = connectPostgres(config.databaseUrl, {
    connectionsMax: config.databaseConnectionsMax,
    timeoutMs: queryTimeoutMs,
  })
  const loopSql = connectPostgres(config.databaseUrl, { connectionsMax: loopConnections })
  const placement = withoutServerGames(openPlacementQueue(config.redisUrl), loopSql)
  const playerChanges = new PlayerChanges(sql, config.databaseUrl)
  const metrics = createMetrics()
  tellPlacement(metrics.registry, placement)
  const { gamesFolder: folder, reloadGames: isAgain } = config
  const matchingRules = new MatchingRules({ folder, isAgain, log, metrics })
  await matchingRules.load()
  const leaderboards = new Leaderboards(sql, redis, new PlayerNames(sql, playerChanges))
  const live = new LiveHub({ sql, loopSql, metrics })
  return {
    config,
    sql,
    loopSql,
    redis,
    placement,
    playerChanges,
    tokens: new VerifiedTokens(config.jwtSecret),
    sessions: new OpenSessions(sql, playerChanges),
    leaderboards,
    scoreWriter: new ScoreWriter(sql, (changes) => leaderboards.apply(changes)),
    live,
    matchingRules,
    claims: new ClaimDesk({ sql, loopSql }),
    log,
    metrics,
    isStopping,
    async close() {
      live.close()
      await playerChanges.close()
      await placement.close()
      await Promise.all([sql.end({ timeout: 2 }), loopSql.end({ timeout: 2 })])
      redis.disconnect()
    },
  }
}

/** On a connection of its own: a migration may take longer than a request may wait. */
async function prepareDatabase(config: ApiConfig, log: Logger): Promise<void> {
  const sql = connectPostgres(config.databaseUrl, { connectionsMax: 1, timeoutMs: 0 })
  try {
    await sql`select 1`.catch((error: Error & { code?: string }) => {
      const reason = error.message || error.code
      throw new ConfigError(`databaseUrl: cannot reach Postgres at ${placeOf(config.databaseUrl)}: ${reason}`)
    })
    if (!config.migrateOnBoot) return
    const applied = await runMigrations(sql, config.migrationsDir)
    if (applied.length > 0) log.info({ applied }, 'migrations applied')
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** A machine that is busy with starting takes longer to answer than a command may. */
async function withinBoot<T>(ask: () => Promise<T>): Promise<T> {
  const givesUpAtMs = performance.now() + reachMsMax
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (performance.now() > givesUpAtMs) throw error
    }
  }
}

/** An address without the password in it. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}
