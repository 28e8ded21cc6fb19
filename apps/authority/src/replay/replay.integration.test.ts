import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type AnyGame,
  bool,
  defineGame,
  int,
  playerMap,
  Replay,
  ReplayRejected,
  schemaHash,
  u16,
  verifyReplay,
} from '@gameserver/engine'
import { shutdown } from '@gameserver/livekit'
import { scratchRedis } from '@gameserver/services/scratch'
import { openPlacementQueue, type PlacementQueue } from '@gameserver/storage/placement/placement-queue'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Authority, startAuthority } from '../authority.ts'
import { loadAuthorityConfig } from '../config.ts'
import { oneProcess, TestHost, writeGames } from '../supervisor/test-host.ts'
import { eventually, placeMatch, race, TestPlayer } from '../testing.ts'

/** In the usual database authorities of other tests take what they find. */
const { url: redisUrl } = await scratchRedis()

let database: TestDatabase
let queue: PlacementQueue
let folder: string

beforeAll(async () => {
  database = await createTestDatabase()
  queue = openPlacementQueue(redisUrl)
  folder = mkdtempSync(join(tmpdir(), 'replays-'))
})

afterAll(async () => {
  await shutdown()
  await queue.close()
  await database.drop()
  rmSync(folder, { recursive: true })
})

function start(game: AnyGame): Promise<Authority> {
  const config = loadAuthorityConfig({
    ...process.env,
    HOST: '127.0.0.1',
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl,
    LINGER_MS: '1000',
    GAME_SETTINGS: 'race.ticks=36000',
    DRAIN_MS: '100',
    // Who stops lets all go that it has. Nobody else is to have a match because the machine stood still.
    LEASE_MS: '20000',
    REPLAY_FOLDER: folder,
  })
  const log = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' })
  return startAuthority({ ...config, port: 0 }, [game], log)
}

async function withAuthority(game: AnyGame, use: () => Promise<void>): Promise<void> {
  const authority = await start(game)
  try {
    await use()
  } finally {
    await authority.stop()
  }
}

/** `meanwhile` is what comes between two seconds of it and its end. */
async function playedMatch(hash?: number, meanwhile?: (players: readonly TestPlayer[]) => Promise<void>) {
  const match = await placeMatch(database.sql, queue, 2)
  const players = await Promise.all(match.playerIds.map((id) => TestPlayer.join(match.room, id)))
  await Promise.all(players.map((player) => player.greet(hash === undefined ? {} : { schemaHash: hash })))
  await eventually(() => expect(players.every(({ newestSnapshot }) => newestSnapshot > 120)).toBe(true))
  await meanwhile?.(players)
  players[0]?.flag()
  await eventually(() => expect(players.every((player) => player.ended)).toBe(true))
  // Players hear of the end before the result is written, where the database is slow.
  const result = async () =>
    (await database.sql`select status, metadata from matches where id = ${match.id}`)[0]
  await eventually(async () => expect((await result())?.status).toBe('ended'))
  return { id: match.id, metadata: (await result())?.metadata }
}

function opened(game: AnyGame, name: string): Replay<AnyGame> {
  const replay = Replay.open(game, readFileSync(join(folder, `${name}.gsr`)))
  if (replay instanceof ReplayRejected) throw new Error(replay.detail)
  return replay
}

describe('the replay of a match', () => {
  it('comes out as the result says, and the result has its hash', async () => {
    await withAuthority(race, async () => {
      const { id, metadata } = await playedMatch()
      await eventually(() => expect(opened(race, id).isComplete).toBe(true))
      const replay = opened(race, id)
      expect(verifyReplay(replay)).toBeUndefined()
      expect(metadata.replayHash).toBe(replay.headHash)
      expect(metadata.attestation).toBeUndefined()
      expect(replay.header.players.map(({ name }) => name)).toEqual(['player 0', 'player 1'])
      const scores = await database.sql`select slot, score from match_players where match_id = ${id}`
      for (const { slot, score } of replay.scores ?? [])
        expect(scores.find((known) => known.slot === slot)?.score).toBe(score)
    })
    expect(readdirSync(folder)).toHaveLength(1)
  })

  it('attests who did what, where players decide for themselves', async () => {
    const watched = defineGame({
      ...race,
      mode: 'observer',
      state: { ...race.state, players: playerMap({ points: int(0, 65_535), races: u16, go: bool }) },
      proposes: 'players',
    } as never) as unknown as AnyGame
    await withAuthority(watched, async () => {
      const { id, metadata } = await playedMatch(schemaHash(watched))
      await eventually(() => expect(opened(watched, id).isComplete).toBe(true))
      expect(metadata.attestation.replayHash).toBe(opened(watched, id).headHash)
      expect(metadata.attestation.offences).toEqual({})
    })
  })

  it('goes on in a file of its own under each owner, and none is lost', async () => {
    const former = await start(race)
    const next: Authority[] = []
    try {
      const { id, metadata } = await playedMatch(undefined, async (players) => {
        next.push(await start(race))
        const seen = Math.max(...players.map(({ newestSnapshot }) => newestSnapshot))
        await former.stop()
        await eventually(() => expect(players.map(({ epoch }) => epoch)).toEqual([2, 2]))
        await eventually(() => expect(players[0]?.newestSnapshot).toBeGreaterThan(seen + 240))
      })
      await eventually(() => expect(opened(race, `${id}-2`).isComplete).toBe(true))
      const [first, second] = [opened(race, id), opened(race, `${id}-2`)]
      expect([first.header.part, second.header.part]).toEqual([undefined, 2])
      expect([first.startTick, first.isComplete]).toEqual([0, false])
      expect(second.startTick).toBeLessThanOrEqual(first.endTick)
      for (const replay of [first, second]) expect(verifyReplay(replay)).toBeUndefined()
      expect(metadata.replayHash).toBe(second.headHash)
      expectWhole(id, metadata.replayHash)
    } finally {
      for (const authority of [former, ...next]) await authority.stop()
    }
  })
})

