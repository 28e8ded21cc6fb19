import { createServer } from 'node:net'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort, runApi as run } from './testing/api-process.ts'

describe('the api process', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase({ migrated: false })
  })
  afterAll(() => database.drop())

  it('migrates, serves, and ends cleanly when asked to', async () => {
    const port = await freePort()
    const api = run({ DATABASE_URL: database.url, PORT: `${port}`, LOG_LEVEL: 'info' })
    await expect.poll(() => api.output.stdout).toContain('api ready')
    expect(api.output.stdout).toContain('0001_players_and_matches.sql')
    const at = `http://127.0.0.1:${port}`
    // A machine that is busy with starting looks like an outage, and is asked again.
    await expect.poll(async () => (await fetch(`${at}/ready`)).json()).toMatchObject({ status: 'ready' })
    const guest = {
      method: 'POST',
      body: '{"deviceId":"a device of these tests"}',
      headers: { 'content-type': 'application/json' },
    }
    await expect.poll(async () => (await fetch(`${at}/v1/auth/guest`, guest)).status).toBe(200)
    const startedMs = performance.now()
    api.process.kill('SIGTERM')
    expect(await api.ended).toBe(0)
    // Docker and systemd kill what takes longer.
    expect(performance.now() - startedMs).toBeLessThan(10_000)
    expect(api.output.stdout).toContain('stopped')
    for (const line of api.output.stdout.trim().split('\n')) expect(JSON.parse(line).service).toBe('api')
  })

  it.each([
    ['a missing secret', { JWT_SECRET: '' }, /^api: jwtSecret: missing: set JWT_SECRET$/],
    [
      'a database that is not there',
      { DATABASE_URL: 'postgres://me:hush@127.0.0.1:1/x' },
      /^api: databaseUrl: cannot reach Postgres at 127\.0\.0\.1:1\/x: .*ECONNREFUSED/,
    ],
    [
      'a Redis that is not there',
      { REDIS_URL: 'redis://:hush@127.0.0.1:1' },
      /^api: redisUrl: cannot reach Redis at 127\.0\.0\.1:1/,
    ],
    ['a missing migrations folder', { MIGRATIONS_DIR: '/nowhere' }, /^api: .*\/nowhere/],
  ])('says %s in one line and ends with code 1', async (_what, env, message) => {
    const api = run({ DATABASE_URL: database.url, ...env })
    expect(await api.ended).toBe(1)
    expect(api.output.stderr.trim()).toMatch(message)
    expect(api.output.stderr.trim()).not.toContain('\n')
    expect(api.output.stderr).not.toContain('hush')
  })

  it('names the port that is taken', async () => {
    const taken = createServer()
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port))
    })
    const api = run({ DATABASE_URL: database.url, PORT: `${port}` })
    expect(await api.ended).toBe(1)
    expect(api.output.stderr).toBe(`api: port: ${port} is taken (PORT)\n`)
    taken.close()
  })
})
