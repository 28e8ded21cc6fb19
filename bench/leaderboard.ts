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
import { randomBytes, randomUUID } from 'node:crypto'
import Redis from 'ioredis'
import { signAccessToken } from '../apps/api/src/login/access-token.ts'
import { startOwnServices } from '../packages/services/src/own-services.ts'
import { createProgress } from '../packages/services/src/progress.ts'
import { scratchDatabase } from '../packages/services/src/scratch.ts'
import { declareLeaderboard } from '../packages/storage/src/leaderboard-definitions.ts'
import { connectPostgres, type Sql } from '../packages/storage/src/postgres.ts'
import { startApi, until } from './support/api.ts'
import { benchArguments } from './support/arguments.ts'
import { type Load, load } from './support/http-load.ts'
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
  await addPlayers(sql)
  for (const [id, rows] of [
    ['writes', 0],
    ['rebuilt', rebuiltRows],
    ['large', playersMax],
  ] as const)
    await addBoard(sql, id, rows)
  await sql`vacuum analyze`
  const writerIds = await someIds(sql, writers)
  const tokens = await Promise.all((await someIds(sql, ownPlayers)).map((id) => openSession(sql, id)))

  const results: BenchResult[] = []
  results.push(...(await measure('write', { connections: 96, request: () => writeRequest(pick(writerIds)) })))
  await isBuilt(redis, 'large')
  const top = get('/v1/leaderboards/large?limit=100')
  results.push(...(await measure('top100', { connections: 32, request: () => top })))
  const own = tokens.map((token) => get('/v1/leaderboards/large/me', token))
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

async function measure(name: string, asked: Pick<Load, 'connections' | 'request'>): Promise<BenchResult[]> {
  const { failures, ...figures } = await load({ port, seconds, ...asked })
  if (failures > 0) throw new Error(`${name}: ${failures} requests failed`)
  return [
    { case: name, metric: 'perSecond', value: figures.perSecond, unit: '1/s' },
    { case: name, metric: 'msP50', value: figures.msP50, unit: 'ms' },
    { case: name, metric: 'msP99', value: figures.msP99, unit: 'ms' },
  ]
}

async function addPlayers(sql: Sql): Promise<void> {
  await sql`
    insert into players (id, name)
    select gen_random_uuid(), 'Player ' || n from generate_series(1, ${playersMax}::int) n`
}

async function addBoard(sql: Sql, id: string, rows: number): Promise<void> {
  await sql.begin((transaction) => declareLeaderboard(transaction, { id, name: id }))
  await sql`
    insert into scores (leaderboard, season, player_id, score, rank_key, achieved_at)
    select ${id}, 1, p.id, s.score, -s.score, date_trunc('milliseconds', now())
    from (select id from players limit ${rows}) p
    cross join lateral (select floor(random() * 100000) + 0 * length(p.id::text) as score) s`
}

async function someIds(sql: Sql, count: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`select id from players limit ${count}`
  return rows.map(({ id }) => id)
}

/** Logged in without the request, which is measured elsewhere. */
async function openSession(sql: Sql, playerId: string): Promise<string> {
  const sessionId = randomUUID()
  await sql`
    insert into sessions (id, player_id, family_hash, token_hash, expires_at)
    values (${sessionId}, ${playerId}, '', '', now() + interval '1 day')`
  return signAccessToken({ playerId, sessionId }, jwtSecret)
}

/** Read until Redis has it: the first reader has it built. */
async function isBuilt(redis: Redis, id: string): Promise<void> {
  await until(async () => {
    await fetch(`http://127.0.0.1:${port}/v1/leaderboards/${id}?limit=1`)
    return (await redis.zscore(`leaderboard:{${id}:1}`, 'complete')) !== null
  })
}

function get(path: string, token?: string): Buffer {
  const authorization = token === undefined ? '' : `authorization: Bearer ${token}\r\n`
  return Buffer.from(`GET ${path} HTTP/1.1\r\nhost: bench\r\n${authorization}\r\n`)
}

function writeRequest(playerId: string): string {
  const score = Math.floor(Math.random() * 1_000_000)
  const body = `{"key":"${randomBytes(12).toString('hex')}","scores":[{"playerId":"${playerId}","score":${score}}]}`
  return (
    `POST /v1/leaderboards/writes/scores HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${serverToken}\r\n` +
    `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
  )
}

function pick<Item>(items: readonly Item[]): Item {
  return items[Math.floor(Math.random() * items.length)] as Item
}
