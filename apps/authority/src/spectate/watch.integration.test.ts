import { readdirSync } from 'node:fs'
import { type AnyGame, defineGame, type Spectators } from '@gameserver/engine'
import { type RoomConnection, shutdown } from '@gameserver/livekit'
import { watchRoomOf } from '@gameserver/protocol/topics'
import { scratchRedis } from '@gameserver/services/scratch'
import { openPlacementQueue, type PlacementQueue } from '@gameserver/storage/placement/placement-queue'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { RoomServiceClient } from 'livekit-server-sdk'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Authority, startAuthority } from '../authority.ts'
import { loadAuthorityConfig } from '../config.ts'
import { eventually, type PlacedMatch, pause, placeMatch, race, TestPlayer } from '../testing.ts'
import { TestSpectator } from './test-spectator.ts'

/** In the usual database authorities of other tests take what they find. */
const { url: redisUrl } = await scratchRedis()

const delaySeconds = 5
const idleMs = 10_000
/** Reading a clock before or after the packet it is about; far below what a delay is for. */
const clockMs = 20

/** Threads, and likewise descriptors, that the native client has for a room at least. */
const perRoom = 30
/** Now and then a room takes the native client more than a minute to let go of; on a busy machine several do. */
const stragglers = 6
const releaseMsMax = 80_000

let database: TestDatabase
let queue: PlacementQueue
let authority: Authority
const livekit = new RoomServiceClient(
  (process.env.LIVEKIT_URL ?? '').replace(/^ws/, 'http'),
  process.env.LIVEKIT_API_KEY,
  process.env.LIVEKIT_API_SECRET,
)

async function start(spectators: Spectators = {}): Promise<Authority> {
  const config = loadAuthorityConfig({
    ...process.env,
    HOST: '127.0.0.1',
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl,
    GAME_SETTINGS: 'race.ticks=36000',
    JOIN_WINDOW_MS: '30000',
    SEAT_WINDOW_MS: '30000',
    LINGER_MS: '1000',
    DRAIN_MS: '100',
    LEASE_MS: '2000',
    WATCH_IDLE_MS: `${idleMs}`,
  })
  const game = defineGame({ ...race, spectators }) as unknown as AnyGame
  return startAuthority(
    { ...config, port: 0 },
    [game],
    pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' }),
  )
}

async function restart(spectators?: Spectators): Promise<void> {
  await authority.stop()
  authority = await start(spectators)
}

beforeAll(async () => {
  database = await createTestDatabase()
  queue = openPlacementQueue(redisUrl)
  authority = await start()
})

afterAll(async () => {
  await authority.stop()
  await shutdown()
  await queue.close()
  await database.drop()
})

async function running(players: number): Promise<{ match: PlacedMatch; seated: TestPlayer[] }> {
  const match = await placeMatch(database.sql, queue, players)
  const seated = await Promise.all(match.playerIds.map((id) => TestPlayer.join(match.room, id)))
  await Promise.all(seated.map((player) => player.greet()))
  await eventually(() => expect(seated[0]?.snapshots).toBeGreaterThan(3))
  return { match, seated }
}

/** As the API does, which a spectator asks first. */
async function wantToWatch({ id, room }: PlacedMatch): Promise<void> {
  await livekit.createRoom({ name: watchRoomOf(room), emptyTimeout: 60, departureTimeout: 5 })
  await database.sql`update matches set watched_at = clock_timestamp() where id = ${id}`
}

async function nobodyWatches(match: PlacedMatch): Promise<void> {
  await eventually(() => expect(statsOf(match)?.spectators).toBeNull(), 90_000)
  await eventually(async () => expect(await watchRooms(match)).toBe(0), 90_000)
}

const statsOf = ({ id }: PlacedMatch) => authority.stats().matches.find(({ matchId }) => matchId === id)
const watchRooms = async ({ room }: PlacedMatch) => (await livekit.listRooms([watchRoomOf(room)])).length
const first = (players: readonly TestPlayer[]) => players[0] as TestPlayer
const threads = () => readdirSync('/proc/self/task').length
const descriptors = () => readdirSync('/proc/self/fd').length

