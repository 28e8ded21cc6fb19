/**
 * Leaderboards over HTTP: the API as one process, Postgres as durable as in production, Redis and the load generator, all on
 * this machine. Each case follows a warm-up of two seconds.
 *
 * - write: a server enters one score a request, of 10,000 players, over 96 connections; with keys, so that none counts twice.
 * - top100: the first hundred of 1,000,000, over 32 connections.
 * - own-rank: a logged-in player's own rank among 1,000,000, with the ten around it, over 2 connections.
 * - perSecond, msP50, msP99: answers, and from a request to the end of its answer.
 * - rebuild seconds: after FLUSHALL, until a board of 100,000 is read from Redis again.
 */
import { randomBytes } from 'node:crypto'
import Redis from 'ioredis'
import { startOwnServices } from '../packages/services/src/own-services.ts'
import { createProgress } from '../packages/services/src/progress.ts'
import { scratchDatabase } from '../packages/services/src/scratch.ts'
import { declareLeaderboard } from '../packages/storage/src/leaderboard-definitions.ts'
import { connectPostgres, type Sql } from '../packages/storage/src/postgres.ts'
import { startApi, until } from './support/api.ts'
import { benchArguments } from './support/arguments.ts'
import { type Load, measureLoad } from './support/http-load.ts'
import { getRequest, pick, postRequest } from './support/http-request.ts'
import { addPlayers, openSessions, somePlayers } from './support/players.ts'
import { type BenchResult, printResults } from './support/results.ts'

const playersMax = 1_000_000
const writers = 10_000
const rebuiltRows = 100_000
const ownPlayers = 1_000
const seconds = 10

const { json } = benchArguments(`
bench leaderboard: durable score writes, top pages and own ranks over HTTP
`)

const serverToken = randomBytes(32).toString('hex')
const services = await startOwnServices(process.env, createProgress(), { durable: true })
const database = await scratchDatabase(services.urls.databaseUrl)
const { port, jwtSecret, stop } = await startApi({
  DATABASE_URL: database.url,
  REDIS_URL: services.urls.redisUrl,
  SERVER_TOKENS: serverToken,
})
try {
  const sql = connectPostgres(database.url, { timeoutMs: 0 })
  const redis = new Redis(services.urls.redisUrl)
  await addPlayers(sql, playersMax)
  for (const [id, rows] of [
    ['writes', 0],
    ['rebuilt', rebuiltRows],
    ['large', playersMax],
  ] as const)
    await addBoard(sql, id, rows)
  await sql`vacuum analyze`
  // What was written to set this up would else go to disk while scores are measured.
  await sql`checkpoint`
  const writerIds = await somePlayers(sql, writers)
  const tokens = await openSessions(sql, ownPlayers, jwtSecret)

  const results: BenchResult[] = []
  results.push(...(await measure('write', { connections: 96, request: () => writeRequest(pick(writerIds)) })))
  await isBuilt(redis, 'large')
  const top = getRequest('/v1/leaderboards/large?limit=100')
  results.push(...(await measure('top100', { connections: 32, request: () => top })))
  const own = tokens.map((token) => getRequest('/v1/leaderboards/large/me', token))
  results.push(...(await measure('own-rank', { connections: 2, request: () => pick(own) })))
  await redis.flushall()
  const startedMs = performance.now()
  await isBuilt(redis, 'rebuilt')
  const rebuildSeconds = (performance.now() - startedMs) / 1000
  results.push({ case: 'rebuild', metric: 'seconds', value: rebuildSeconds, unit: 's' })
  printResults('leaderboard', results, { json })
  await sql.end()
  redis.disconnect()
} finally {
  stop()
  await database.drop()
  await services.stop()
}
process.exit(0)

function measure(name: string, asked: Pick<Load, 'connections' | 'request'>): Promise<BenchResult[]> {
  return measureLoad(name, { port, seconds, ...asked })
}

async function addBoard(sql: Sql, id: string, rows: number): Promise<void> {
  await sql.begin((transaction) => declareLeaderboard(transaction, { id, name: id }))
  await sql`
    insert into scores (leaderboard, season, player_id, score, rank_key, achieved_at)
    select ${id}, 1, p.id, s.score, -s.score, date_trunc('milliseconds', now())
    from (select id from players limit ${rows}) p
    cross join lateral (select floor(random() * 100000) + 0 * length(p.id::text) as score) s`
}

/** Read until Redis has it: the first reader has it built. */
async function isBuilt(redis: Redis, id: string): Promise<void> {
  await until(async () => {
    await fetch(`http://127.0.0.1:${port}/v1/leaderboards/${id}?limit=1`)
    return (await redis.zscore(`leaderboard:{${id}:1}`, 'complete')) !== null
  })
}

function writeRequest(playerId: string): string {
  const score = Math.floor(Math.random() * 1_000_000)
  const body = `{"key":"${randomBytes(12).toString('hex')}","scores":[{"playerId":"${playerId}","score":${score}}]}`
  return postRequest('/v1/leaderboards/writes/scores', body, serverToken)
}
