import { fileURLToPath } from 'node:url'
import { shutdown } from '@gameserver/livekit'
import { scratchRedis } from '@gameserver/services/scratch'
import { openPlacementQueue, type PlacementQueue } from '@gameserver/storage/placement/placement-queue'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LogLine, oneProcess, TestHost, writeGames } from './supervisor/test-host.ts'
import { eventually, type PlacedMatch, placeMatch, TestPlayer } from './testing.ts'

/** In the usual database authorities of other tests take what they find. */
const { url: redisUrl } = await scratchRedis()

const testing = fileURLToPath(new URL('./testing.ts', import.meta.url))
const games = writeGames({ race: `export { race as default } from '${testing}'` })

let database: TestDatabase
let queue: PlacementQueue
/** The first has the matches. */
const hosts: TestHost[] = []

function start(overrides: NodeJS.ProcessEnv = {}): Promise<TestHost> {
  return TestHost.start({
    ...oneProcess,
    GAMES_FOLDER: games.folder,
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl,
    ...overrides,
  })
}

beforeAll(async () => {
  database = await createTestDatabase()
  queue = openPlacementQueue(redisUrl)
  hosts.push(await start())
})
afterAll(async () => {
  for (const host of hosts) host.end()
  await shutdown()
  await queue.close()
  await database.drop()
  games.remove()
})

/** Kills the owner with all of its host, without a word; the one that is started before has the match then. */
async function killOwner(): Promise<TestHost> {
  const next = await start()
  hosts.push(next)
  hosts.shift()?.end()
  return next
}

async function joined(players: number): Promise<{ match: PlacedMatch; players: TestPlayer[] }> {
  const match = await placeMatch(database.sql, queue, players)
  const all = await Promise.all(match.playerIds.map((id) => TestPlayer.join(match.room, id)))
  return { match, players: all }
}

const reached = (player: TestPlayer, tick: number) =>
  eventually(() => expect(player.newestSnapshot).toBeGreaterThan(tick))

const rowOf = async (matchId: string) =>
  (await database.sql`select status, reason, epoch, metadata from matches where id = ${matchId}`)[0]

describe('a match whose owner is killed', () => {
  it('goes on at its tick, with every input, and with numbers that go on', async () => {
    const { match, players } = await joined(2)
    const [first, second] = players as [TestPlayer, TestPlayer]
    // Every other tick: an input that is repeated for one that was lost is one point too many or too few.
    for (const player of players) player.inputAt = (tick) => ({ go: tick % 2 === 0, steer: 0, crash: false })
    const worlds = new Map<number, number>()
    first.onSnapshot = (tick, world) => {
      const points = world?.players.get(0)?.points
      if (points !== undefined) worlds.set(tick, points)
    }
    await Promise.all(players.map((player) => player.greet()))
    await reached(first, 60)
    first.sayInChat('before')
    second.boost(100, 1)
    await eventually(() =>
      expect([first.chat.length, second.eventsOf('commandOutcome').length]).toEqual([1, 1]),
    )

    const next = await killOwner()
    const killedAt = first.newestSnapshot
    first.sayInChat('meanwhile', 2)
    await eventually(() => expect(players.map(({ epoch }) => epoch)).toEqual([2, 2]))
    // As clients do: until it is acknowledged.
    first.sayInChat('meanwhile', 2)
    second.boost(100, 1)
    second.boost(0, 2)
    first.sayInChat('after', 3)
    await reached(first, killedAt + 300)
    await eventually(() =>
      expect(second.chat.map(({ text }) => text)).toEqual(['before', 'meanwhile', 'after']),
    )
    await eventually(() => expect(second.eventsOf('commandOutcome')).toHaveLength(3))

    const numbers = first.events.map(({ sequence }) => sequence).filter((sequence) => sequence > 0)
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] as number) + index))
    expect(second.chat.map(({ sequence }) => sequence)).toEqual([1, 2, 3])
    const taken = (await next.logged('match taken over')) as LogLine & { tick: number }
    const wentOn = (await next.logged('match goes on')) as LogLine & { ticksMadeUp: number }
    expect(wentOn.ticksMadeUp).toBeGreaterThan(10)
    const before = Math.max(...[...worlds.keys()].filter((tick) => tick <= taken.tick))
    const after = Math.min(...[...worlds.keys()].filter((tick) => tick >= taken.tick + wentOn.ticksMadeUp))
    const gained = (worlds.get(after) as number) - (worlds.get(before) as number)
    // One or two come too late wherever a machine is busy; those of a second are many more.
    expect(Math.abs(gained - (after - before) / 2)).toBeLessThanOrEqual(3)
    first.flag(1)
    await eventually(async () => expect(await rowOf(match.id)).toMatchObject({ status: 'ended', epoch: 2 }))
    await eventually(() => expect(first.ended?.reason).toBe('finished'))
    expect(players.map(({ closed }) => closed === undefined || closed === 'room_deleted')).toEqual([
      true,
      true,
    ])
  })
})

