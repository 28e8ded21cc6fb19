import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
import { openPlacementQueue, type PlacementQueue } from '@gameserver/storage/placement/placement-queue'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Authority, startAuthority } from '../authority.ts'
import { loadAuthorityConfig } from '../config.ts'
import { eventually, placeMatch, race, TestPlayer } from '../testing.ts'

/** Other tests use other databases of the same Redis. */
const redisUrl = new URL(process.env.REDIS_URL ?? 'redis://unset')
redisUrl.pathname = '/9'

let database: TestDatabase
let queue: PlacementQueue
let folder: string

beforeAll(async () => {
  database = await createTestDatabase()
  queue = openPlacementQueue(redisUrl.href)
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
    REDIS_URL: redisUrl.href,
    LINGER_MS: '1000',
    GAME_SETTINGS: 'race.ticks=36000',
    DRAIN_MS: '100',
    // A job that a stopping authority has just taken comes to the next one soon.
    LEASE_MS: '1000',
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
      expect(second.startTick).toBeGreaterThan(120)
      for (const replay of [first, second]) expect(verifyReplay(replay)).toBeUndefined()
      expect(metadata.replayHash).toBe(second.headHash)
    } finally {
      for (const authority of [former, ...next]) await authority.stop()
    }
  })
})
