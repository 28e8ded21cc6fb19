import { kill } from 'node:process'
import { fileURLToPath } from 'node:url'
import { scratchRedis } from '@gameserver/services/scratch'
import { openPlacementQueue, type PlacementQueue } from '@gameserver/storage/placement/placement-queue'
import { connectPostgres, type Sql } from '@gameserver/storage/postgres'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, type PlacedMatch, pause, placeMatch, TestPlayer } from '../testing.ts'
import { isAlive, type LogLine, TestHost, writeGames } from './test-host.ts'

/** In the usual database authorities of other tests take what they find. */
const { url: redisUrl } = await scratchRedis()

/** The race of other tests, whose steering wheel does what a game must not. */
const games = writeGames({
  race: `import { race } from '${fileURLToPath(new URL('../testing.ts', import.meta.url))}'
export default {
  ...race,
  step(world, inputs, ctx) {
    race.step(world, inputs, ctx)
    for (const { steer } of inputs.values()) {
      if (steer > 0.9) for (;;);
      if (steer < -0.9) process.exit(0)
    }
  },
}
`,
})

let database: TestDatabase
let sql: Sql
let queue: PlacementQueue
let host: TestHost

beforeAll(async () => {
  database = await createTestDatabase()
  sql = connectPostgres(database.url, { timeoutMs: 20_000 })
  queue = openPlacementQueue(redisUrl)
  host = await TestHost.start({
    ...{ DATABASE_URL: database.url, REDIS_URL: redisUrl, GAMES_FOLDER: games.folder },
    ...{ AUTHORITY_PROCESSES: '2', AUTHORITY_SPARES: '1', WARM_UP_MS: '0', DRAIN_MS: '1000' },
    HEARTBEAT_TIMEOUT_MS: '1000',
  })
  await host.ready(3)
})
afterAll(async () => {
  host?.end()
  await queue?.close()
  await sql?.end()
  await database?.drop()
  games.remove()
})

async function ownerOf({ id }: PlacedMatch): Promise<{ pid: number; epoch: number }> {
  const [row] = await sql`select authority_id as "authorityId", epoch from matches where id = ${id}`
  return { pid: Number(String(row?.authorityId).split('/')[1]), epoch: Number(row?.epoch) }
}

/** For what reason it was abandoned, and each time anew. */
async function abandonment({ id }: PlacedMatch): Promise<string[]> {
  const rows = await sql<{ reason: string }[]>`
    select payload ->> 'reason' as reason from outbox where topic = 'match.abandoned' and payload ->> 'matchId' = ${id}`
  return rows.map(({ reason }) => reason)
}

/** A match with a player, being played. */
async function played(): Promise<{ match: PlacedMatch; player: TestPlayer; pid: number }> {
  const match = await placeMatch(sql, queue, 1)
  const player = await TestPlayer.join(match.room, match.playerIds[0] as string)
  await player.greet()
  await expect.poll(() => player.newestSnapshot).toBeGreaterThan(0)
  return { match, player, pid: (await ownerOf(match)).pid }
}

/** Three again, without the one that is no more. */
async function replaced(pid: number): Promise<void> {
  await eventually(async () => {
    const pids = (await host.ready(3)).map((process) => process.pid)
    expect(pids).not.toContain(pid)
  })
}

