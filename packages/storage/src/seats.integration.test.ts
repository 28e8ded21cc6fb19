import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Backfill, BackfilledMatch } from './backfill.ts'
import { registerGame } from './games.ts'
import { findMatch } from './match-lookup.ts'
import { claimMatch, commitResult, markPlayerLeft, setMatchStatus } from './matches.ts'
import { createParty, joinByCode } from './party-membership.ts'
import { enqueueParty } from './party-queueing.ts'
import { setReady } from './party-ready.ts'
import { connectPostgres, type Sql } from './postgres.ts'
import { matchQueue, type QueuedTicket } from './queue-pass.ts'
import { addSeats, findSeats, type NewSeat, setMatchOpen } from './seats.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'
import { enqueue } from './tickets.ts'
import { askAfterTicket } from './waiting-ticket.ts'

describe('seats of a match that has been made', () => {
  let database: TestDatabase
  let sql: Sql
  const [game, mode] = ['arena', 'quick']

  beforeAll(async () => {
    database = await createTestDatabase()
    sql = database.sql
    const players = { min: 2, max: 8 }
    await registerGame(sql, { id: game, name: 'Arena', version: '1.0.0', description: '', players })
  })
  beforeEach(async () => {
    await sql`delete from tickets`
    await sql`delete from matches`
    await sql`delete from live_events`
  })
  afterAll(() => database.drop())

  async function newPlayers(count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => randomUUID())
    await sql`insert into players ${sql(ids.map((id) => ({ id, name: 'p' })))}`
    return ids
  }

  const join = (playerId: string, playersMax = 8) =>
    enqueue(sql, { members: [{ playerId }], game, mode, playersMin: 2, playersMax })

  /** Of all who wait. */
  async function runningMatch({ players, playersMax = players }: { players: number; playersMax?: number }) {
    const ids = await newPlayers(players)
    for (const id of ids) await join(id)
    const { matches } = await matchQueue(sql, { game, mode }, (tickets) => ({
      matches: [
        {
          ...{ id: randomUUID(), game, mode, room: `arena-${randomUUID()}`, seed: 1, region: null, tickets },
          seats: tickets.flatMap(({ members }) => members.map(({ playerId }) => ({ playerId, team: 0 }))),
          ...{ playersMax, backfill: { properties: {} } },
        },
      ],
      reasons: [],
    }))
    const matchId = matches[0]?.id as string
    const epoch = (await claimMatch(sql, { matchId, authorityId: 'a' }))?.epoch as number
    await setMatchStatus(sql, { matchId, epoch, status: 'running' })
    return { matchId, epoch, playerIds: ids }
  }

  const into = (matchId: string, { id, partyId, members }: QueuedTicket): Backfill => {
    const seats = members.map(({ playerId }) => ({ playerId, team: 0 }))
    return { matchId, ticketId: id, partyId, seats }
  }

  /** Each ticket goes into the first match there is, be there room or not. */
  const fillAll = (at: Sql = sql, hasRead: (open: BackfilledMatch[]) => void = () => {}) =>
    matchQueue(
      at,
      { game, mode },
      (tickets, _nowMs, open) => {
        hasRead(open)
        const [first] = open
        return {
          backfills: first ? tickets.map((ticket) => into(first.id, ticket)) : [],
          matches: [],
          reasons: [],
        }
      },
      { isBackfilled: true },
    ).then(({ backfills }) => backfills)

  const add = (matchId: string, seats: NewSeat[]) =>
    sql.begin((transaction) => addSeats(transaction, [{ matchId, seats }]))
  const leave = (matchId: string, playerId: string) => markPlayerLeft(sql, { matchId, epoch: 1, playerId })
  const told = async (playerId: string) =>
    (await sql`select kind, body from live_events where player_id = ${playerId} order by id`).map(
      ({ kind, body }) => ({ kind, ...body }),
    )

  it('are filled as they come free, in slots of their own', async () => {
    const { matchId, playerIds } = await runningMatch({ players: 3 })
    const [leaver] = playerIds as [string]
    const [newcomer] = (await newPlayers(1)) as [string]
    await join(newcomer)
    expect(await fillAll()).toEqual([])
    await leave(matchId, leaver)
    let open: BackfilledMatch[] = []
    const filled = await fillAll(sql, (read) => {
      open = read
    })
    expect(open).toMatchObject([{ id: matchId, playersMax: 3, leaverIds: [leaver], properties: {} }])
    expect(open[0]?.players.map(({ playerId }) => playerId).sort()).toEqual(playerIds.slice(1).sort())
    expect(filled).toMatchObject([{ matchId, seats: [{ playerId: newcomer }] }])
    expect(await askAfterTicket(sql, newcomer)).toBeUndefined()
    const seats = await findSeats(sql, { matchId, epoch: 1 })
    expect(seats).toMatchObject({
      revision: 1,
      seats: [{ slot: 1 }, { slot: 2 }, { slot: 3, playerId: newcomer }],
    })
    expect(await findSeats(sql, { matchId, epoch: 0 })).toBeUndefined()
    expect(await told(newcomer)).toMatchObject([{ kind: 'match.found', matchId, status: 'running' }])
    expect((await claimMatch(sql, { matchId, authorityId: 'b' }))?.seats).toBe(3)
  })

  it('are refused by name', async () => {
    const { matchId, epoch, playerIds } = await runningMatch({ players: 2, playersMax: 3 })
    const [leaver] = playerIds as [string]
    const [a, b, c] = (await newPlayers(3)) as [string, string, string]
    const seat = (...ids: string[]) => ids.map((playerId) => ({ playerId, team: 0 }))
    expect(await add(matchId, seat(a, b))).toEqual(['match_full'])
    await leave(matchId, leaver)
    expect(await add(matchId, seat(leaver))).toEqual(['been_there'])
    await setMatchOpen(sql, { matchId, epoch, isOpen: false })
    expect(await add(matchId, seat(a))).toEqual(['match_closed'])
    await setMatchOpen(sql, { matchId, epoch: epoch + 1, isOpen: true })
    expect(await add(matchId, seat(a))).toEqual(['match_closed'])
    await setMatchOpen(sql, { matchId, epoch, isOpen: true })
    expect(await add(matchId, seat(a, b))).toEqual([undefined])
    expect(await add(matchId, seat(c))).toEqual(['match_full'])
    await commitResult(sql, { matchId, epoch, reason: 'finished', scores: [], metadata: {} })
    expect(await add(matchId, seat(c))).toEqual(['match_over'])
    expect(await add(randomUUID(), seat(c))).toEqual(['match_over'])
  })

  it('are as many in each team and role as the queue says', async () => {
    const { matchId } = await runningMatch({ players: 1, playersMax: 4 })
    const [a, b, c] = (await newPlayers(3)) as [string, string, string]
    const teams = { size: 2, roles: { healer: 1, damage: 1 } }
    const addTo = (team: number, playerId: string, role: string) =>
      sql.begin((transaction) =>
        addSeats(transaction, [{ matchId, seats: [{ playerId, team, role }], teams }]),
      )
    expect(await addTo(1, a, 'healer')).toEqual([undefined])
    expect(await addTo(1, b, 'healer')).toEqual(['match_full'])
    expect(await addTo(1, b, 'damage')).toEqual([undefined])
    expect(await addTo(1, c, 'damage')).toEqual(['match_full'])
  })

  it('never exceed what there are, whoever fills them at once', async () => {
    const { matchId, playerIds } = await runningMatch({ players: 8 })
    await leave(matchId, playerIds[0] as string)
    const others = await newPlayers(50)
    await Promise.all(others.map((id) => join(id)))
    const pools = Array.from({ length: 4 }, () => connectPostgres(database.url, { timeoutMs: 20_000 }))
    const filled = await Promise.all(pools.flatMap((pool) => [fillAll(pool), fillAll(pool)]))
    await Promise.all(pools.map((pool) => pool.end()))
    expect(filled.flat()).toHaveLength(1)
    const [count] =
      await sql`select count(*)::int as live from match_players where match_id = ${matchId} and live`
    expect(count?.live).toBe(8)
    const [waiting] = await sql`select count(*)::int as tickets from tickets`
    expect(waiting?.tickets).toBe(49)
  })

  it('leave tickets alone when the match has ended meanwhile', async () => {
    const { matchId, epoch, playerIds } = await runningMatch({ players: 2, playersMax: 3 })
    const [newcomer] = (await newPlayers(1)) as [string]
    await join(newcomer)
    const scores = playerIds.map((playerId, index) => ({ playerId, score: 1, rank: index + 1 }))
    const ended = new Promise((resolve, reject) => {
      const filling = fillAll(sql, () => {
        commitResult(sql, { matchId, epoch, reason: 'finished', scores, metadata: {} }).then(resolve, reject)
        const until = Date.now() + 300
        while (Date.now() < until);
      })
      filling.catch(reject)
    })
    expect(await ended).toBe('committed')
    const ticket = await askAfterTicket(sql, newcomer)
    const row = (await findMatch(sql, matchId))?.players.find(({ playerId }) => playerId === newcomer)
    expect([ticket !== undefined, row]).toEqual([true, undefined])
  })

  it('give their tickets back when the match ends before the players have come', async () => {
    const { matchId, epoch, playerIds } = await runningMatch({ players: 2, playersMax: 6 })
    const [alone, came, leader, friend] = (await newPlayers(4)) as [string, string, string, string]
    const { code } = (await createParty(sql, { id: randomUUID(), playerId: leader, sizeMax: 4 })) as {
      code: string
    }
    await joinByCode(sql, { playerId: friend, code, leaveCurrent: false })
    for (const id of [leader, friend]) await setReady(sql, { playerId: id, isReady: true })
    await join(alone)
    await join(came)
    const members = [leader, friend].map((playerId) => ({ playerId, roles: ['healer'] }))
    const wish = { game, mode, members, playersMin: 2, playersMax: 8, properties: { map: 'desert' } }
    expect(await enqueueParty(sql, { ...wish, leaderId: leader })).toBe('queued')
    const before = [await askAfterTicket(sql, alone), await askAfterTicket(sql, leader)]
    expect(await fillAll()).toHaveLength(3)

    const scores = [...playerIds, came].map((playerId, index) => ({ playerId, score: 1, rank: index + 1 }))
    await commitResult(sql, { matchId, epoch, reason: 'finished', scores, metadata: {} })
    const after = [await askAfterTicket(sql, alone), await askAfterTicket(sql, leader)]
    expect(await askAfterTicket(sql, came)).toBeUndefined()
    const placeOf = (ticket: (typeof after)[number]) => {
      return ticket && { partyId: ticket.partyId, members: ticket.members, position: ticket.position }
    }
    expect(after.map(placeOf)).toMatchObject([
      { ...placeOf(before[0]), position: 1 },
      { ...placeOf(before[1]), position: 2 },
    ])
    expect(after[0]?.reasonCode).toBe('match_over')
    expect(after[0]?.waitedSeconds).toBeGreaterThan(before[0]?.waitedSeconds as number)
    const [ticket] = await sql`select properties from tickets where party_id is not null`
    expect(ticket?.properties).toEqual({ map: 'desert' })
    const kept = await sql`select player_id from match_players where match_id = ${matchId} order by slot`
    expect(kept.map(({ player_id }) => player_id)).toEqual([...playerIds, came])
    expect((await told(alone)).at(-1)).toMatchObject({ kind: 'queue.updated', reasonCode: 'match_over' })
    const again = { matchId, epoch, reason: 'finished', scores, metadata: {} }
    expect(await commitResult(sql, again)).toBe('already_committed')
  })
})
