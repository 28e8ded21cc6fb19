/**
 * 5,000 players listen to one API process, and are all told something by one transaction, ten times: how long until each has
 * heard of it. The API is a child process; players, database and all run on this machine, over loopback sockets.
 *
 * - fan-out connections: streams that were open.
 * - fan-out msP50, msP99, msMax: from before the transaction begins until the event has come, over all players and rounds.
 * - fan-out connectSeconds: until all streams were open, a hundred at a time.
 */
import { randomUUID } from 'node:crypto'
import { Agent, type IncomingMessage, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { signAccessToken } from '../apps/api/src/login/access-token.ts'
import { startOwnServices } from '../packages/services/src/own-services.ts'
import { createProgress } from '../packages/services/src/progress.ts'
import { scratchDatabase } from '../packages/services/src/scratch.ts'
import { addLiveEvents } from '../packages/storage/src/live-events.ts'
import { connectPostgres, type Sql } from '../packages/storage/src/postgres.ts'
import { startApi } from './support/api.ts'
import { benchArguments } from './support/arguments.ts'
import { percentile } from './support/percentile.ts'
import { printResults } from './support/results.ts'

const players = 5_000
const rounds = 10
const connectingAtOnce = 100
/** A round is over when all have heard, or after this long. */
const roundMsMax = 20_000

const { json } = benchArguments(`
bench live-stream: how long until ${players} players on one API process have heard of an event
`)

interface Player {
  readonly id: string
  readonly token: string
  heard: number
}

const services = await startOwnServices(process.env, createProgress())
const database = await scratchDatabase(services.urls.databaseUrl)
const { port, jwtSecret, stop } = await startApi({
  DATABASE_URL: database.url,
  REDIS_URL: services.urls.redisUrl,
})
try {
  const sql = connectPostgres(database.url, { timeoutMs: 0 })
  const listeners = await addPlayers(sql)
  const startedMs = performance.now()
  await connectAll(listeners)
  const connectSeconds = (performance.now() - startedMs) / 1000
  const taken: number[] = []
  for (let round = 1; round <= rounds; round++) taken.push(...(await tellAll(sql, listeners, round)))
  await sql.end()
  const figure = (metric: string, value: number, unit: string) => ({ case: 'fan-out', metric, value, unit })
  const results = [
    figure('connections', listeners.length, 'streams'),
    figure('msP50', percentile(taken, 0.5), 'ms'),
    figure('msP99', percentile(taken, 0.99), 'ms'),
    figure('msMax', percentile(taken, 1), 'ms'),
    figure('connectSeconds', connectSeconds, 's'),
  ]
  printResults('live-stream', results, { json })
} finally {
  stop()
  await database.drop()
  await services.stop()
}
process.exit(0)

/** Logged in without their requests, which are measured elsewhere. */
async function addPlayers(sql: Sql): Promise<Player[]> {
  const ids = Array.from({ length: players }, () => ({ playerId: randomUUID(), sessionId: randomUUID() }))
  await sql`
    insert into players (id, name)
    select id, 'Listener' from unnest(${ids.map(({ playerId }) => playerId)}::uuid[]) id`
  await sql`
    insert into sessions (id, player_id, family_hash, token_hash, expires_at)
    select s.id, s.player_id, '', '', now() + interval '1 day'
    from unnest(
      ${ids.map(({ sessionId }) => sessionId)}::uuid[], ${ids.map(({ playerId }) => playerId)}::uuid[]
    ) as s (id, player_id)`
  return ids.map((claims) => ({
    id: claims.playerId,
    token: signAccessToken(claims, jwtSecret),
    heard: 0,
  }))
}

async function connectAll(listeners: readonly Player[]): Promise<void> {
  const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY })
  const waiting = [...listeners]
  const connectOneByOne = async () => {
    for (let player = waiting.pop(); player; player = waiting.pop()) await connect(player, agent)
  }
  await Promise.all(Array.from({ length: connectingAtOnce }, connectOneByOne))
}

/** Resolves when the stream has begun. A busy process may refuse it at first, as it does to players. */
async function connect(player: Player, agent: Agent): Promise<void> {
  for (;;) {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { authorization: `Bearer ${player.token}` }
      request({ host: '127.0.0.1', port, path: '/v1/events', headers, agent }, resolve)
        .on('error', reject)
        .end()
    })
    if (response.statusCode === 200) return listen(player, response)
    response.resume()
    await sleep(Math.random() * 500)
  }
}

function listen(player: Player, response: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    response.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('event: ready')) resolve()
      if (text.includes('event: queue.left')) player.heard = performance.now()
    })
  })
}

async function tellAll(sql: Sql, listeners: readonly Player[], round: number): Promise<number[]> {
  for (const player of listeners) player.heard = 0
  const startedMs = performance.now()
  await sql.begin((transaction) =>
    addLiveEvents(
      transaction,
      listeners.map(({ id: playerId }) => {
        return { playerId, kind: 'queue.left', game: 'arena', mode: `${round}`, reason: 'left' }
      }),
    ),
  )
  while (listeners.some(({ heard }) => heard === 0)) {
    if (performance.now() - startedMs > roundMsMax) throw new Error(`round ${round}: some have not heard`)
    await sleep(20)
  }
  return listeners.map(({ heard }) => heard - startedMs)
}
