import { randomBytes } from 'node:crypto'
import { shutdown } from '@gameserver/livekit'
import { scratchRedis } from '@gameserver/services/scratch'
import { openPlacementQueue, type PlacementQueue } from '@gameserver/storage/placement/placement-queue'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Authority, startAuthority } from './authority.ts'
import { loadAuthorityConfig } from './config.ts'
import { eventually, placeMatch, race, TestPlayer } from './testing.ts'

/** In the usual database authorities of other tests take what they find. */
const { url: redisUrl } = await scratchRedis()

/** Ten seconds of silence, and the time to misbehave before and after. */
const removalMsMax = 60_000

let database: TestDatabase
let queue: PlacementQueue
let authority: Authority

async function start(overrides: NodeJS.ProcessEnv = {}): Promise<Authority> {
  const config = loadAuthorityConfig({
    ...process.env,
    HOST: '127.0.0.1',
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl,
    // Matches go on until their test ends them, and seats are kept, however long the machine stands still meanwhile.
    GAME_SETTINGS: 'race.ticks=36000',
    JOIN_WINDOW_MS: '30000',
    SEAT_WINDOW_MS: '30000',
    LINGER_MS: '1000',
    DRAIN_MS: '100',
    LEASE_MS: '2000',
    ...overrides,
  })
  return startAuthority(
    { ...config, port: 0 },
    [race],
    pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' }),
  )
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

async function restart(overrides?: NodeJS.ProcessEnv): Promise<void> {
  await authority.stop()
  authority = await start(overrides)
}

async function joined(players: number) {
  const match = await placeMatch(database.sql, queue, players)
  const [first, ...others] = await Promise.all(match.playerIds.map((id) => TestPlayer.join(match.room, id)))
  return { match, first: first as TestPlayer, others }
}

async function everybodyLeaves(...players: TestPlayer[]): Promise<void> {
  for (const player of players) player.say({ case: 'leave', value: {} })
  await eventually(() => expect(players[0]?.ended?.reason).toBe('players_left'))
}

async function rowOf(matchId: string) {
  const [row] = await database.sql`select status, reason, epoch from matches where id = ${matchId}`
  return row
}

/** Refusals, without those of inputs that were late because the machine was busy: nobody is blamed for them. */
function refusalsIn(matchId: string): Record<string, number> {
  const { too_old: _late, ...refusals } = statsOf(matchId)?.rejected ?? {}
  return refusals
}

const statsOf = (matchId: string) => authority.stats().matches.find((match) => match.matchId === matchId)

describe('a match', () => {
  it('runs from its placement to the committed result', async () => {
    const { match, first, others } = await joined(2)
    const second = others[0] as TestPlayer
    second.input.go = false
    await eventually(async () => expect(await rowOf(match.id)).toMatchObject({ status: 'waiting', epoch: 1 }))
    await Promise.all([first.greet(), second.greet()])
    await eventually(() => expect(first.snapshots).toBeGreaterThan(5))
    await eventually(async () => expect(await rowOf(match.id)).toMatchObject({ status: 'running' }))
    first.sayInChat('  hello\u202e there\n')
    await eventually(() => expect(second.chat).toHaveLength(1))
    await eventually(() => expect(first.newestSnapshot).toBeGreaterThan(120))
    second.flag()
    await eventually(() => expect(first.ended && second.ended).toBeDefined())
    await eventually(async () =>
      expect(await rowOf(match.id)).toMatchObject({ status: 'ended', reason: 'finished' }),
    )

    expect(first.ended?.scores.map(({ slot, rank }) => ({ slot, rank }))).toEqual([
      { slot: 0, rank: 1 },
      { slot: 1, rank: 2 },
    ])
    expect(first.ended?.scores[0]?.score).toBeGreaterThan(80)
    expect(second.chat.map(({ text, slot }) => ({ text, slot }))).toEqual([{ text: 'hello there', slot: 0 }])
    expect(first.eventsOf('gameEvents').length).toBeGreaterThan(0)
    const scores =
      await database.sql`select score, rank from match_players where match_id = ${match.id} order by slot`
    expect(scores.map(({ rank }) => rank)).toEqual([1, 2])

    const { ticks = 0, ticksPerSecond = 0, ticksSkipped = 0, snapshotsOversized } = statsOf(match.id) ?? {}
    expect(ticksPerSecond * (1 + ticksSkipped / ticks)).toBeGreaterThan(55)
    expect(snapshotsOversized).toBe(0)
    expect(refusalsIn(match.id)).toEqual({})
    await eventually(() => expect([first.closed, second.closed]).toEqual(['room_deleted', 'room_deleted']))
  })

  it('refuses a client with other schemas, and says why', async () => {
    const { first } = await joined(1)
    await first.greetInVain({ schemaHash: 1 })
    expect(first.notices[0]).toBe('version_mismatch')
    await first.greet()
    await everybodyLeaves(first)
  })

  it('ends at once when everybody has left, with the scores they left with', async () => {
    const { match, first, others } = await joined(2)
    const second = others[0] as TestPlayer
    await Promise.all([first.greet(), second.greet()])
    await eventually(() => expect(first.newestSnapshot).toBeGreaterThan(60))
    await everybodyLeaves(first, second)
    await eventually(async () =>
      expect(await rowOf(match.id)).toMatchObject({ status: 'ended', reason: 'players_left' }),
    )
    const [row] =
      await database.sql`select score, live from match_players where match_id = ${match.id} and slot = 0`
    expect(row?.score).toBeGreaterThan(0)
    expect(row?.live).toBe(false)
  })

  it('replays to a player who comes back what was missed', async () => {
    const { match, first, others } = await joined(2)
    const second = others[0] as TestPlayer
    await Promise.all([first.greet(), second.greet()])
    await eventually(() => expect(second.eventsOf('phaseChange')).toHaveLength(1))
    const received = Math.max(...second.events.map(({ sequence }) => sequence))
    await second.room.close()
    for (const line of ['one', 'two', 'three']) first.sayInChat(line)
    await eventually(() => expect(first.chat).toHaveLength(3))
    const again = await TestPlayer.join(match.room, second.identity)
    again.epoch = first.epoch
    await again.greet({ eventSequence: received - 1, chatSequence: 1 })
    await eventually(() => expect(again.chat.map(({ text }) => text)).toEqual(['two', 'three']))
    const numbers = again.events.map(({ sequence }) => sequence).filter((sequence) => sequence > 0)
    expect(numbers).toContain(received)
    await everybodyLeaves(first, again)
  })

  it('tells a player who comes back which lines it has, before the player can say more', async () => {
    const { match, first } = await joined(2)
    await first.greet()
    for (const line of ['one', 'two']) first.sayInChat(line)
    await eventually(() => expect(first.chat).toHaveLength(2))
    await first.room.close()
    const again = await TestPlayer.join(match.room, first.identity)
    await again.greet()
    await eventually(() => expect(again.eventsOf('keyframe')).not.toHaveLength(0))
    const answers = again.events.slice(again.events.findIndex(({ body }) => body.case === 'welcome'))
    expect(answers.slice(0, 3).map(({ body }) => body)).toMatchObject([
      { case: 'welcome' },
      { case: 'acknowledgement', value: { chatSequence: 2, commandSequence: 0 } },
      { case: 'keyframe' },
    ])
    again.say({ case: 'leave', value: {} })
    await again.room.close()
  })

  it('does each command once and in order, and tells the sender alone what came of it', async () => {
    const { match, first, others } = await joined(2)
    const second = others[0] as TestPlayer
    for (const player of [first, second]) player.input.go = false
    await Promise.all([first.greet(), second.greet()])
    await eventually(() => expect(first.eventsOf('phaseChange')).toHaveLength(1))
    first.boost(100, 1)
    first.boost(100, 1)
    first.boost(0, 2)
    first.boost(1_000, 4)
    first.boost(10, 3)
    first.sayInChat('done')
    await eventually(() => expect(second.chat).toHaveLength(1))
    await eventually(() => expect(first.eventsOf('commandOutcome')).toHaveLength(4))
    const outcomes = first.eventsOf('commandOutcome').map(({ body }) => body.value)
    expect(outcomes).toMatchObject([
      { commandSequence: 1, refusalReason: '' },
      { commandSequence: 1, refusalReason: '' },
      { commandSequence: 2, refusalReason: 'refused', refusalDetail: 'a boost of nothing' },
      { commandSequence: 3, refusalReason: '' },
    ])
    expect(second.eventsOf('commandOutcome')).toEqual([])
    first.flag(4)
    await eventually(() => expect(first.ended?.scores).toMatchObject([{ slot: 0, score: 110 }, { score: 0 }]))
    expect(refusalsIn(match.id)).toEqual({ duplicate: 1, refused: 1, out_of_order: 1 })
  })

  it('keeps what a player owns beyond the match: at the end, and when the player leaves', async () => {
    const { match, first, others } = await joined(2)
    const second = others[0] as TestPlayer
    await Promise.all([first.greet(), second.greet()])
    await eventually(() => expect(first.newestSnapshot).toBeGreaterThan(10))
    second.say({ case: 'leave', value: {} })
    await eventually(() => expect(second.eventsOf('seatReleased')).toHaveLength(1))
    const [left] = await database.sql`select live from match_players where player_id = ${second.identity}`
    expect(left).toEqual({ live: false })
    expect(first.eventsOf('seatReleased')).toHaveLength(0)
    const keptOf = async ({ identity }: TestPlayer) =>
      (await database.sql`select value from kept where player_id = ${identity} and game = 'race'`)[0]?.value
    await eventually(async () => expect(await keptOf(second)).toEqual({ races: 1 }))
    first.flag()
    await eventually(async () => expect(await rowOf(match.id)).toMatchObject({ status: 'ended' }))
    expect(await keptOf(first)).toEqual({ races: 1 })

    const next = await placeMatch(database.sql, queue, [first.identity, second.identity])
    const [firstAgain, secondAgain] = await Promise.all(
      next.playerIds.map((id) => TestPlayer.join(next.room, id)),
    )
    await Promise.all([firstAgain?.greet(), secondAgain?.greet()])
    await eventually(() => expect(firstAgain?.snapshots).toBeGreaterThan(0))
    firstAgain?.flag()
    await eventually(async () => expect(await rowOf(next.id)).toMatchObject({ status: 'ended' }))
    expect([await keptOf(first), await keptOf(second)]).toEqual([{ races: 2 }, { races: 2 }])
  })

  it('ends the match of a game that throws, and no other', async () => {
    const [crashing, other] = await Promise.all([joined(1), joined(1)])
    crashing.first.input.crash = true
    await Promise.all([crashing.first.greet(), other.first.greet()])
    await eventually(() => expect(crashing.first.ended).toEqual({ reason: 'game_error', scores: [] }))
    await eventually(async () =>
      expect(await rowOf(crashing.match.id)).toMatchObject({ status: 'abandoned', reason: 'game_error' }),
    )
    other.first.flag()
    await eventually(() => expect(other.first.ended?.reason).toBe('finished'))
  })

  it('relays no more than five lines in ten seconds, and each line once', async () => {
    const { first } = await joined(1)
    await first.greet()
    const beganMs = performance.now()
    first.sayInChat('a line', 1)
    first.sayInChat('a line', 1)
    for (let line = 2; line <= 8; line++) first.sayInChat(`line ${line}`, line)
    first.sayInChat('x'.repeat(201), 9)
    await eventually(() =>
      expect(first.eventsOf('acknowledgement').at(-1)?.body.value).toMatchObject({ chatSequence: 9 }),
    )
    // One more every two seconds, should that much have passed between the lines.
    const granted = 5 + Math.floor((performance.now() - beganMs) / 2_000)
    const relayed = first.chat.map(({ text }) => text)
    expect(relayed.slice(0, 5)).toEqual(['a line', 'line 2', 'line 3', 'line 4', 'line 5'])
    expect(relayed.length).toBeLessThanOrEqual(granted)
    expect(first.notices).toContain('chat_rate')
    await everybodyLeaves(first)
  })
})

describe('a hostile participant', () => {
  it('is silenced, then removed, and costs the others nothing', async () => {
    const [{ match, first, others }, elsewhere] = await Promise.all([joined(3), joined(1)])
    const [second, hostile] = others as [TestPlayer, TestPlayer]
    await Promise.all([first, second, hostile, elsewhere.first].map((player) => player.greet()))
    let sent = 0
    const flood = setInterval(() => {
      for (const topic of ['input', 'events', 'chat', 'state', 'nonsense']) {
        for (const size of [0, 1, 37, 400, 64_000 - 500]) {
          hostile.send(topic, randomBytes(size), sent++ % 2 === 0)
        }
      }
    }, 20)
    await eventually(() => expect(hostile.closed).toBe('participant_removed'), removalMsMax)
    clearInterval(flood)
    await eventually(() => expect(first.newestSnapshot).toBeGreaterThan(15 * race.tickRate))
    first.flag()
    await eventually(() => expect(first.ended && second.ended).toBeDefined())

    expect(hostile.notices).toContain('bad_packets')
    const [removal] = await database.sql`select payload from outbox where topic = 'player.removed'`
    expect(removal?.payload).toMatchObject({
      matchId: match.id,
      game: 'race',
      identity: hostile.identity,
      refusals: { malformed: expect.any(Number) },
    })
    const stats = statsOf(match.id)
    // Of 60: a machine that stands still for some of the 15 seconds may cost a third, the flood none.
    expect(stats?.ticksPerSecond).toBeGreaterThan(40)
    expect(stats?.rejected).toMatchObject({ malformed: expect.any(Number), oversized: expect.any(Number) })
    expect(first.ended?.reason).toBe('finished')
    const share = ({ snapshots, newestSnapshot }: TestPlayer) => snapshots / newestSnapshot
    for (const honest of [first, second]) expect(share(honest)).toBeGreaterThan(0.8 * share(elsewhere.first))
    await everybodyLeaves(elsewhere.first)
  })
})

/** One that is not to be left. */
async function asFromQueue(matchId: string): Promise<void> {
  await database.sql`update match_players set ticket_id = 1 where match_id = ${matchId}`
  await database.sql`update matches set leaving_is_penalised = true where id = ${matchId}`
}

const strikesOf = async (matchId: string) => [
  ...(await database.sql`select player_id as "playerId", fault from queue_strikes where match_id = ${matchId}`),
]

// They only wait, for their own time each.
describe.concurrent('players who do not come', () => {
  beforeAll(() => restart({ JOIN_WINDOW_MS: '5000', SEAT_WINDOW_MS: '3000' }))
  afterAll(() => restart())

  it('leave a match to be abandoned, if nobody comes', async () => {
    const match = await placeMatch(database.sql, queue, 2)
    await eventually(async () =>
      expect(await rowOf(match.id)).toMatchObject({ status: 'abandoned', reason: 'no_players' }),
    )
  })

  it('are not waited for beyond their time', async () => {
    const match = await placeMatch(database.sql, queue, 2)
    await asFromQueue(match.id)
    const first = await TestPlayer.join(match.room, match.playerIds[0] as string)
    await first.greet()
    await eventually(() => expect(first.snapshots).toBeGreaterThan(0))
    await eventually(async () =>
      expect(await strikesOf(match.id)).toEqual([{ playerId: match.playerIds[1], fault: 'no_show' }]),
    )
    // Nobody is left behind.
    await everybodyLeaves(first)
    await eventually(async () => expect(await rowOf(match.id)).toMatchObject({ status: 'ended' }))
    expect(await strikesOf(match.id)).toHaveLength(1)
  })

  it('lose their seat after the window, if they were there', async () => {
    const { match, first, others } = await joined(2)
    const second = others[0] as TestPlayer
    await asFromQueue(match.id)
    await Promise.all([first.greet(), second.greet()])
    await second.room.close()
    await eventually(async () => {
      const [row] =
        await database.sql`select live from match_players where match_id = ${match.id} and slot = 1`
      expect(row?.live).toBe(false)
    })
    expect(await strikesOf(match.id)).toEqual([{ playerId: second.identity, fault: 'left' }])
    await everybodyLeaves(first)
  })
})

describe('a second owner', () => {
  it('goes on with a match whose owner has stopped, with a higher epoch and the players still there', async () => {
    const { match, first } = await joined(1)
    await first.greet()
    await eventually(() => expect(first.snapshots).toBeGreaterThan(10))
    await authority.stop()
    const stoppedAt = first.newestSnapshot
    expect(first.closed).toBeUndefined()
    const keptOf = async () =>
      (await database.sql`select value from kept where player_id = ${first.identity}`)[0]?.value
    expect(await keptOf()).toEqual({ races: 1 })
    authority = await start()
    await eventually(async () => expect(await rowOf(match.id)).toMatchObject({ epoch: 2 }))
    await eventually(() => expect(first.epoch).toBe(2))
    await eventually(() => expect(first.newestSnapshot).toBeGreaterThan(stoppedAt + 10))
    first.flag()
    await eventually(() => expect(first.ended?.reason).toBe('finished'))
    expect(first.closed === undefined || first.closed === 'room_deleted').toBe(true)
    // The player has not come into it twice.
    await eventually(async () => expect(await rowOf(match.id)).toMatchObject({ status: 'ended' }))
    expect(await keptOf()).toEqual({ races: 1 })
  })
})
