import { fileURLToPath } from 'node:url'
import { shutdown } from '@gameserver/livekit'
import { watchRoomOf } from '@gameserver/protocol/topics'
import { scratchRedis } from '@gameserver/services/scratch'
import { openPlacementQueue, type PlacementQueue } from '@gameserver/storage/placement/placement-queue'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { RoomServiceClient } from 'livekit-server-sdk'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { oneProcess, TestHost, writeGames } from '../supervisor/test-host.ts'
import { eventually, placeMatch, race, TestPlayer } from '../testing.ts'
import { TestSpectator } from './test-spectator.ts'

/** In the usual database authorities of other tests take what they find. */
const { url: redisUrl } = await scratchRedis()

const timeout = 240_000
/** Twice a second something happens in it: who watches is told each time, once. */
const lapTicks = 30
const drawEveryMs = 16

const testing = fileURLToPath(new URL('../testing.ts', import.meta.url))
const gamesWith = (delaySeconds: number) =>
  writeGames({
    race: `
      import { defineGame } from '@gameserver/engine'
      import { race } from '${testing}'
      export default defineGame({
        ...race,
        spectators: { delaySeconds: ${delaySeconds} },
        step(world, inputs, ctx) {
          race.step(world, inputs, ctx)
          if (ctx.tick % ${lapTicks} === 0) ctx.emit('joined', { slot: (ctx.tick / ${lapTicks}) % 100 })
        },
      })`,
  })

const livekit = new RoomServiceClient(
  (process.env.LIVEKIT_URL ?? '').replace(/^ws/, 'http'),
  process.env.LIVEKIT_API_KEY,
  process.env.LIVEKIT_API_SECRET,
)
let database: TestDatabase
let queue: PlacementQueue
const endings: (() => void)[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  queue = openPlacementQueue(redisUrl)
})
afterEach(() => {
  for (const end of endings.splice(0)) end()
})
afterAll(async () => {
  await shutdown()
  await queue.close()
  await database.drop()
})

async function start(gamesFolder: string): Promise<TestHost> {
  const host = await TestHost.start({
    ...oneProcess,
    GAMES_FOLDER: gamesFolder,
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl,
  })
  endings.push(() => host.end())
  return host
}

/** What a player or spectator saw of a match. */
class Sight {
  readonly ticks: number[] = []
  stillMs = 0
  #movedMs = 0

  see(tick: number): void {
    if (tick <= (this.ticks.at(-1) ?? -1)) return
    const nowMs = performance.now()
    if (this.#movedMs > 0) this.stillMs = Math.max(this.stillMs, nowMs - this.#movedMs)
    this.#movedMs = nowMs
    this.ticks.push(tick)
  }
}

/** A match that is watched, with what its player and its spectator have seen of it, and what the spectator drew. */
async function watched(gamesFolder: string) {
  const host = await start(gamesFolder)
  const match = await placeMatch(database.sql, queue, 1)
  const player = await TestPlayer.join(match.room, match.playerIds[0] as string)
  const played = new Sight()
  player.onSnapshot = (tick) => played.see(tick)
  await player.greet()
  await eventually(() => expect(player.newestSnapshot).toBeGreaterThan(10))
  // As the API does, which a spectator asks first.
  await livekit.createRoom({ name: watchRoomOf(match.room), emptyTimeout: 60, departureTimeout: 5 })
  await database.sql`update matches set watched_at = clock_timestamp() where id = ${match.id}`
  const spectator = await TestSpectator.enter(race, match.room)
  const drawn: number[] = []
  const drawing = setInterval(() => {
    const view = spectator.client.view(performance.now())
    if (view) drawn.push(view.tick)
  }, drawEveryMs)
  endings.push(() => clearInterval(drawing))
  await eventually(() => expect(spectator.seen.size).toBeGreaterThan(60))
  return { host, player, played, spectator, drawn }
}

function stillMsOf({ seen }: TestSpectator<typeof race>): number {
  const moments = [...seen.values()].map(({ atMs }) => atMs)
  return Math.max(...moments.slice(1).map((atMs, index) => atMs - (moments[index] as number)))
}

const lapsHeard = ({ events }: TestSpectator<typeof race>) =>
  events
    .filter(({ body, tick }) => body.case === 'gameEvents' && tick % lapTicks === 0)
    .map(({ tick }) => tick)

const rising = (ticks: readonly number[]) => ticks.every((tick, index) => tick >= (ticks[index - 1] ?? 0))

describe.each([{ delaySeconds: 8 }, { delaySeconds: 0 }])(
  'a match watched $delaySeconds s late',
  ({ delaySeconds }) => {
    const games = gamesWith(delaySeconds)
    /** The machine may stand still for seconds; without what was held it is the delay and a second more. */
    const stillMsMax = delaySeconds > 0 ? delaySeconds * 1_000 - 2_000 : 6_000

    afterAll(() => games.remove())

    it.each([
      { how: 'is killed', leave: (host: TestHost) => host.end() },
      { how: 'hands it over', leave: (host: TestHost) => host.signal('SIGTERM') },
    ])('is seen to go on when its owner $how', { timeout }, async ({ leave }) => {
      const { host, player, played, spectator, drawn } = await watched(games.folder)
      await start(games.folder)
      const leftAt = player.newestSnapshot
      leave(host)
      await eventually(() => expect(player.epoch).toBe(2), 30_000)
      await eventually(() => expect(spectator.epoch).toBe(2), 30_000)
      await eventually(() => expect(spectator.newest).toBeGreaterThan(leftAt + 300), 60_000)

      const stillMs = stillMsOf(spectator)
      if (process.env.TEST_LOG_LEVEL)
        console.info({ delaySeconds, players: played.stillMs, spectators: stillMs })
      expect(stillMs).toBeLessThan(stillMsMax)
      expect(rising([...spectator.seen.keys()])).toBe(true)
      expect(rising(drawn)).toBe(true)
      const laps = lapsHeard(spectator)
      expect(laps).toEqual(laps.map((_, index) => (laps[0] as number) + index * lapTicks))
      expect(laps.at(-1)).toBeGreaterThan(leftAt)
      expect(spectator.client.stats.desyncs).toBe(0)
      expect(spectator.closed).toBeUndefined()
      // It is as late as ever, give or take what packets need, and the player's pause.
      const behindTicks = player.newestSnapshot - spectator.newest
      expect(behindTicks).toBeGreaterThan((delaySeconds - 1) * race.tickRate)
      player.flag()
      await eventually(() => expect(spectator.ended).toBeDefined(), 60_000)
    })
  },
)
