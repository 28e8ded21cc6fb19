import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Replay, ReplayRejected, verifyReplay } from '@gameserver/engine'
import { shutdown } from '@gameserver/livekit'
import { Presence } from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { scratchRedis } from '@gameserver/services/scratch'
import { openPlacementQueue, type PlacementQueue } from '@gameserver/storage/placement/placement-queue'
import { addSeats } from '@gameserver/storage/seats'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Authority, startAuthority } from '../authority.ts'
import { loadAuthorityConfig } from '../config.ts'
import { eventually, placeMatch, race, TestPlayer } from '../testing.ts'

/** In the usual database authorities of other tests take what they find. */
const { url: redisUrl } = await scratchRedis()

/** What a player is seen to begin with says the team and the role; and alone nobody takes newcomers. */
const relay: typeof race = {
  ...race,
  join(world, slot, ctx) {
    race.join(world, slot, ctx)
    const player = world.players.get(slot)
    if (player) player.points = 10_000 * ctx.team + (ctx.role === 'anchor' ? 5_000 : 0)
  },
  isOpen: (world) => world.players.size > 1,
}

describe('seats that are added while a match runs', () => {
  let database: TestDatabase
  let queue: PlacementQueue
  let authority: Authority
  let folder: string

  beforeAll(async () => {
    database = await createTestDatabase()
    queue = openPlacementQueue(redisUrl)
    folder = mkdtempSync(join(tmpdir(), 'replays-'))
    const config = loadAuthorityConfig({
      ...process.env,
      HOST: '127.0.0.1',
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl,
      GAME_SETTINGS: 'race.ticks=36000',
      JOIN_WINDOW_MS: '8000',
      SEAT_WINDOW_MS: '30000',
      LINGER_MS: '1000',
      DRAIN_MS: '100',
      REPLAY_FOLDER: folder,
    })
    const log = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' })
    authority = await startAuthority({ ...config, port: 0 }, [relay], log)
  })
  afterAll(async () => {
    await authority.stop()
    await shutdown()
    await queue.close()
    await database.drop()
    rmSync(folder, { recursive: true })
  })

  async function runningMatch(players: number) {
    const match = await placeMatch(database.sql, queue, players)
    const joined = await Promise.all(match.playerIds.map((id) => TestPlayer.join(match.room, id)))
    await Promise.all(joined.map((player) => player.greet()))
    await eventually(() => expect(joined.every(({ newestSnapshot }) => newestSnapshot > 0)).toBe(true))
    return { match, players: joined as [TestPlayer, TestPlayer, TestPlayer] }
  }

  async function newPlayer(name: string): Promise<string> {
    const id = randomUUID()
    await database.sql`insert into players (id, name) values (${id}, ${name})`
    return id
  }

  const seat = (matchId: string, playerId: string, team = 0, role?: string) =>
    database.sql.begin((transaction) =>
      addSeats(transaction, [{ matchId, seats: [{ playerId, team, role }] }]),
    )
  const rowsOf = (matchId: string) =>
    database.sql`select player_id, slot, score, rank, live, left_at is not null as has_left
      from match_players where match_id = ${matchId} order by slot`
  const isOpen = async (matchId: string) =>
    (await database.sql`select is_open from matches where id = ${matchId}`)[0]?.is_open

  it('are taken, played in and part of the result and of the replay', async () => {
    const { match, players } = await runningMatch(3)
    const [leaver, second, third] = players
    await eventually(() => expect(leaver.newestSnapshot).toBeGreaterThan(60))
    leaver.say({ case: 'leave', value: {} })
    await eventually(async () => expect((await rowsOf(match.id))[0]?.has_left).toBe(true))

    const lateId = await newPlayer('Späte')
    await database.sql`insert into kept (player_id, game, value, saved_at)
      values (${lateId}, 'race', ${database.sql.json({ races: 6 })}, now())`
    expect(await seat(match.id, lateId, 1, 'anchor')).toEqual([undefined])
    const seatedMs = performance.now()
    const late = await TestPlayer.join(match.room, lateId)
    await late.greet()
    const welcomedMs = performance.now() - seatedMs
    const [welcome] = late.eventsOf('welcome')
    expect(welcome?.body.value).toMatchObject({ slot: 3, seatCount: 3 })
    const atLate = { slot: 3, name: 'Späte', team: 1, role: 'anchor', presence: Presence.CONNECTED }
    await eventually(() =>
      expect(second.eventsOf('roster').at(-1)?.body.value).toMatchObject({
        seats: [{ slot: 0, presence: Presence.LEFT }, { slot: 1, team: 0, role: '' }, { slot: 2 }, atLate],
      }),
    )
    await eventually(() => expect(late.newestSnapshot - second.newestSnapshot).toBeGreaterThan(-60))
    const cameTick = late.newestSnapshot
    await eventually(() => expect(late.newestSnapshot).toBeGreaterThan(cameTick + 90))
    third.flag()
    await eventually(() =>
      expect(players.slice(1).every((player) => player.ended) && late.ended).toBeDefined(),
    )
    await eventually(async () => expect((await rowsOf(match.id)).every(({ live }) => !live)).toBe(true))

    const rows = await rowsOf(match.id)
    expect(rows.map(({ slot, rank, has_left }) => [slot, rank, has_left])).toEqual([
      [0, 4, true],
      expect.arrayContaining([1, false]),
      expect.arrayContaining([2, false]),
      [3, 1, false],
    ])
    expect(rows[3]).toMatchObject({ player_id: lateId })
    expect(rows[3]?.score).toBeGreaterThan(15_050)
    expect(rows[0]?.score).toBeGreaterThan(0)
    const [kept] = await database.sql`select value from kept where player_id = ${lateId}`
    expect(kept?.value).toEqual({ races: 7 })

    await eventually(() => expect(replayOf(match.id).isComplete).toBe(true))
    const replay = replayOf(match.id)
    expect(verifyReplay(replay)).toBeUndefined()
    expect(replay.players.map(({ name }) => name)).toEqual(['player 0', 'player 1', 'player 2', 'Späte'])
    expect(replay.scores?.map(({ slot }) => slot)).toContain(3)
    // The watch alone would take up to a second.
    expect(welcomedMs).toBeLessThan(10_000)
  })

  it('are given up when nobody comes, each in its own time', async () => {
    const { match, players } = await runningMatch(2)
    const absentId = await newPlayer('Absent')
    await seat(match.id, absentId)
    await eventually(() =>
      expect(players[0].eventsOf('roster').at(-1)?.body.value).toMatchObject({
        seats: [{}, {}, { slot: 2, presence: Presence.EXPECTED }],
      }),
    )
    await eventually(async () => {
      const row = (await rowsOf(match.id))[2]
      expect(row).toMatchObject({ player_id: absentId, live: false, has_left: true })
    })
    expect(players[0].ended).toBeUndefined()
    players[0].flag()
    await eventually(() => expect(players[0].ended).toBeDefined())
  })

  it('are there only while the game takes newcomers', async () => {
    const { match, players } = await runningMatch(2)
    expect(await isOpen(match.id)).toBe(true)
    players[0].say({ case: 'leave', value: {} })
    await eventually(async () => expect(await isOpen(match.id)).toBe(false))
    expect(await seat(match.id, await newPlayer('Late'))).toEqual(['match_closed'])
    players[1].flag()
    await eventually(() => expect(players[1].ended).toBeDefined())
  })

  function replayOf(matchId: string): Replay<typeof race> {
    const replay = Replay.open(relay, readFileSync(join(folder, `${matchId}.gsr`)))
    if (replay instanceof ReplayRejected) throw new Error(replay.detail)
    return replay
  }
})