describe('the replay of a match whose owners are killed', () => {
  const testing = fileURLToPath(new URL('../testing.ts', import.meta.url))
  const games = writeGames({ race: `export { race as default } from '${testing}'` })
  const hosts: TestHost[] = []

  afterAll(() => {
    for (const host of hosts) host.end()
    games.remove()
  })

  const start = () =>
    TestHost.start({
      ...oneProcess,
      GAMES_FOLDER: games.folder,
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl,
      REPLAY_FOLDER: folder,
      // Each file is of the owner that it is meant to be of: a busy machine makes no others.
      LEASE_MS: '4000',
    })

  /** The one that is started before has the match then. */
  async function killOwner(): Promise<void> {
    hosts.push(await start())
    hosts.shift()?.end()
  }

  const killWhoSaid = (msg: string, id: string) =>
    eventually(() => {
      const said = ({ log }: TestHost) => log.some((line) => line.msg === msg && line.matchId === id)
      const at = hosts.findIndex(said)
      expect(at).toBeGreaterThanOrEqual(0)
      hosts.splice(at, 1)[0]?.end()
    })

  it('has every tick from the first to the last', { timeout: 180_000 }, async () => {
    hosts.push(await start())
    const { id, metadata } = await playedMatch(undefined, async (players) => {
      const [first] = players as [TestPlayer, TestPlayer]
      for (const player of players)
        player.inputAt = (tick) => ({ go: tick % 3 === 0, steer: 0, crash: false })
      await eventually(() => expect(first.newestSnapshot).toBeGreaterThan(400))
      await killOwner()
      await eventually(() => expect(players.map(({ epoch }) => epoch)).toEqual([2, 2]))
      const { newestSnapshot } = first
      await eventually(() => expect(first.newestSnapshot).toBeGreaterThan(newestSnapshot + 500))
      players[1]?.boost(7, 1)
      await killOwner()
      await eventually(() => expect(players.map(({ epoch }) => epoch)).toEqual([3, 3]))
      const seen = first.newestSnapshot
      await eventually(() => expect(first.newestSnapshot).toBeGreaterThan(seen + 120))
    })
    await eventually(() => expect(opened(race, `${id}-3`).isComplete).toBe(true))
    const [first, second, third] = [id, `${id}-2`, `${id}-3`].map((name) => opened(race, name))
    expect(first?.startTick).toBe(0)
    expect(second?.header.former).toMatchObject({ part: 1, tick: second?.startTick })
    expect(third?.header.former).toMatchObject({ part: 2, tick: third?.startTick })
    expectWhole(id, metadata.replayHash)
  })

  it('has them too when they had no time to write anything', { timeout: 180_000 }, async () => {
    while (hosts.length < 3) hosts.push(await start())
    const match = await placeMatch(database.sql, queue, 1)
    const player = await TestPlayer.join(match.room, match.playerIds[0] as string)
    await player.greet()
    await eventually(() => expect(player.newestSnapshot).toBeGreaterThan(0))
    await killWhoSaid('match waits for its players', match.id)
    await eventually(() => expect(player.epoch).toBe(2))
    await killWhoSaid('match taken over', match.id)
    await eventually(() => expect(player.epoch).toBe(3))
    const { newestSnapshot } = player
    await eventually(() => expect(player.newestSnapshot).toBeGreaterThan(newestSnapshot + 60))
    player.flag()
    await eventually(() => expect(player.ended).toBeDefined())
    const result = async () =>
      (await database.sql`select status, metadata from matches where id = ${match.id}`)[0]
    await eventually(async () => expect((await result())?.status).toBe('ended'))
    await eventually(() => expect(opened(race, `${match.id}-3`).isComplete).toBe(true))
    expectWhole(match.id, (await result())?.metadata.replayHash)
  })
})

/** All parts of it, from its seed to the end that the result has the hash of. */
function expectWhole(id: string, hash: string): void {
  const files = readdirSync(folder).filter((name) => name.startsWith(id))
  const whole = Replay.join(
    race,
    files.map((name) => readFileSync(join(folder, name))),
  )
  if (whole instanceof ReplayRejected) throw new Error(whole.detail)
  expect([whole.startTick, whole.isComplete, whole.headHash]).toEqual([0, true, hash])
  expect(verifyReplay(whole)).toBeUndefined()
}
