import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { registerGame } from './games.ts'
import { abandonOverdue, findUnplaced } from './match-sweep.ts'
import { claimMatch, markPlayerLeft, setMatchStatus } from './matches.ts'
import { connectPostgres, type Sql } from './postgres.ts'
import { type Decision, matchQueue, type QueuedTicket } from './queue-pass.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'
import { dequeue, withdrawUnseen } from './ticket-withdrawal.ts'
import { enqueue } from './tickets.ts'
import { askAfterTicket, recentWaits, saveLatencies } from './waiting-ticket.ts'

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
    enqueue(at, { members: [{ playerId }], game, mode, playersMin: 2, playersMax: 2 })
  const match = (decide: (tickets: QueuedTicket[]) => Decision, at: Sql = sql) =>
    matchQueue(at, { game, mode }, decide).then(({ matches }) => matches)
  const playersOf = (matches: { seats: { playerId: string }[] }[]) =>
    matches.map(({ seats }) => seats.map(({ playerId }) => playerId))

  function pairUp(tickets: QueuedTicket[]): Decision {
    const pairs = Array.from({ length: Math.floor(tickets.length / 2) }, (_, pair) =>
      tickets.slice(pair * 2, pair * 2 + 2),
    )
    const matches = pairs.map((pair) => ({
      id: randomUUID(),
      game,
      mode,
      room: `arena-${randomUUID()}`,
      seed: 1,
      region: null,
      tickets: pair,
      seats: pair.flatMap(({ members }, team) => members.map(({ playerId }) => ({ playerId, team }))),
    }))
    const reasons = tickets
      .slice(pairs.length * 2)
      .map(({ id }) => ({ ticketId: id, code: 'odd', text: 'odd one out' }))
    return { matches, reasons }
  }

  it('seats the players of a match by the age of their tickets', async () => {
    for (const index of [2, 0, 1]) await join(player(index))
    const formed = await match(pairUp)
    expect(playersOf(formed)).toEqual([[player(2), player(0)]])
    const claimed = await claimMatch(sql, { matchId: formed[0]?.id as string, authorityId: 'a' })
    expect(claimed?.players.map(({ playerId, slot }) => [playerId, slot])).toEqual([
      [player(2), 0],
      [player(0), 1],
    ])
    expect(await askAfterTicket(sql, player(0))).toBeUndefined()
    expect(await askAfterTicket(sql, player(1))).toMatchObject({
      reasonCode: 'odd',
      reason: 'odd one out',
      position: 1,
      waiting: 1,
    })
    const waits = await recentWaits(sql, game, mode)
    expect(waits).toHaveLength(2)
    expect(waits[0]).toMatchObject({ players: 1, meanMu: 25 })
    expect(waits[0]?.waitedMs).toBeGreaterThan(0)
  })

  it('tells the players of a ticket once when the reason to wait has changed', async () => {
    await join(player(0))
    await match(pairUp)
    await match((tickets) => ({ ...pairUp(tickets), reasons: [] }))
    const told = await sql`
      select body from live_events where player_id = ${player(0)} and kind = 'queue.updated'`
    expect(told.map(({ body }) => body)).toEqual([{ game, mode, reasonCode: 'odd', reason: 'odd one out' }])
  })

  it('gives tickets what the queue looks at: ratings, roles, latencies, properties', async () => {
    await saveLatencies(sql, player(0), { east: 20 })
    await sql`insert into ratings (player_id, game, mode, mu, sigma, matches) values (${player(1)}, ${game}, ${mode}, 31, 2, 40)`
    const members = [0, 1].map((index) => ({ playerId: player(index), roles: index ? ['tank'] : [] }))
    const ticket = { members, game, mode, playersMin: 2, playersMax: 4, properties: { map: 'desert' } }
    expect(await enqueue(sql, ticket)).toBe('queued')
    expect(await enqueue(sql, ticket)).toBe('unchanged')
    expect(await enqueue(sql, { ...ticket, properties: {} })).toBe('already_queued')
    expect(await join(player(1))).toBe('already_queued')
    let read: QueuedTicket[] = []
    await match((tickets) => {
      read = tickets
      return { matches: [], reasons: [] }
    })
    expect(read).toMatchObject([{ playersMin: 2, playersMax: 4, properties: { map: 'desert' } }])
    const byId = [...members].sort((a, b) => (a.playerId < b.playerId ? -1 : 1))
    expect(read[0]?.members).toEqual(
      byId.map(({ playerId, roles }) => ({
        playerId,
        roles,
        ...(playerId === player(0) ? { mu: 25, sigma: 25 / 3 } : { mu: 31, sigma: 2 }),
        ...(playerId === player(0) && { latencyMs: { east: 20 } }),
      })),
    )
    expect(await dequeue(sql, player(1))).toBe(true)
    expect(await askAfterTicket(sql, player(0))).toBeUndefined()
  })

  it('makes no match of a ticket that has gone, or been replaced, since it was read', async () => {
    for (const index of [0, 1, 2, 3]) await join(player(index))
    const formed = await match((tickets) => {
      const decision = pairUp(tickets)
      const [doomed] = decision.matches
      if (doomed)
        doomed.tickets = doomed.tickets.map((ticket, index) => (index ? ticket : { ...ticket, id: '0' }))
      return decision
    })
    expect(playersOf(formed)).toEqual([[player(2), player(3)]])
    expect(await askAfterTicket(sql, player(0))).toBeDefined()
    expect(await askAfterTicket(sql, player(1))).toBeDefined()
  })

  it('makes one match of a ticket, however many passes there are at once', async () => {
    await Promise.all([join(player(0)), join(player(1))])
    const passes = await Promise.all(Array.from({ length: 4 }, () => match(pairUp)))
    expect(passes.flat()).toHaveLength(1)
  })

  it('never has a player in two matches, or in a match and a queue, whatever happens at once', async () => {
    const pools = Array.from({ length: 3 }, () =>
      connectPostgres(database.url, { connectionsMax: 5, timeoutMs: 20_000 }),
    )
    const deadline = Date.now() + 20_000
    let formed = 0
    const isOver = () => formed >= 20 || Date.now() > deadline
    const rivals = pools.map(async (pool) => {
      while (!isOver()) formed += (await match(pairUp, pool)).length
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
          group by player_id having count(*) > 1 or bool_or(exists (select from ticket_players t where t.player_id = p.player_id))`),
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
    sql`update ticket_players set seen_at = clock_timestamp() - ${seconds} * interval '1 second'
      where player_id = ${playerId}`
  const seenAt = async (playerId: string): Promise<Date> =>
    (await sql`select seen_at from ticket_players where player_id = ${playerId}`)[0]?.seen_at

  it('withdraws the tickets of players who no longer ask, and of nobody else', async () => {
    for (const index of [0, 1, 2]) await join(player(index))
    for (const index of [0, 1]) await seenAgo(player(index), 31)
    expect(await askAfterTicket(sql, player(1))).toBeDefined()
    expect(await withdrawUnseen(sql, 30_000)).toMatchObject([{ game, mode }])
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
      await transaction`select from ticket_players where player_id = ${player(0)} for update`
      expect(await askAfterTicket(sql, player(0))).toBeDefined()
      expect(await withdrawUnseen(sql, 10_000)).toHaveLength(0)
    })
    expect(await seenAt(player(0))).toEqual(longBefore)
    await askAfterTicket(sql, player(0))
    expect((await seenAt(player(0))).getTime()).toBeGreaterThan(longBefore.getTime() + 15_000)
  })

  it('finds matches nobody takes, and gives them up in the end', async () => {
    await Promise.all([join(player(0)), join(player(1))])
    const [formed] = await match(pairUp)
    expect(await findUnplaced(sql, 60_000)).toEqual([])
    expect([...(await findUnplaced(sql, 0))]).toEqual([{ matchId: formed?.id, game, region: null }])
    expect(await join(player(0))).toBe('in_match')
    expect(await abandonOverdue(sql, { placingMsMax: 60_000, liveMsMax: 60_000 })).toHaveLength(0)
    expect(await abandonOverdue(sql, { placingMsMax: 0, liveMsMax: 60_000 })).toHaveLength(1)
    expect(await findUnplaced(sql, 0)).toEqual([])
    expect(await join(player(0))).toBe('queued')
  })

  it('offers a match again whose authority has not opened the room', async () => {
    await Promise.all([join(player(0)), join(player(1))])
    const [formed] = await match(pairUp)
    const matchId = formed?.id as string
    await claimMatch(sql, { matchId, authorityId: 'a' })
    expect(await findUnplaced(sql, 60_000)).toEqual([])
    expect(await findUnplaced(sql, 0)).toHaveLength(1)
  })

  it('leaves a match alone that has its room, unless it is older than any may get', async () => {
    await Promise.all([join(player(0)), join(player(1))])
    const [formed] = await match(pairUp)
    const matchId = formed?.id as string
    await claimMatch(sql, { matchId, authorityId: 'a' })
    await setMatchStatus(sql, { matchId, epoch: 1, status: 'waiting' })
    expect(await findUnplaced(sql, 0)).toEqual([])
    expect(await abandonOverdue(sql, { placingMsMax: 0, liveMsMax: 60_000 })).toHaveLength(0)
    expect(await abandonOverdue(sql, { placingMsMax: 0, liveMsMax: 0 })).toHaveLength(1)
    expect(await setMatchStatus(sql, { matchId, epoch: 1, status: 'running' })).toBe(false)
  })
})