describe('a match that another process stands by for', () => {
  /** One that is played, and a host, the last one, that stands by for it. */
  async function guarded(count: number) {
    const { match, players } = await joined(count)
    const [first] = players as [TestPlayer]
    await Promise.all(players.map((player) => player.greet()))
    await reached(first, 60)
    const standby = await start()
    hosts.push(standby)
    await standby.logged('standing by')
    return { match, players, first, standby }
  }

  it('is its own as soon as the owner is gone', async () => {
    const { match, players, first, standby } = await guarded(2)
    const owner = hosts.shift() as TestHost
    const killedAt = first.newestSnapshot
    owner.end()
    await eventually(() => expect(players.map(({ epoch }) => epoch)).toEqual([2, 2]))
    await reached(first, killedAt + 120)
    expect(standby.linesOf('match taken')).toMatchObject([{ matchId: match.id, how: 'standby' }])
    expect(players.map(({ closed }) => closed)).toEqual([undefined, undefined])
    first.flag(1)
    await eventually(async () => expect(await rowOf(match.id)).toMatchObject({ status: 'ended', epoch: 2 }))
  })

  it('is handed over to that one', async () => {
    const { match, first, standby } = await guarded(1)
    const owner = hosts.shift() as TestHost
    owner.signal('SIGTERM')
    await eventually(() => expect(first.epoch).toBe(2))
    expect(await owner.exited).toEqual({ code: 0, signal: null })
    expect(standby.linesOf('match taken')).toMatchObject([{ matchId: match.id, how: 'standby' }])
    expect(owner.linesOf('match given up')).toMatchObject([{ matchId: match.id, why: 'handed over' }])
    first.flag(1)
    await eventually(async () => expect(await rowOf(match.id)).toMatchObject({ status: 'ended', epoch: 2 }))
  })

  it('is left by that one when it is over', async () => {
    const { match, first, standby } = await guarded(1)
    first.flag(1)
    await eventually(async () => expect(await rowOf(match.id)).toMatchObject({ status: 'ended', epoch: 1 }))
    await eventually(async () => expect((await standby.stats()).standbys).toBe(0))
    hosts.pop()?.end()
  })
})

describe('a match whose host is stopped', () => {
  it('is handed over to a successor in the room, without a tick lost', async () => {
    const { match, players } = await joined(2)
    const [first, second] = players as [TestPlayer, TestPlayer]
    await Promise.all(players.map((player) => player.greet()))
    await reached(first, 60)
    const next = await start()
    const [former] = hosts.splice(0, 1, next) as [TestHost]
    const stoppedAt = first.newestSnapshot
    former.signal('SIGTERM')
    await eventually(() => expect(players.map(({ epoch }) => epoch)).toEqual([2, 2]))
    await reached(first, stoppedAt + 180)
    expect(await former.exited).toEqual({ code: 0, signal: null })
    const taken = (await next.logged('match taken over')) as LogLine & { tick: number }
    await next.logged('match goes on')
    expect(former.linesOf('match given up')).toMatchObject([{ why: 'handed over' }])
    // All that was seen of the former owner had been written down: nothing goes back.
    expect(taken.tick).toBeGreaterThanOrEqual(stoppedAt)
    second.sayInChat('still here')
    await eventually(() => expect(first.chat.map(({ text }) => text)).toEqual(['still here']))
    first.flag(1)
    await eventually(async () => expect(await rowOf(match.id)).toMatchObject({ status: 'ended', epoch: 2 }))
    const { ticksSkipped } = (await rowOf(match.id))?.metadata ?? {}
    // A machine that stands still for long costs some, with or without a handover.
    expect(ticksSkipped).toBeLessThan(60)
  })
})
