import { randomBytes, randomUUID } from 'node:crypto'
import type { Session } from '@gameserver/protocol/http'
import { registerGame } from '@gameserver/storage/games'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { pino } from 'pino'
import { createApp } from '../app.ts'
import { boot, type Patience } from '../boot.ts'
import { type ApiConfig, loadApiConfig } from '../config.ts'
import type { Router } from '../http/router.ts'
import type { Services } from '../services.ts'
import { answered } from './answered.ts'
import { documentedResponse } from './documented-response.ts'

export interface TestApi {
  app: Router
  services: Services
  database: TestDatabase
  /** A registered game of this API's own, for 2 to 4 players: its leaderboard's key in Redis is then its own too. */
  game: string
  call: Call
  /** Another process of the same API, with connections of its own. */
  startPeer(): Promise<{ app: Router; services: Services }>
  /** A new guest, who asks until there is an answer. */
  login(name?: string): Promise<Session>
  close(): Promise<void>
}

export interface CallOptions {
  token?: string
  body?: unknown
  headers?: Record<string, string>
}

/** Sends a request and checks the response against the OpenAPI document. `body` of the answer is as parsed from JSON. */
export type Call = (
  method: string,
  path: string,
  options?: CallOptions,
  // biome-ignore lint/suspicious/noExplicitAny: each test knows which body it asked for, and the schema is checked here
) => Promise<{ status: number; headers: Headers; body: any }>

/** What makes clients come again, or counts for one process alone, would fail a test: a machine that stands still for a second is no outage. */
const patience: Patience = { queryTimeoutMs: 8_000, commandTimeoutMs: 8_000 }

/**
 * `reach` puts something between the API and its database, and returns the address to use instead; the API then gives up as
 * soon as it does for players.
 */
export async function startTestApi(
  env: NodeJS.ProcessEnv = {},
  reach?: (databaseUrl: string) => Promise<string>,
): Promise<TestApi> {
  const database = await createTestDatabase()
  const game = `g${randomBytes(6).toString('hex')}`
  const players = { min: 2, max: 4 }
  await registerGame(database.sql, {
    id: game,
    name: 'Test',
    version: '1.2.3',
    description: 'A test',
    players,
  })
  const config = testConfig({ ...env, DATABASE_URL: reach ? await reach(database.url) : database.url })
  const closing: (() => Promise<void>)[] = []
  const startPeer = async () => {
    const services = await boot(config, pino({ level: 'silent' }), () => false, reach ? undefined : patience)
    closing.push(services.close)
    return { app: createApp(services), services }
  }
  const { app, services } = await startPeer()
  const call = callOf(app)
  return {
    app,
    services,
    database,
    game,
    call,
    startPeer,
    async login(name) {
      const guest = { body: { deviceId: randomUUID(), name } }
      const { body } = await answered(() => call('POST', '/v1/auth/guest', guest))
      return body
    },
    async close() {
      await Promise.all(closing.map((close) => close()))
      await database.drop()
    },
  }
}

function testConfig(env: NodeJS.ProcessEnv): ApiConfig {
  return loadApiConfig({
    ...process.env,
    JWT_SECRET: 'a secret of the tests, long enough for HS256',
    // Test files share Redis, and with it the counts of the address they all come from.
    RATE_LIMIT_GUEST_PER_MINUTE: '100000',
    RATE_LIMIT_REGISTER_PER_MINUTE: '100000',
    RATE_LIMIT_LOGIN_PER_MINUTE: '100000',
    RATE_LIMIT_REFRESH_PER_MINUTE: '100000',
    MATCH_GATHER_MS: '0',
    ...env,
  })
}

function callOf(app: Router): Call {
  return async (method, path, { token, body, headers } = {}) => {
    const response = await app.request(path, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const answer = text === '' ? undefined : JSON.parse(text)
    documentedResponse(app, method, path, response, answer)
    return { status: response.status, headers: response.headers, body: answer }
  }
}
