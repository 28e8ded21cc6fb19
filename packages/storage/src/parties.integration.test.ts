import { randomUUID } from 'node:crypto'
import type { Party } from '@gameserver/protocol/party'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { lockParty, readParty } from './parties.ts'
import { declineInvite, findInvites, inviteToParty, withdrawInvite } from './party-invites.ts'
import {
  createParty,
  disbandParty,
  joinByCode,
  joinByInvite,
  kickMember,
  leaveParty,
  promoteMember,
} from './party-membership.ts'
import { sweepParties } from './party-presence.ts'
import { beginQueueing } from './party-queueing.ts'
import { setReady, startReadyCheck } from './party-ready.ts'
import { connectPostgres, type Sql } from './postgres.ts'
import { noteMembersSeen } from './presence.ts'
import { hastenEviction, takeDueEvictions } from './room-evictions.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'

const patience = { awayAfterMs: 30_000, droppedAfterMs: 600_000 }

describe('parties', () => {
  let database: TestDatabase
  let sql: Sql
  let playerIds: string[]

  beforeAll(async () => {
    database = await createTestDatabase()
    sql = database.sql
    playerIds = Array.from({ length: 120 }, () => randomUUID())
    await sql`insert into players ${sql(playerIds.map((id, index) => ({ id, name: `p${index}` })))}`
  })
  afterEach(async () => {
    await sql`delete from parties`
    await sql`delete from room_evictions`
    await sql`delete from live_events`
  })
  afterAll(() => database.drop())

  const player = (index: number) => playerIds[index] as string
  const isParty = (outcome: Party | string): Party => {
    if (typeof outcome === 'string') throw new Error(outcome)
    return outcome
  }
  const create = async (index: number, sizeMax = 4) =>
    isParty(await createParty(sql, { id: randomUUID(), playerId: player(index), sizeMax }))
  const join = (index: number, { code }: Party, leaveCurrent = false, at = sql) =>
    joinByCode(at, { playerId: player(index), code, leaveCurrent })
  const partyOf = async (...indexes: number[]) => {
    const [leader, ...others] = indexes as [number, ...number[]]
    let party = await create(leader)
    for (const index of others) party = isParty(await join(index, party))
    return party
  }
  const names = ({ members }: Party) => members.map(({ name }) => name)
  const now = async ({ id }: Party) => (await readParty(sql, id)) as Party
  const queue = ({ id }: Party) => sql.begin((transaction) => beginQueueing(transaction, id))
  const told = async (index: number) => {
    const rows = await sql<{ kind: string; body: { reason?: string } }[]>`
      select kind, body from live_events where player_id = ${player(index)} order by xid, id`
    return rows.map(({ kind, body }) => (body.reason ? `${kind} ${body.reason}` : kind))
  }
  const unseenFor = (index: number, seconds: number) => sql`
    update party_members set seen_at = clock_timestamp() - ${seconds} * interval '1 second'
    where player_id = ${player(index)}`

  it('lists members in the order in which they joined, and tells all of each change', async () => {
    const party = await partyOf(0, 1, 2)
    expect(names(party)).toEqual(['p0', 'p1', 'p2'])
    expect(party).toMatchObject({ leaderId: player(0), sizeMax: 4, readyCheckEndsAt: null, isQueued: false })
    expect(await told(0)).toEqual(['party.updated', 'party.updated', 'party.updated'])
    expect(await told(2)).toEqual(['party.updated'])
    const [event] = await sql<{ body: { party: Party } }[]>`
      select body from live_events order by xid desc, id desc limit 1`
    expect(event?.body.party).toEqual(party)
  })

  it('is joined once, however often one asks', async () => {
    const party = await partyOf(0, 1)
    expect(isParty(await join(1, party))).toEqual(party)
    expect(await told(1)).toHaveLength(1)
  })

  it('gives the last seat to exactly one of a hundred', async () => {
    const crowd = connectPostgres(database.url, { connectionsMax: 20, timeoutMs: 0 })
    const party = await partyOf(100, 101, 102)
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, index) => join(index, party, false, crowd)),
    )
    await crowd.end()
    expect(outcomes.filter((outcome) => typeof outcome !== 'string')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'party_full')).toHaveLength(99)
    expect((await now(party)).members).toHaveLength(4)
  })

  it('keeps each player in one party, whatever they do at once', async () => {
    const crowd = connectPostgres(database.url, { connectionsMax: 20, timeoutMs: 0 })
    const parties = [await create(100, 16), await create(101, 16), await create(102, 16)]
    for (let round = 0; round < 3; round++) {
      await Promise.all(
        Array.from({ length: 60 }, (_, number) => {
          const index = number % 10
          const party = parties[(number + round) % 3] as Party
          if (number % 7 === 0) return leaveParty(crowd, player(index))
          if (number % 11 === 0)
            return createParty(crowd, { id: randomUUID(), playerId: player(index), sizeMax: 4 })
          return join(index, party, number % 2 === 0, crowd)
        }),
      )
    }
    await crowd.end()
    const [counts] = await sql<{ parties: number; empty: number; strangers: number }[]>`
      select count(*)::int as parties,
        count(*) filter (where not exists (select from party_members m where m.party_id = p.id))::int as empty,
        count(*) filter (where not exists (
          select from party_members m where m.party_id = p.id and m.player_id = p.leader_id))::int as strangers
      from parties p`
    expect(counts).toMatchObject({ empty: 0, strangers: 0 })
  })

  it('lets nobody into a second party, unless told to leave the first', async () => {
    const [one, other] = [await partyOf(0, 1), await partyOf(2, 3)]
    expect(await join(1, other)).toBe('in_another_party')
    expect(await createParty(sql, { id: randomUUID(), playerId: player(1), sizeMax: 4 })).toBe(
      'in_another_party',
    )
    expect(names(isParty(await join(1, other, true)))).toEqual(['p2', 'p3', 'p1'])
    expect(names(await now(one))).toEqual(['p0'])
    expect(await told(1)).toContain('party.left left')
  })

  it('changes in two parties crosswise without a deadlock', async () => {
    const crowd = connectPostgres(database.url, { connectionsMax: 10, timeoutMs: 0 })
    const [one, other] = [await create(0, 16), await create(1, 16)]
    await Promise.all([2, 3, 4].map((index) => join(index, one)))
    await Promise.all([5, 6, 7].map((index) => join(index, other)))
    for (let round = 0; round < 5; round++) {
      const [from, to] = round % 2 ? [other, one] : [one, other]
      await Promise.all([
        ...[2, 3, 4].map((index) => join(index, to, true, crowd)),
        ...[5, 6, 7].map((index) => join(index, from, true, crowd)),
      ])
    }
    await crowd.end()
    expect(names(await now(one)).sort()).toEqual(['p0', 'p5', 'p6', 'p7'])
  })

  it('goes on under the longest member who is there when the leader leaves, and ends with the last', async () => {
    const party = await partyOf(0, 1, 2)
    await unseenFor(1, 60)
    await sweepParties(sql, patience)
    expect(await leaveParty(sql, player(0))).toBe('left')
    expect(await now(party)).toMatchObject({ leaderId: player(2) })
    await leaveParty(sql, player(2))
    await leaveParty(sql, player(1))
    expect(await readParty(sql, party.id)).toBeUndefined()
    expect(await leaveParty(sql, player(1))).toBe('not_in_party')
    expect(await told(1)).toContain('party.left left')
  })

  it('lets the leader alone put out, promote and disband', async () => {
    const party = await partyOf(0, 1, 2)
    const by = (leader: number, other: number) => ({ leaderId: player(leader), playerId: player(other) })
    expect(await kickMember(sql, by(1, 2))).toBe('not_leader')
    expect(await kickMember(sql, by(0, 3))).toBe('not_member')
    expect(await kickMember(sql, by(0, 0))).toBe('not_member')
    expect(await kickMember(sql, by(5, 0))).toBe('not_in_party')
    const kicked = isParty(await kickMember(sql, by(0, 2)))
    expect(names(kicked)).toEqual(['p0', 'p1'])
    expect(kicked.code).not.toBe(party.code)
    expect(await join(2, party)).toBe('unknown_code')
    expect(await told(2)).toContain('party.left kicked')
    expect(await promoteMember(sql, by(1, 1))).toBe('not_leader')
    expect(await promoteMember(sql, by(0, 3))).toBe('not_member')
    expect(isParty(await promoteMember(sql, by(0, 1))).leaderId).toBe(player(1))
    expect(await disbandParty(sql, player(0))).toBe('not_leader')
    expect(await disbandParty(sql, player(1))).toBe('disbanded')
    expect(await told(0)).toContain('party.left disbanded')
    expect(await readParty(sql, party.id)).toBeUndefined()
  })

  it('checks who is ready, and starts anew when members change', async () => {
    const party = await partyOf(0, 1)
    const check = () => startReadyCheck(sql, { leaderId: player(0), seconds: 30 })
    const ready = (index: number, isReady = true) => setReady(sql, { playerId: player(index), isReady })
    expect(await startReadyCheck(sql, { leaderId: player(1), seconds: 30 })).toBe('not_leader')
    const asked = isParty(await check())
    expect(asked.members.map(({ isReady }) => isReady)).toEqual([true, false])
    expect(asked.readyCheckEndsAt).not.toBeNull()
    expect(await check()).toBe('ready_check_under_way')
    const all = isParty(await ready(1))
    expect(all.members.every(({ isReady }) => isReady)).toBe(true)
    expect(all.readyCheckEndsAt).toBeNull()
    expect(isParty(await ready(1)).revision).toBe(all.revision)
    expect(isParty(await join(2, party)).members.some(({ isReady }) => isReady)).toBe(false)
    await check()
    await sql`update parties set ready_check_ends_at = clock_timestamp()`
    await sweepParties(sql, patience)
    const late = await now(party)
    expect(late.readyCheckEndsAt).toBeNull()
    expect(late.members.map(({ isReady }) => isReady)).toEqual([true, false, false])
    await check()
    await leaveParty(sql, player(2))
    expect(await now(party)).toMatchObject({ readyCheckEndsAt: null })
    expect(await ready(9)).toBe('not_in_party')
  })

  it('is joined by invite for ten minutes', async () => {
    const party = await partyOf(0, 1)
    const invite = (inviteeId: string, by = 0) => inviteToParty(sql, { playerId: player(by), inviteeId })
    const accept = (index: number, leaveCurrent = false) =>
      joinByInvite(sql, { playerId: player(index), partyId: party.id, leaveCurrent })
    expect(await invite(player(2), 5)).toBe('not_in_party')
    expect(await invite(randomUUID())).toBe('unknown_player')
    expect(await invite(player(1))).toBe('already_member')
    expect(isParty(await invite(player(2), 1)).invites).toMatchObject([{ playerId: player(2), name: 'p2' }])
    await invite(player(2))
    expect(await told(2)).toEqual(['party.invited'])
    expect(await findInvites(sql, player(2))).toMatchObject([
      { partyId: party.id, invitedBy: { name: 'p1' }, members: ['p0', 'p1'], sizeMax: 4 },
    ])
    expect(await accept(3)).toBe('invite_gone')
    expect(names(isParty(await accept(2)))).toEqual(['p0', 'p1', 'p2'])
    expect(names(isParty(await accept(2)))).toEqual(['p0', 'p1', 'p2'])
    expect(await told(2)).toEqual(['party.invited', 'party.uninvited', 'party.updated'])

    await invite(player(3))
    await sql`update party_invites set expires_at = clock_timestamp()`
    expect(await accept(3)).toBe('invite_gone')
    await sweepParties(sql, patience)
    expect(await told(3)).toEqual(['party.invited', 'party.uninvited'])
    await invite(player(3), 1)
    expect(await withdrawInvite(sql, { playerId: player(2), inviteeId: player(3) })).toBe('not_leader')
    isParty(await withdrawInvite(sql, { playerId: player(1), inviteeId: player(3) }))
    isParty(await withdrawInvite(sql, { playerId: player(1), inviteeId: player(3) }))
    expect(await findInvites(sql, player(3))).toEqual([])
    await invite(player(3))
    await declineInvite(sql, { playerId: player(3), partyId: party.id })
    expect((await now(party)).invites).toEqual([])
    await declineInvite(sql, { playerId: player(3), partyId: randomUUID() })
    await join(3, party)
    expect(await invite(player(4))).toBe('party_full')
  })

  it('limits the invites of a party and to a player, and takes them back with the party', async () => {
    await create(0, 16)
    for (let index = 1; index <= 16; index++)
      isParty(await inviteToParty(sql, { playerId: player(0), inviteeId: player(index) }))
    const oneMore = { playerId: player(0), inviteeId: player(17) }
    expect(await inviteToParty(sql, oneMore)).toBe('too_many_invites')
    await leaveParty(sql, player(0))
    expect(await told(16)).toEqual(['party.invited', 'party.uninvited'])
    for (let index = 20; index < 40; index++) {
      await create(index)
      isParty(await inviteToParty(sql, { playerId: player(index), inviteeId: player(1) }))
    }
    await create(40)
    expect(await inviteToParty(sql, { playerId: player(40), inviteeId: player(1) })).toBe('too_many_invites')
  })

  it('stays as it is while it waits in a queue, and leaves that when a member goes', async () => {
    const party = await partyOf(0, 1, 2)
    await inviteToParty(sql, { playerId: player(0), inviteeId: player(4) })
    expect((await queue(party)).isQueued).toBe(true)
    const other = { leaderId: player(0), playerId: player(1) }
    expect([
      await join(3, party),
      await joinByInvite(sql, { playerId: player(4), partyId: party.id, leaveCurrent: false }),
      await kickMember(sql, other),
      await promoteMember(sql, other),
      await disbandParty(sql, player(0)),
      await inviteToParty(sql, { playerId: player(0), inviteeId: player(5) }),
      await setReady(sql, { playerId: player(1), isReady: true }),
      await startReadyCheck(sql, { leaderId: player(0), seconds: 30 }),
    ]).toEqual(Array(8).fill('party_in_queue'))
    await leaveParty(sql, player(1))
    expect(await now(party)).toMatchObject({ isQueued: false })
    await queue(party)
    await unseenFor(2, 601)
    await sweepParties(sql, patience)
    expect(await now(party)).toMatchObject({ isQueued: false })
  })

  it('shows who is away, and drops who stays so for too long', async () => {
    const party = await partyOf(0, 1, 2)
    const away = async () => (await now(party)).members.filter(({ isAway }) => isAway).map(({ name }) => name)
    await unseenFor(1, 31)
    await Promise.all([sweepParties(sql, patience), sweepParties(sql, patience)])
    expect(await away()).toEqual(['p1'])
    await noteMembersSeen(sql, 'party_members', [player(1), player(2)])
    await sweepParties(sql, patience)
    expect(await away()).toEqual([])
    const before = (await now(party)).revision
    expect(await sweepParties(sql, patience)).toEqual({ dropped: [], isMore: false })
    expect((await now(party)).revision).toBe(before)
    await unseenFor(0, 601)
    const { dropped } = await sweepParties(sql, patience)
    expect(dropped).toEqual([{ partyId: party.id, playerId: player(0) }])
    expect(await now(party)).toMatchObject({ leaderId: player(1) })
    expect(await told(0)).toContain('party.left unseen')
    for (const index of [1, 2]) await unseenFor(index, 601)
    await sweepParties(sql, patience)
    await sweepParties(sql, patience)
    expect(await readParty(sql, party.id)).toBeUndefined()
  })

  it('keeps those who left out of the room for as long as a token is good, unless they come back', async () => {
    const party = await partyOf(0, 1, 2)
    const [row] = await sql<{ room: string }[]>`select room from parties where id = ${party.id}`
    const room = row?.room as string
    await kickMember(sql, { leaderId: player(0), playerId: player(1) })
    await leaveParty(sql, player(2))
    expect(await takeDueEvictions(sql, 1)).toHaveLength(1)
    expect(await takeDueEvictions(sql, 10)).toHaveLength(1)
    expect(await takeDueEvictions(sql, 10)).toEqual([])
    await join(2, await now(party))
    await hastenEviction(sql, { room, playerId: player(2) }, 0)
    await hastenEviction(sql, { room, playerId: player(1) }, 0)
    expect(await takeDueEvictions(sql, 10)).toMatchObject([{ room, playerId: player(1) }])
    await disbandParty(sql, player(0))
    expect(await takeDueEvictions(sql, 10)).toMatchObject([{ room, playerId: null }])
    await hastenEviction(sql, { room, playerId: null }, 0)
    await sql`update room_evictions set ends_at = clock_timestamp() - interval '1 second'`
    await takeDueEvictions(sql, 10)
    expect(await sql`select from room_evictions`).toHaveLength(0)
  })

  it('is locked as the tickets need it', async () => {
    const party = await partyOf(0, 1)
    for (const index of [0, 1]) await setReady(sql, { playerId: player(index), isReady: true })
    const locked = await sql.begin((transaction) => lockParty(transaction, player(1)))
    expect(locked).toMatchObject({
      id: party.id,
      leaderId: player(0),
      memberIds: [player(0), player(1)],
      areAllReady: true,
      isQueued: false,
    })
    expect(await sql.begin((transaction) => lockParty(transaction, player(9)))).toBeUndefined()
  })
})
