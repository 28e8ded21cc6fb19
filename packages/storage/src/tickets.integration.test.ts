import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { registerGame } from './games.ts'
import { type Decision, matchTickets, type TicketQueue } from './match-forming.ts'
import { abandonOverdue, findUnplaced } from './match-sweep.ts'
import { claimMatch, markPlayerLeft, setMatchStatus } from './matches.ts'
import { connectPostgres, type Sql } from './postgres.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'
import { askAfterTicket, dequeue, enqueue, medianWaitSeconds, withdrawUnseen } from './tickets.ts'

describe('tickets and the matches made of them', () => {
  let database: TestDatabase
  let sql: Sql
  let playerIds: string[]
  const [game, mode] = ['arena', 'quick']

  beforeAll(async () => {
    database = await createTestDatabase()
    sql = database.sql
    const players = { min: 2, max: 4 }
    await registerGame(sql, { id: game, name: 'Arena', version: '1.0.0', description: '', players })
    playerIds = Array.from({ length: 12 }, () => randomUUID())
    await sql`insert into players ${sql(playerIds.map((id) => ({ id, name: 'p' })))}`
  })
  afterEach(async () => {
    await sql`delete from tickets`
    await sql`delete from matches`
  })
  afterAll(() => database.drop())

  const player = (index: number) => playerIds[index] as string
  const join = (playerId: string, at: Sql = sql) =>
    enqueue(at, { playerId, game, mode, playersMin: 2, playersMax: 2, reason: 'just joined' })

  function pairUp(queues: TicketQueue[]): Decision {
    const tickets = queues.flatMap((queue) => queue.tickets)
    const pairs = Array.from({ length: Math.floor(tickets.length / 2) }, (_, pair) =>
      tickets.slice(pair * 2, pair * 2 + 2),
    )
    const matches = pairs.map((pair) => ({
      id: randomUUID(),
      game,
      mode,
      room: `arena-${randomUUID()}`,
      seed: 1,
      tickets: pair,
    }))
    return {
      matches,
      reasons: tickets.slice(pairs.length * 2).map(({ playerId }) => ({ playerId, reason: 'odd one out' })),
    }
  }

  it('seats the players of a match by the age of their tickets', async () => {
    for (const index of [2, 0, 1]) await join(player(index))
    const formed = await matchTickets(sql, pairUp)
    expect(formed?.map(({ tickets }) => tickets.map(({ playerId }) => playerId))).toEqual([
      [player(2), player(0)],
    ])
    const claimed = await claimMatch(sql, { matchId: formed?.[0]?.id as string, authorityId: 'a' })
    expect(claimed?.players.map(({ playerId, slot }) => [playerId, slot])).toEqual([
      [player(2), 0],
      [player(0), 1],
    ])
    expect(await askAfterTicket(sql, player(0))).toBeUndefined()
    expect(await askAfterTicket(sql, player(1))).toMatchObject({
      reason: 'odd one out',
      position: 1,
      waiting: 1,
    })
    expect(await medianWaitSeconds(sql, game, mode)).toBeGreaterThan(0)
  })

  it('makes no match of a ticket that has gone, or been replaced, since it was read', async () => {
    for (const index of [0, 1, 2, 3]) await join(player(index))
    const formed = await matchTickets(sql, (queues) => {
      const decision = pairUp(queues)
      for (const match of decision.matches) {
        const first = match.tickets[0] as { id: string; playerId: string }
        if (first.playerId === player(0)) match.tickets[0] = { ...first, id: '0' }
      }
      return decision
    })
    expect(formed?.map(({ tickets }) => tickets.map(({ playerId }) => playerId))).toEqual([
      [player(2), player(3)],
    ])
    expect(await askAfterTicket(sql, player(0))).toBeDefined()
    expect(await askAfterTicket(sql, player(1))).toBeDefined()
  })

  it('lets one pass at a time through', async () => {
    await Promise.all([join(player(0)), join(player(1))])
    const passes = await Promise.all(Array.from({ length: 4 }, () => matchTickets(sql, pairUp)))
    expect(passes.flatMap((formed) => formed ?? [])).toHaveLength(1)
  })

  it('never has a player in two matches, or in a match and a queue, whatever happens at once', async () => {
    const pools = Array.from({ length: 3 }, () => connectPostgres(database.url, { connectionsMax: 5 }))
    const deadline = Date.now() + 20_000
    let formed = 0
    const isOver = () => formed >= 20 || Date.now() > deadline
    const rivals = pools.map(async (pool) => {
      while (!isOver()) formed += (await matchTickets(pool, pairUp))?.length ?? 0
    })
    const impatient = playerIds.map(async (playerId, index) => {
      const pool = pools[index % pools.length] as Sql
      while (!isOver()) {
        const outcomes = await Promise.all([join(playerId, pool), join(playerId, pool)])
        expect(outcomes.filter((outcome) => outcome === 'queued').length).toBeLessThan(2)
        if (index % 3 === 0) await dequeue(pool, playerId)
        const [live] = await pool`select match_id from match_players where player_id = ${playerId} and live`
        if (live === undefined) continue
        await claimMatch(pool, { matchId: live.match_id, authorityId: 'a' })
        const [match] = await pool`select epoch from matches where id = ${live.match_id}`
        await markPlayerLeft(pool, { matchId: live.match_id, epoch: match?.epoch, playerId })
      }
    })
    const violations: unknown[] = []
    const watch = (async () => {
      while (!isOver()) {
        violations.push(
          ...(await sql`
          select player_id from match_players p where live
          group by player_id having count(*) > 1 or bool_or(exists (select from tickets t where t.player_id = p.player_id))`),
        )
      }
    })()
    await Promise.all([...rivals, ...impatient, watch])
    expect(violations).toEqual([])
    expect(formed).toBeGreaterThan(5)
    const [uneven] = await sql`
      select match_id from match_players group by match_id having count(*) <> 2`
    expect(uneven).toBeUndefined()
    await Promise.all(pools.map((pool) => pool.end()))
  })

  const seenAgo = (playerId: string, seconds: number) =>
    sql`update tickets set seen_at = clock_timestamp() - ${seconds} * interval '1 second'
      where player_id = ${playerId}`
  const seenAt = async (playerId: string): Promise<Date> =>
    (await sql`select seen_at from tickets where player_id = ${playerId}`)[0]?.seen_at

  it('withdraws the tickets of players who no longer ask, and of nobody else', async () => {
    for (const index of [0, 1, 2]) await join(player(index))
    for (const index of [0, 1]) await seenAgo(player(index), 31)
    expect(await askAfterTicket(sql, player(1))).toBeDefined()
    expect([...(await withdrawUnseen(sql, 30_000))]).toEqual([{ game, mode }])
    expect(await withdrawUnseen(sql, 30_000)).toHaveLength(0)
    expect(await askAfterTicket(sql, player(0))).toBeUndefined()
    expect(await askAfterTicket(sql, player(1))).toMatchObject({ position: 1, waiting: 2 })
    expect(await join(player(0))).toBe('queued')
  })

  it('notes a question once in a while, and waits for nobody to do so', async () => {
    await join(player(0))
    await seenAgo(player(0), 1)
    const before = await seenAt(player(0))
    await askAfterTicket(sql, player(0))
    expect(await seenAt(player(0))).toEqual(before)
    await seenAgo(player(0), 20)
    const longBefore = await seenAt(player(0))
    await sql.begin(async (transaction) => {
      await transaction`select from tickets where player_id = ${player(0)} for update`
      expect(await askAfterTicket(sql, player(0))).toBeDefined()
      expect(await withdrawUnseen(sql, 10_000)).toHaveLength(0)
    })
    expect(await seenAt(player(0))).toEqual(longBefore)
    await askAfterTicket(sql, player(0))
    expect((await seenAt(player(0))).getTime()).toBeGreaterThan(longBefore.getTime() + 15_000)
  })

  it('finds matches nobody takes, and gives them up in the end', async () => {
    await Promise.all([join(player(0)), join(player(1))])
    const [match] = (await matchTickets(sql, pairUp)) ?? []
    expect(await findUnplaced(sql, 60_000)).toEqual([])
    expect([...(await findUnplaced(sql, 0))]).toEqual([{ matchId: match?.id, game }])
    expect(await join(player(0))).toBe('in_match')
    expect(await abandonOverdue(sql, { placingMsMax: 60_000, liveMsMax: 60_000 })).toBe(0)
    expect(await abandonOverdue(sql, { placingMsMax: 0, liveMsMax: 60_000 })).toBe(1)
    expect(await findUnplaced(sql, 0)).toEqual([])
    expect(await join(player(0))).toBe('queued')
  })

  it('offers a match again whose authority has not opened the room', async () => {
    await Promise.all([join(player(0)), join(player(1))])
    const [match] = (await matchTickets(sql, pairUp)) ?? []
    const matchId = match?.id as string
    await claimMatch(sql, { matchId, authorityId: 'a' })
    expect(await findUnplaced(sql, 60_000)).toEqual([])
    expect(await findUnplaced(sql, 0)).toHaveLength(1)
  })

  it('leaves a match alone that has its room, unless it is older than any may get', async () => {
    await Promise.all([join(player(0)), join(player(1))])
    const [match] = (await matchTickets(sql, pairUp)) ?? []
    const matchId = match?.id as string
    await claimMatch(sql, { matchId, authorityId: 'a' })
    await setMatchStatus(sql, { matchId, epoch: 1, status: 'waiting' })
    expect(await findUnplaced(sql, 0)).toEqual([])
    expect(await abandonOverdue(sql, { placingMsMax: 0, liveMsMax: 60_000 })).toBe(0)
    expect(await abandonOverdue(sql, { placingMsMax: 0, liveMsMax: 0 })).toBe(1)
    expect(await setMatchStatus(sql, { matchId, epoch: 1, status: 'running' })).toBe(false)
  })
})
