import { randomUUID } from 'node:crypto'
import type { Room } from '@gameserver/protocol/rooms'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { registerGame } from './games.ts'
import { abandonMatch, claimMatch, commitResult, markPlayerLeft } from './matches.ts'
import { connectPostgres, type Sql } from './postgres.ts'
import { createRoom, type NewRoom } from './room-creation.ts'
import { findOrCreateRooms, type WantedRoom } from './room-finding.ts'
import { joinRoom } from './room-joining.ts'
import { kickFromRoom, leaveRoom } from './room-leaving.ts'
import { setRoomReady, startRoomReadyCheck } from './room-ready.ts'
import { setRoomHost, updateRoom } from './room-settings.ts'
import { startRoom } from './room-start.ts'
import { roomIdOf } from './rooms.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'
import { dequeue } from './ticket-withdrawal.ts'
import { enqueue } from './tickets.ts'

const game = 'arena'

describe('rooms', () => {
  let database: TestDatabase
  let sql: Sql
  let playerIds: string[]

  beforeAll(async () => {
    database = await createTestDatabase()
    sql = database.sql
    const players = { min: 1, max: 8 }
    await registerGame(sql, { id: game, name: 'Arena', version: '1.0.0', description: '', players })
    playerIds = Array.from({ length: 60 }, () => randomUUID())
    await sql`insert into players ${sql(playerIds.map((id, index) => ({ id, name: `p${index}` })))}`
  })
  afterEach(async () => {
    for (const table of ['rooms', 'tickets', 'matches', 'room_evictions', 'live_events', 'outbox'])
      await sql`delete from ${sql(table)}`
  })
  afterAll(() => database.drop())

  const player = (index: number) => playerIds[index] as string
  const newRoom = (changes: Partial<NewRoom> = {}): NewRoom => ({
    id: randomUUID(),
    game,
    mode: 'quick',
    name: 'A room',
    visibility: 'public',
    passwordHash: null,
    seatsMin: 1,
    seatsMax: 4,
    properties: {},
    region: null,
    gameVersion: '1.0.0',
    allowsSpectators: true,
    ...changes,
  })
  const isRoom = (outcome: Room | string): Room => {
    if (typeof outcome === 'string') throw new Error(outcome)
    return outcome
  }
  const create = async (index: number, changes: Partial<NewRoom> = {}, at = sql) =>
    createRoom(at, { hostId: player(index), room: newRoom(changes) })
  const join = (index: number, roomId: string, at = sql, role: 'player' | 'spectator' = 'player') =>
    joinRoom(at, {
      ...{ roomId, role, playerId: player(index), withParty: false, passwordHash: null },
      ...{ gameVersion: undefined, isCodeKnown: false },
    })
  const roomOf = async (...indexes: number[]) => {
    const [host, ...others] = indexes as [number, ...number[]]
    let room = isRoom(await create(host))
    for (const index of others) room = isRoom(await join(index, room.id))
    return room
  }
  const match = () => ({ matchId: randomUUID(), seed: 7, teams: 1 })
  const leave = async (index: number, at = sql) => {
    const roomId = await roomIdOf(at, player(index))
    return roomId && leaveRoom(at, { roomId, playerId: player(index) })
  }
  const kick = async (host: number, index: number, at = sql) => {
    const roomId = await roomIdOf(at, player(host))
    return roomId && kickFromRoom(at, { roomId, hostId: player(host), playerId: player(index) })
  }
  const now = async ({ id }: { id: string }) => {
    const [row] = await sql<{ status: string; hostId: string; seatsTaken: number; players: string[] }[]>`
      select status, host_id as "hostId", seats_taken as "seatsTaken", (
        select coalesce(jsonb_agg(name order by turn), '[]') from room_members m join players p on p.id = m.player_id
        where m.room_id = r.id) as players
      from rooms r where id = ${id}`
    return row
  }
  const told = async (index: number) => {
    const rows = await sql<{ kind: string; body: { reason?: string; room?: Room } }[]>`
      select kind, body from live_events where player_id = ${player(index)} order by xid, id`
    return rows.map(({ kind, body }) => [kind, body.reason ?? body.room?.status].filter(Boolean).join(' '))
  }
  const crowded = async (work: (crowd: Sql) => Promise<unknown>) => {
    const crowd = connectPostgres(database.url, { connectionsMax: 20, timeoutMs: 0 })
    await work(crowd).finally(() => crowd.end())
  }

  it('lists members in the order in which they joined, and tells all of each change', async () => {
    const room = await roomOf(0, 1, 2)
    expect(room.members.map(({ name }) => name)).toEqual(['p0', 'p1', 'p2'])
    expect(room).toMatchObject({ hostId: player(0), seatsTaken: 3, status: 'waiting', revision: 3 })
    expect(await told(0)).toEqual(['room.updated waiting', 'room.updated waiting', 'room.updated waiting'])
    const [event] = await sql<{ body: { room: Room } }[]>`
      select body from live_events order by xid desc, id desc limit 1`
    expect(event?.body.room).toEqual(room)
    expect(isRoom(await join(1, room.id))).toEqual(room)
    expect(await told(1)).toHaveLength(2)
  })

  it('becomes a match with its players in the order in which they joined, and ends with it', async () => {
    const room = await roomOf(0, 1)
    isRoom(await join(2, room.id, sql, 'spectator'))
    expect(await startRoom(sql, { hostId: player(1), ...match() })).toBe('not_host')
    expect(await startRoom(sql, { hostId: player(0), ...match() })).toBe('not_ready')
    isRoom(await setRoomReady(sql, { playerId: player(1), isReady: true, ...match() }))
    const { matchId, ...rest } = match()
    const running = isRoom(await startRoom(sql, { hostId: player(0), matchId, ...rest, teams: 2 }))
    expect(running).toMatchObject({ status: 'running', matchId })
    const seats = await sql<{ playerId: string; slot: number; team: number }[]>`
      select player_id as "playerId", slot, team from match_players where match_id = ${matchId} order by slot`
    expect([...seats]).toEqual([
      { playerId: player(0), slot: 0, team: 0 },
      { playerId: player(1), slot: 1, team: 1 },
    ])
    expect((await told(0)).slice(-2)).toEqual(['match.found', 'room.updated running'])
    const [eviction] = await sql<{ playerId: string }[]>`select player_id as "playerId" from room_evictions`
    expect(eviction?.playerId).toBe(player(2))
    expect(await leave(1)).toBe('in_match')
    expect(await join(3, room.id)).toBe('room_running')
    expect(await create(1)).toBe('in_room')
    const { epoch = 0 } = (await claimMatch(sql, { matchId, authorityId: 'a' })) ?? {}
    await markPlayerLeft(sql, { matchId, epoch, playerId: player(0) })
    expect(await now(room)).toMatchObject({ hostId: player(1), players: ['p1', 'p2'] })
    expect(await told(0)).toContain('room.left left')
    isRoom(await create(0))
    const scores = [{ playerId: player(1), score: 1, rank: 1 }]
    await commitResult(sql, { matchId, epoch, reason: 'finished', scores, metadata: {} })
    expect(await now(room)).toMatchObject({ status: 'ended', seatsTaken: 0, players: [] })
    expect((await told(2)).slice(-2)).toEqual(['room.updated ended', 'room.left ended'])
    expect(await join(3, room.id)).toBe('room_ended')
  })

  it('take players into the match that runs, where the game does', async () => {
    const players = { min: 1, max: 8 }
    const relay = { id: 'relay', name: 'Relay', version: '1.0.0', description: '', players, dropIn: true }
    await registerGame(sql, relay as never)
    let room = isRoom(await create(0, { game: 'relay', seatsMax: 3 }))
    isRoom(await join(1, room.id))
    isRoom(await setRoomReady(sql, { playerId: player(1), isReady: true, ...match() }))
    const { matchId, ...rest } = match()
    isRoom(await startRoom(sql, { hostId: player(0), matchId, ...rest, teams: 2 }))
    const claimed = await claimMatch(sql, { matchId, authorityId: 'a' })
    expect(claimed).toMatchObject({ seats: 3, seatsRevision: 0 })

    room = isRoom(await join(2, room.id))
    expect(room).toMatchObject({ status: 'running', matchId, seatsTaken: 3 })
    expect(await told(2)).toEqual(['match.found', 'room.updated running'])
    expect(await join(3, room.id)).toBe('room_full')
    const epoch = claimed?.epoch ?? 0
    await markPlayerLeft(sql, { matchId, epoch, playerId: player(1) })
    expect(await join(1, room.id)).toBe('room_running')
    await sql`update matches set is_open = false`
    expect(await join(3, room.id)).toBe('room_running')
    await sql`update matches set is_open = true`
    isRoom(await join(3, room.id))
    const seats = await sql<{ playerId: string; slot: number; team: number }[]>`
      select player_id as "playerId", slot, team from match_players where match_id = ${matchId} and live order by slot`
    expect([...seats]).toEqual([
      { playerId: player(0), slot: 0, team: 0 },
      { playerId: player(2), slot: 2, team: 0 },
      { playerId: player(3), slot: 3, team: 1 },
    ])
    const scores = [0, 2].map((index) => ({ playerId: player(index), score: 1, rank: 1 }))
    await commitResult(sql, { matchId, epoch, reason: 'finished', scores, metadata: {} })
    expect(await told(3)).toContain('match.abandoned match_over')
    expect(await now(room)).toMatchObject({ status: 'ended', seatsTaken: 0 })
  })

  it('is abandoned with its match', async () => {
    const room = isRoom(await create(0))
    const { matchId, ...rest } = match()
    isRoom(await startRoom(sql, { hostId: player(0), matchId, ...rest }))
    const { epoch = 0 } = (await claimMatch(sql, { matchId, authorityId: 'a' })) ?? {}
    await abandonMatch(sql, { matchId, epoch, reason: 'broken' })
    expect(await now(room)).toMatchObject({ status: 'abandoned', players: [] })
    isRoom(await create(0))
  })

  it('starts when all are ready whom it asks', async () => {
    const room = await roomOf(0, 1, 2)
    const checked = isRoom(await startRoomReadyCheck(sql, { hostId: player(0), seconds: 30, ...match() }))
    expect(checked).toMatchObject({ status: 'ready_check', members: [{ isReady: true }, {}, {}] })
    isRoom(await setRoomReady(sql, { playerId: player(1), isReady: true, ...match() }))
    const last = isRoom(await setRoomReady(sql, { playerId: player(2), isReady: true, ...match() }))
    expect(last.status).toBe('running')
    const other = await roomOf(3, 4)
    isRoom(await startRoomReadyCheck(sql, { hostId: player(3), seconds: 30, ...match() }))
    expect(await leave(4)).toBe('left')
    expect(await now(other)).toMatchObject({ status: 'waiting' })
    expect(await now(room)).toMatchObject({ status: 'running' })
  })

  it('gives the last seat to one of many, and no seat beyond', async () => {
    const room = await roomOf(50, 51, 52)
    await crowded(async (crowd) => {
      const outcomes = await Promise.all(
        Array.from({ length: 40 }, (_, index) => join(index, room.id, crowd)),
      )
      expect(outcomes.filter((outcome) => typeof outcome !== 'string')).toHaveLength(1)
      expect(outcomes.filter((outcome) => outcome === 'room_full')).toHaveLength(39)
    })
    expect(await now(room)).toMatchObject({ seatsTaken: 4 })
  })

  const wanted: WantedRoom = {
    ...{
      game,
      mode: 'quick',
      region: null,
      properties: { map: 'desert' },
      seatsMax: 4,
      gameVersion: '1.0.0',
    },
  }
  const find = async (at: Sql, ...indexes: number[]) =>
    findOrCreateRooms(
      at,
      wanted,
      indexes.map((index) => {
        return { playerId: player(index), newRoom: newRoom({ properties: wanted.properties }) }
      }),
    )

  it('fills the fullest room first, and makes no more than it takes', async () => {
    await crowded(async (crowd) => {
      const outcomes = await Promise.all(
        Array.from({ length: 25 }, (_, index) => find(crowd, index, index + 25)),
      )
      expect(outcomes.flat().filter((outcome) => typeof outcome === 'string')).toEqual([])
    })
    const rooms = await sql<{ seatsTaken: number }[]>`select seats_taken as "seatsTaken" from rooms`
    expect(rooms.map(({ seatsTaken }) => seatsTaken).sort()).toEqual([2, ...Array(12).fill(4)])
  })

  it('finds no room that the player was put out of, is private, or has a password, and keeps who has found one', async () => {
    const [first] = await find(sql, 0)
    const room = isRoom(first as Room)
    expect((await find(sql, 0, 1)).map((outcome) => isRoom(outcome).id)).toEqual([room.id, room.id])
    isRoom((await kick(0, 1)) as Room)
    expect(await join(1, room.id)).toBe('kicked')
    const [again] = await find(sql, 1)
    expect(isRoom(again as Room).id).not.toBe(room.id)
    for (const changes of [{ visibility: 'private' as const }, { passwordHash: 'x' }]) {
      isRoom(await updateRoom(sql, { hostId: player(0), changes }))
      const [found] = await find(sql, changes.passwordHash ? 3 : 2)
      expect(isRoom(found as Room).id).toBe(isRoom(again as Room).id)
    }
  })

  it('is a place like a queue: a player is in one of them', async () => {
    const ticket = (index: number) => ({
      ...{ game, mode: 'quick', members: [{ playerId: player(index) }], playersMin: 1, playersMax: 4 },
    })
    const room = isRoom(await create(0))
    expect(await enqueue(sql, ticket(0))).toBe('in_room')
    expect(await enqueue(sql, ticket(1))).toBe('queued')
    expect(await join(1, room.id)).toBe('already_queued')
    expect(await find(sql, 1)).toEqual(['already_queued'])
    await dequeue(sql, player(1))
    isRoom(await join(1, room.id))
    await crowded(async (crowd) => {
      for (let round = 0; round < 10; round++) {
        const outcomes = await Promise.all([
          enqueue(crowd, ticket(5)),
          join(5, room.id, crowd),
          create(5, {}, crowd),
          find(crowd, 5).then(([outcome]) => outcome),
        ])
        expect(outcomes.filter((outcome) => outcome === 'queued' || typeof outcome !== 'string').length).toBe(
          1,
        )
        await Promise.all([dequeue(sql, player(5)), leave(5)])
      }
    })
  })

  /** What must be true of rooms, whatever has been done to them at once. */
  async function expectSound(): Promise<void> {
    const [unsound] = await sql<
      { over: number; miscounted: number; empty: number; strangers: number; both: number }[]
    >`
      select count(*) filter (where players > seats_max)::int as over,
        count(*) filter (where players <> seats_taken)::int as miscounted,
        count(*) filter (where players = 0 and status in ('waiting', 'ready_check'))::int as empty,
        count(*) filter (where players > 0 and not exists (select from room_members m
          where m.room_id = r.id and m.player_id = r.host_id and m.role = 'player'))::int as strangers,
        count(*) filter (where members > 0 and ended_at is not null)::int as both
      from (select *, (select count(*) from room_members m where m.room_id = o.id) as members,
        (select count(*) from room_members m where m.room_id = o.id and m.role = 'player') as players from rooms o) r`
    expect(unsound).toEqual({ over: 0, miscounted: 0, empty: 0, strangers: 0, both: 0 })
  }

  it('stays sound, whatever members do at once', async () => {
    await crowded(async (crowd) => {
      const rooms = [await create(0), await create(1), await create(2)].map(isRoom)
      let random = 1
      const draw = (below: number) => {
        random = (random * 48_271) % 2_147_483_647
        return random % below
      }
      const act = async () => {
        const [index, other] = [draw(16), draw(16)]
        const { id } = rooms[draw(rooms.length)] as Room
        const [playerId, hostId] = [player(other), player(index)]
        switch (draw(10)) {
          case 0:
            return create(index, {}, crowd).then((room) => typeof room !== 'string' && rooms.push(room))
          case 1:
          case 2:
            return leave(index, crowd)
          case 3:
            return kick(index, other, crowd)
          case 4:
            return setRoomHost(crowd, { hostId, playerId })
          case 5:
            return find(crowd, index, other)
          case 6:
            return updateRoom(crowd, { hostId, changes: { seatsMax: 1 + draw(6) } })
          case 7:
            return join(index, id, crowd, 'spectator')
          default:
            return join(index, id, crowd)
        }
      }
      for (let round = 0; round < 15; round++) {
        await Promise.all(Array.from({ length: 30 }, act))
        await expectSound()
      }
    })
  })

  it('has a host and players whatever happens while it starts', async () => {
    await crowded(async (crowd) => {
      for (let round = 0; round < 10; round++) {
        const room = await roomOf(0, 1, 2)
        for (const index of [1, 2])
          isRoom(await setRoomReady(sql, { playerId: player(index), isReady: true, ...match() }))
        await Promise.all([
          startRoom(crowd, { hostId: player(0), ...match() }),
          leave(0, crowd),
          setRoomHost(crowd, { hostId: player(0), playerId: player(1) }),
          leave(1, crowd),
          join(3, room.id, crowd),
          kick(0, 2, crowd),
        ])
        await expectSound()
        const [difference] = await sql<{ count: number }[]>`
          select count(*)::int as count from rooms r join match_players p on p.match_id = r.match_id
          where r.id = ${room.id} and not exists (
            select from room_members m where m.player_id = p.player_id and m.room_id = r.id)`
        expect(difference).toEqual({ count: 0 })
        await sql`delete from rooms`
        await sql`delete from matches`
      }
    })
  })
})