it('shows what the players see, to who comes at any time, and whatever they send goes nowhere', async () => {
  const { match, seated } = await running(2)
  expect(statsOf(match)?.spectators).toBeNull()
  expect(await watchRooms(match)).toBe(0)
  const told = new Map<number, unknown>()
  first(seated).onSnapshot = (tick, world) => {
    if (world) told.set(tick, structuredClone([...world.players]))
  }

  await wantToWatch(match)
  const early = await TestSpectator.enter(race, match.room)
  await eventually(() => expect(early.newest).toBeGreaterThan(60))
  const late = await TestSpectator.enter(race, match.room)
  await eventually(() => expect(late.newest).toBeGreaterThan(60))
  for (const topic of ['input', 'events', 'chat', 'state'])
    for (let sent = 0; sent < 20; sent++) {
      const payload = crypto.getRandomValues(new Uint8Array(60))
      late.room.publish(topic, payload, { reliable: sent % 2 === 0 })
    }
  const { newest } = early
  await eventually(() => expect(Math.min(early.newest, late.newest)).toBeGreaterThan(newest + 120))

  for (const spectator of [early, late]) {
    const both = [...spectator.seen].filter(([tick]) => told.has(tick))
    expect(both.length).toBeGreaterThan(30)
    for (const [tick, { world }] of both)
      expect([...world.players].map(([slot, { points, races }]) => [slot, { points, races }])).toEqual(
        told.get(tick),
      )
    expect(spectator.client.stats.desyncs).toBe(0)
    expect(spectator.foreign).toBe(0)
    const hasRoster = () =>
      spectator.events.some(({ body }) => body.case === 'roster' && body.value.seats.length === 2)
    await eventually(() => expect(hasRoster()).toBe(true))
  }
  expect(statsOf(match)?.rejected).not.toHaveProperty('not_a_player')

  first(seated).flag()
  await eventually(() => expect(early.ended?.body.value).toMatchObject({ reason: 'finished' }))
  await eventually(() => expect(early.closed).toBe('room_deleted'))
  expect(late.ended).toBeDefined()
})

it('shows nothing before its time, and the end and the result as late', { timeout: 180_000 }, async () => {
  await restart({ delaySeconds })
  const { match, seated } = await running(1)
  /** The first tick was made after this, and each as many periods later, or later still. */
  let beganMs = Number.POSITIVE_INFINITY
  first(seated).onSnapshot = (tick) => {
    beganMs = Math.min(beganMs, performance.now() - (tick * 1_000) / race.tickRate)
  }
  await wantToWatch(match)
  const spectator = await TestSpectator.enter(race, match.room)
  await eventually(() => expect(spectator.seen.size).toBeGreaterThan(60))
  first(seated).flag()
  await eventually(() => expect(first(seated).ended).toBeDefined())
  const endedMs = performance.now()
  expect(spectator.ended).toBeUndefined()
  await eventually(() => expect(spectator.ended).toBeDefined())
  expect(performance.now() - endedMs).toBeGreaterThan(delaySeconds * 1_000 - 500)
  const lateness = [...spectator.seen].map(
    ([tick, { atMs }]) => atMs - beganMs - (tick * 1_000) / race.tickRate,
  )
  expect(Math.min(...lateness)).toBeGreaterThan(delaySeconds * 1_000 - clockMs)
  // The last that was shown is the last that there was.
  expect(spectator.newest).toBeGreaterThan(first(seated).newestSnapshot - 10)
  await eventually(() => expect(spectator.closed).toBe('room_deleted'))
})

it('costs nothing after the last one has gone, and goes on for who comes back', {
  timeout: 300_000,
}, async () => {
  await restart()
  const { match, seated } = await running(2)
  const before = { threads: threads(), descriptors: descriptors() }
  await wantToWatch(match)
  const coming: Promise<RoomConnection>[] = []
  for (let number = 0; number < 20; number++) {
    const staying = 1_000 + (number % 5) * 500
    coming.push(
      TestSpectator.enter(race, match.room).then(async (spectator) => {
        await eventually(() => expect(spectator.newest).toBeGreaterThan(0))
        await pause(staying)
        await spectator.room.close()
        return spectator.room
      }),
    )
    await pause(250)
  }
  await Promise.all(coming)
  // Of 60, while twenty clients in the same process come and go, and the machine may stand still for a third of the time.
  expect(statsOf(match)?.ticksPerSecond).toBeGreaterThan(40)
  await nobodyWatches(match)
  // There were 21 rooms. As they come and go, the others open and close some tens of sockets.
  await eventually(
    () => expect(threads()).toBeLessThanOrEqual(before.threads + stragglers * perRoom),
    releaseMsMax,
  )
  const descriptorsMax = before.descriptors + (stragglers + 1) * perRoom
  await eventually(() => expect(descriptors()).toBeLessThanOrEqual(descriptorsMax), releaseMsMax)

  await wantToWatch(match)
  const back = await TestSpectator.enter(race, match.room)
  await eventually(() => expect(back.seen.size).toBeGreaterThan(10))
  first(seated).flag()
  await eventually(() => expect(back.ended).toBeDefined())
})

it('is taken over with the match', { timeout: 180_000 }, async () => {
  const { match, seated } = await running(1)
  await wantToWatch(match)
  const spectator = await TestSpectator.enter(race, match.room)
  await eventually(() => expect(spectator.newest).toBeGreaterThan(30))
  await authority.stop()
  authority = await start()
  await eventually(() => first(seated).greet())
  await eventually(() => expect(spectator.epoch).toBe(2))
  const { newest } = spectator
  await eventually(() => expect(spectator.newest).toBeGreaterThan(newest + 60))
  expect(spectator.client.stats.desyncs).toBe(0)
  expect(spectator.closed).toBeUndefined()
  first(seated).flag()
  await eventually(() => expect(spectator.ended).toBeDefined())
})
