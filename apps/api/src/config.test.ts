import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadApiConfig } from './config.ts'

const env = {
  DATABASE_URL: 'postgres://127.0.0.1/gameserver',
  REDIS_URL: 'redis://127.0.0.1',
  LIVEKIT_URL: 'ws://127.0.0.1:7880',
  LIVEKIT_API_KEY: 'devkey',
  LIVEKIT_API_SECRET: 'devsecret-devsecret-devsecret-32',
  JWT_SECRET: 'a secret of the tests, long enough for HS256',
}

function yaml(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'api-config-')), 'gameserver.yaml')
  writeFileSync(file, text)
  return file
}

describe('configuration of the api', () => {
  it('has defaults for everything but addresses and secrets', () => {
    const config = loadApiConfig(env)
    expect(config).toMatchObject({ port: 8080, migrateOnBoot: true })
    expect(config.matchmaking).toMatchObject({ gatherMs: 3_000, ticketTimeoutMs: 30_000, regions: [] })
    expect(config.rateLimits.guestPerMinute).toBe(300)
    expect(config.migrationsDir).toMatch(/migrations$/)
  })

  it('is read from a file too, and the environment goes first', () => {
    const file = yaml('port: 9000\nlogLevel: warn\nrateLimits: { guestPerMinute: 7 }\n')
    const config = loadApiConfig({
      ...env,
      GAMESERVER_CONFIG: file,
      PORT: '9001',
      RATE_LIMIT_LOGIN_PER_MINUTE: '5',
    })
    expect(config).toMatchObject({ port: 9001, logLevel: 'warn' })
    expect(config.rateLimits).toMatchObject({ guestPerMinute: 7, loginPerMinute: 5 })
  })

  it.each([
    ['eu-west, us-east', [{ id: 'eu-west' }, { id: 'us-east' }]],
    ['eu-west=https://eu.example/ping?a=b', [{ id: 'eu-west', probeUrl: 'https://eu.example/ping?a=b' }]],
  ])('has the regions %s', (text, regions) => {
    expect(loadApiConfig({ ...env, MATCH_REGIONS: text }).matchmaking.regions).toEqual(regions)
  })

  it('has regions of a file, as names or with where to measure', () => {
    const eu = { id: 'eu-west', probeUrl: 'https://eu.example/ping' }
    const file = yaml(
      `matchmaking: { regions: [{ id: eu-west, probeUrl: "${eu.probeUrl}" }, "us=https://us.example"] }\n`,
    )
    const { regions } = loadApiConfig({ ...env, GAMESERVER_CONFIG: file }).matchmaking
    expect(regions).toEqual([eu, { id: 'us', probeUrl: 'https://us.example' }])
  })

  it.each([
    [{ MATCH_REGIONS: 'EU' }, 'matchmaking.regions.0.id: a region is named by'],
    [{ MATCH_REGIONS: 'eu=ftp://eu.example' }, 'matchmaking.regions.0.probeUrl: '],
    [{ MATCH_REGIONS: 'eu,eu' }, 'matchmaking.regions: names a region twice'],
    [{ MATCH_REGIONS: 'eu=https://eu.example,us' }, 'for all regions, or for none'],
    [{ LIVEKIT_REGIONS: 'eu=https://eu.example' }, 'livekit.regions.eu.url: '],
    [{ RELOAD_GAMES: '1', NODE_ENV: 'production' }, 'reloadGames: is for development'],
    [{ JWT_SECRET: '' }, 'jwtSecret: missing: set JWT_SECRET'],
    [{ JWT_SECRET: 'x'.repeat(31) }, 'jwtSecret: must be at least 32 bytes long (set by JWT_SECRET)'],
    [{ LIVEKIT_API_SECRET: '' }, 'livekit.apiSecret: missing: set LIVEKIT_API_SECRET'],
    [{ REDIS_URL: 'http://127.0.0.1' }, 'redisUrl: '],
    [{ LIVEKIT_URL: 'http://127.0.0.1' }, 'livekit.url: '],
    [{ PORT: '70000' }, 'port: '],
    [{ MATCH_TICKET_TIMEOUT_MS: '5000' }, 'matchmaking.ticketTimeoutMs: '],
    [{ MIGRATE_ON_BOOT: 'maybe' }, 'migrateOnBoot: '],
    [{ GAMESERVER_CONFIG: yaml('livekit: { ulr: "ws://x" }\n') }, 'livekit.ulr: unknown setting in '],
  ])('refuses %j', (wrong, message) => {
    expect(() => loadApiConfig({ ...env, ...wrong })).toThrow(message)
  })
})
