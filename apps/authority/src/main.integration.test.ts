import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'

/** As it is bundled when tests begin. */
const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

function boot(overrides: NodeJS.ProcessEnv): Promise<{ code: number; stderr: string }> {
  const alone = { AUTHORITY_PROCESSES: '1', AUTHORITY_SPARES: '0' }
  const quiet = { PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL: database.url }
  const env = { ...process.env, ...alone, ...quiet, ...overrides }
  return new Promise((resolve) => {
    execFile(process.execPath, ['--enable-source-maps', main], { env }, (error, _stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stderr: stderr.trim() })
    })
  })
}

it.concurrent.each([
  ['a setting that is missing', { LIVEKIT_API_KEY: '' }, /^authority: livekit\.apiKey: missing/],
  [
    'a setting that makes no sense',
    { AUTHORITY_CAPACITY: 'many' },
    /^authority: capacity: .*set by AUTHORITY_CAPACITY/,
  ],
  [
    'a game that does not exist',
    { GAME_SETTINGS: 'chess.x=1' },
    /^authority: games\.chess: there is no such game$/,
  ],
  [
    'a database that is away',
    { DATABASE_URL: 'postgres://postgres@127.0.0.1:1/x' },
    /^authority: databaseUrl: .*127\.0\.0\.1:1/,
  ],
  ['a Redis that is away', { REDIS_URL: 'redis://127.0.0.1:1' }, /^authority: redisUrl: .*127\.0\.0\.1:1/],
  [
    'a LiveKit that is away',
    { LIVEKIT_URL: 'ws://127.0.0.1:1' },
    /^authority: livekit\.url: .*127\.0\.0\.1:1/,
  ],
])('says %s in one line and exits', async (_what, env, message) => {
  const { code, stderr } = await boot(env)
  expect(stderr).toMatch(message)
  expect(stderr.split('\n')).toHaveLength(1)
  expect(code).toBe(1)
})