describe('a host', { timeout: 240_000 }, () => {
  it('answers for all of its processes', async () => {
    const stats = await host.stats()
    expect(stats.processes.map(({ number, isSpare }) => [number, isSpare])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ])
    expect(stats.capacity).toBe(16)
    expect(stats.processCpuSeconds).toBeGreaterThan(1)
    expect((await host.get('/health')).status).toBe(200)
    const ready = await host.get('/ready')
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ready', postgres: 'ok', redis: 'ok', livekit: 'ok' },
    ])
  })

  it('tells the metrics of each process, and its own', async () => {
    const text = await (await host.get('/metrics')).text()
    for (const process of ['1', '2', '3', 'supervisor'])
      expect(text).toMatch(new RegExp(`^process_cpu_seconds_total\\{process="${process}"\\} \\d`, 'm'))
    expect(text).toMatch(/^gameserver_authority_capacity\{process="2"\} 8$/m)
    expect(text).toMatch(/^gameserver_authority_journal_write_seconds_count\{process="2"\} \d/m)
    expect(text).toMatch(/^gameserver_authority_processes\{.*state="spare".*\} 1$/m)
    expect(text.match(/^# TYPE process_cpu_seconds_total /gm)).toHaveLength(1)
    expect(text).not.toMatch(/ (null|undefined)$/m)
  })

  it('replaces a process that is killed, and leaves its match to another', async () => {
    const { match, player, pid } = await played()
    kill(pid, 'SIGKILL')
    // Where the machine stands still there may have been another one already.
    await expect.poll(async () => (await ownerOf(match)).epoch).toBeGreaterThan(1)
    await expect.poll(async () => (await ownerOf(match)).pid).not.toBe(pid)
    await replaced(pid)
    expect(host.linesOf('a match was being played as its process ended')).toEqual([])
    await player.room.close()
  })

  it('kills one that stands still, and blames nobody', async () => {
    const [first] = await host.ready(3)
    const pid = first?.pid as number
    kill(pid, 'SIGSTOP')
    const { authorityId } = await host.logged('process has ended', ({ cause }) => cause === 'hung')
    expect(authorityId).toBe(first?.authorityId)
    await replaced(pid)
    expect(host.linesOf('a match was being played as its process ended')).toEqual([])
  })

  it('spares those that it could not hear while it stood still itself', async () => {
    const before = host.linesOf('process hangs: killed').length
    const pids = (await host.ready(3)).map(({ pid }) => pid)
    host.signal('SIGSTOP')
    await pause(2_500)
    host.signal('SIGCONT')
    await pause(1_500)
    expect((await host.ready(3)).map(({ pid }) => pid)).toEqual(pids)
    expect(host.linesOf('process hangs: killed')).toHaveLength(before)
  })

  /** The line with which it is blamed for what has happened to its process. */
  async function blamed(match: PlacedMatch, cause: string): Promise<LogLine> {
    const ended = await host.logged('process has ended', ({ matchId }) => matchId === match.id)
    expect(ended).toMatchObject({ cause, game: 'race' })
    return host.logged('a match was being played as its process ended', ({ matchId }) => matchId === match.id)
  }

  it('gives a match a strike that ends the process', async () => {
    const { match, player } = await played()
    player.input.steer = -1
    expect(await blamed(match, 'crashed')).toMatchObject({ game: 'race', strikes: 1, isQuarantined: false })
    await player.room.close()
  })

  it('gives a match up that has hung twice', async () => {
    const { match, player, pid } = await played()
    player.input.steer = 1
    expect(await blamed(match, 'hung')).toMatchObject({ game: 'race', strikes: 1, isQuarantined: false })
    expect(isAlive(pid)).toBe(false)
    // The player goes on to steer like that.
    await expect.poll(() => abandonment(match), { timeout: 60_000 }).toEqual(['game_crashed'])
    // Who would have been the third owner knew of both before it.
    await host.ready(3)
    const ended = host.linesOf('process has ended').filter(({ matchId }) => matchId === match.id)
    expect(ended).toMatchObject([{ cause: 'hung' }, { cause: 'hung' }])
    await player.room.close()
  })

  it('lets matches go when it is told to end', async () => {
    const { match, player, pid } = await played()
    host.signal('SIGTERM')
    await expect.poll(async () => (await host.get('/ready')).status).toBe(503)
    expect(await host.exited).toEqual({ code: 0, signal: null })
    // It had its time to end, but did not: somebody else may go on with it. What was still to be started again never was.
    const codes = host.linesOf('process has left').map(({ code }) => code)
    expect(codes.length).toBeGreaterThanOrEqual(2)
    expect(codes.every((code) => code === 0)).toBe(true)
    expect(await sql`select ended_at as "endedAt" from matches where id = ${match.id}`).toEqual([
      { endedAt: null },
    ])
    expect(isAlive(pid)).toBe(false)
    await player.room.close()
  })
})
