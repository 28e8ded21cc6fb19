/**
 * What every player does, over HTTP: the API as one process, Postgres as durable as in production, Redis and the load generator,
 * all on this machine. Each case follows a warm-up of two seconds.
 *
 * - guest-login: devices that were never there before log in, over 96 connections: a player, an identity, a session each.
 * - profile: the own profile of 1,000 logged-in players, over 32 connections.
 * - perSecond, msP50, msP99: answers, and from a request to the end of its answer.
 */
import { randomBytes } from 'node:crypto'
import { startOwnServices } from '../packages/services/src/own-services.ts'
import { createProgress } from '../packages/services/src/progress.ts'
import { scratchDatabase } from '../packages/services/src/scratch.ts'
import { connectPostgres } from '../packages/storage/src/postgres.ts'
import { startApi } from './support/api.ts'
import { benchArguments } from './support/arguments.ts'
import { measureLoad } from './support/http-load.ts'
import { getRequest, pick, postRequest } from './support/http-request.ts'
import { addPlayers, openSessions } from './support/players.ts'
import { printResults } from './support/results.ts'

const players = 100_000
const askingPlayers = 1_000
const seconds = 10

const { json } = benchArguments(`
bench api: logins of guests and own profiles over HTTP
`)

const services = await startOwnServices(process.env, createProgress(), { durable: true })
const database = await scratchDatabase(services.urls.databaseUrl)
const { port, jwtSecret, stop } = await startApi({
  DATABASE_URL: database.url,
  REDIS_URL: services.urls.redisUrl,
  // All come from one address.
  RATE_LIMIT_GUEST_PER_MINUTE: '1000000',
})
try {
  const sql = connectPostgres(database.url, { timeoutMs: 0 })
  await addPlayers(sql, players)
  await sql`vacuum analyze`
  const profiles = (await openSessions(sql, askingPlayers, jwtSecret)).map((token) =>
    getRequest('/v1/players/me', token),
  )
  const results = [
    ...(await measureLoad('guest-login', { port, seconds, connections: 96, request: loginRequest })),
    ...(await measureLoad('profile', { port, seconds, connections: 32, request: () => pick(profiles) })),
  ]
  printResults('api', results, { json })
  await sql.end()
} finally {
  stop()
  await database.drop()
  await services.stop()
}
process.exit(0)

function loginRequest(): string {
  return postRequest('/v1/auth/guest', `{"deviceId":"${randomBytes(16).toString('hex')}"}`)
}
