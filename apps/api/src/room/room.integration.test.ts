import { randomUUID } from 'node:crypto'
import { connectRoom, type RoomListener, shutdown } from '@gameserver/livekit'
import type { Session } from '@gameserver/protocol/http'
import type { LiveEventKind } from '@gameserver/protocol/live-events'
import type { Room, RoomListing } from '@gameserver/protocol/rooms'
import { registerGame } from '@gameserver/storage/games'
import { claimMatch, commitResult } from '@gameserver/storage/matches'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startLiveTail } from '../live/start-live-tail.ts'
import type { Loop } from '../loop/run-every.ts'
import { type EventReader, listenTo } from '../testing/event-reader.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { startRoomEvictions } from './room-evictions.ts'
import { startRoomUpkeep } from './room-upkeep.ts'

describe('rooms', () => {
  let api: TestApi
  let loops: Loop[]
  const readers: EventReader[] = []
  let [ada, bo, cy, dee] = [] as unknown as [Session, Session, Session, Session]

  beforeAll(async () => {
    api = await startTestApi({ MATCH_REGIONS: 'east,west', RATE_LIMIT_ROOM_CREATE_PER_MINUTE: '1000' })
    loops = [startLiveTail, startRoomUpkeep, startRoomEvictions].map((start) => start(api.services))
    const names = ['Ada', 'Bo', 'Cy', 'Dee']
    ;[ada, bo, cy, dee] = (await Promise.all(names.map((name) => api.login(name)))) as [
      ...[Session, Session, Session, Session],
    ]
  })
  afterEach(async () => {
    await Promise.all(readers.splice(0).map((reader) => reader.close()))
    for (const table of ['rooms', 'parties', 'tickets', 'matches'])
      await api.database.sql`delete from ${api.database.sql(table)}`
  })
  afterAll(async () => {
    await shutdown()
    await Promise.all(loops.map((loop) => loop.stop()))
    await api.close()
  })

  const call = (session: Session, method: string, path: string, body?: unknown) =>
    api.call(method, `/v1/rooms${path}`, { token: session.accessToken, body })
  const roomFrom = async (answer: ReturnType<typeof call>): Promise<Room> => {
    const { status, body } = await answer
    if (status >= 300) throw new Error(`${status} ${body.code}`)
    return body.room
  }
  const refusal = async (answer: ReturnType<typeof call>) => {
    const { status, body } = await answer
    return `${status} ${body.code}`
  }
  const create = (session: Session, body: object = {}) =>
    roomFrom(call(session, 'POST', '', { game: api.game, ...body }))
  const join = (session: Session, { id }: { id: string }, body: object = {}) =>
    call(session, 'POST', `/${id}/join`, body)
  const joinByCode = (session: Session, code: string, body: object = {}) =>
    call(session, 'POST', '/join', { code, ...body })
  const roomOf = async (host: Session, ...others: Session[]) => {
    let room = await create(host)
    for (const session of others) room = await roomFrom(join(session, room))
    return room
  }
  const leave = async (session: Session) => {
    const room = await current(session)
    return call(session, 'DELETE', `/${room?.id}/members/${session.player.id}`)
  }
  const kick = ({ id }: Room, by: Session, whom: Session) =>
    call(by, 'DELETE', `/${id}/members/${whom.player.id}`)
  const ready = (session: Session, isReady = true) => call(session, 'PUT', '/mine/ready', { isReady })
  const start = (session: Session) => call(session, 'POST', '/mine/start')
  const current = async (session: Session): Promise<Room | null> =>
    (await call(session, 'GET', '/mine')).body.room
  const listen = async (session: Session): Promise<EventReader> => {
    const reader = await listenTo(api.app, session.accessToken)
    readers.push(reader)
    await reader.until('ready')
    return reader
  }
  const count = ({ kinds }: EventReader, kind: LiveEventKind) => kinds.filter((told) => told === kind).length
  const list = async (query = ''): Promise<{ rooms: RoomListing[]; cursor: string | null }> => {
    const { status, body } = await call(ada, 'GET', query)
    expect(status).toBe(200)
    return body
  }

  it('is made, joined, and told of', async () => {
    expect(await current(ada)).toBeNull()
    const ofAda = await listen(ada)
    const room = await create(ada, { properties: { map: 'desert' }, region: 'east' })
    expect(room).toMatchObject({
      ...{ game: api.game, mode: 'quick', name: 'Ada’s room', status: 'waiting', visibility: 'public' },
      ...{
        hasPassword: false,
        seatsMin: 2,
        seatsMax: 4,
        seatsTaken: 1,
        hostId: ada.player.id,
        region: 'east',
      },
      members: [{ playerId: ada.player.id, name: 'Ada', role: 'player', isReady: false, isAway: false }],
    })
    const joined = await roomFrom(join(bo, room))
    expect(joined.members.map(({ name }) => name)).toEqual(['Ada', 'Bo'])
    expect(await roomFrom(join(bo, room))).toEqual(joined)
    expect(await current(ada)).toEqual(joined)
    expect(await roomFrom(call(cy, 'GET', `/${room.id}`))).toEqual(joined)
    await expect.poll(() => count(ofAda, 'room.updated')).toBe(2)
    const told = ofAda.received.at(-1)?.message
    expect(told?.kind === 'room.updated' && told.room).toEqual(joined)
  })

  it('is refused for what makes no sense', async () => {
    const post = (body: object) => refusal(call(ada, 'POST', '', { game: api.game, ...body }))
    expect(await post({ game: 'no-such' })).toBe('404 unknown_game')
    expect(await post({ mode: 'no-such' })).toBe('404 unknown_mode')
    expect(await post({ gameVersion: '1.2.4' })).toBe('409 wrong_version')
    for (const body of [
      ...[
        { mode: 'ranked' },
        { name: 'x'.repeat(41) },
        { name: 'a\u0000' },
        { name: ' ' },
        { region: 'north' },
      ],
      ...[{ seatsMax: 5 }, { seatsMax: 1 }, { seatsMin: 1 }, { seatsMin: 4, seatsMax: 3 }, { seatsMax: 2.5 }],
      ...[{ properties: { map: {} } }, { properties: { 'a.b': 1 } }, { properties: { map: 'x'.repeat(65) } }],
      ...[{ properties: { map: 'a\u0000' } }, { properties: { map: '\ud800' } }, { visibility: 'secret' }],
      ...[{ properties: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`p${index}`, index])) }],
      ...[{ password: '' }, { seats: 3 }],
    ]) {
      expect([body, await post(body)]).toEqual([body, '400 invalid_request'])
    }
    for (const body of [{ region: 'north' }, { region: 'a\u0000' }, { properties: { map: '\ud800' } }]) {
      const sought = refusal(call(ada, 'POST', '/find-or-create', { game: api.game, ...body }))
      expect([body, await sought]).toEqual([body, '400 invalid_request'])
    }
    for (const query of ['limit=0', 'limit=101', 'cursor=x', 'hasFreeSeat=1', 'status=ended', 'text=%00']) {
      expect([query, await refusal(call(ada, 'GET', `?${query}`))]).toEqual([query, '400 invalid_request'])
    }
    for (const query of [
      'properties.map=%00',
      'cursor=2026-99-99T00:00:00.000000Z_00000000-0000-0000-0000-000000000000',
    ])
      expect(await refusal(call(ada, 'GET', `?${query}`))).toBe('400 invalid_request')
    expect(await refusal(call(ada, 'GET', `/${randomUUID()}`))).toBe('404 unknown_room')
    expect(await refusal(join(ada, { id: randomUUID() }))).toBe('404 unknown_room')
    expect(await refusal(joinByCode(ada, 'ABCDEF'))).toBe('404 unknown_room')
    expect(await refusal(joinByCode(ada, 'O0I1LU'))).toBe('400 invalid_request')
    for (const [method, path] of [
      ['GET', '/mine'],
      ['GET', ''],
      ['POST', ''],
      ['POST', '/join'],
      ['POST', '/find-or-create'],
      ['POST', '/mine/start'],
    ]) {
      expect((await api.call(method as string, `/v1/rooms${path}`)).status).toBe(401)
    }
  })

  it('is joined by who may, and by nobody else', async () => {
    const room = await create(ada, { seatsMax: 2, gameVersion: '1.2.3' })
    expect(await refusal(join(bo, room, { gameVersion: '1.2.4' }))).toBe('409 wrong_version')
    await roomFrom(join(bo, room, { gameVersion: '1.2.3' }))
    expect(await refusal(join(cy, room))).toBe('409 room_full')
    await roomFrom(join(cy, room, { as: 'spectator' }))
    expect((await current(ada))?.seatsTaken).toBe(2)
    expect(await refusal(call(bo, 'POST', '', { game: api.game }))).toBe('409 in_room')
    const other = await create(dee, { visibility: 'private', allowsSpectators: false })
    expect(await refusal(join(bo, other))).toBe('404 unknown_room')
    expect(await refusal(joinByCode(bo, other.code))).toBe('409 in_room')
    await leave(bo)
    expect(await refusal(join(bo, other))).toBe('404 unknown_room')
    expect(await refusal(call(bo, 'GET', `/${other.id}`))).toBe('404 unknown_room')
    expect((await roomFrom(call(bo, 'GET', `/${other.id}?code=${other.code}`))).id).toBe(other.id)
    expect(await refusal(joinByCode(bo, other.code, { as: 'spectator' }))).toBe('409 no_spectators')
    const written = ` ${other.code.slice(0, 3).toLowerCase()}-${other.code.slice(3)} `
    expect((await roomFrom(joinByCode(bo, written))).members).toHaveLength(2)
    await leave(dee)
    await leave(bo)
    expect(await refusal(joinByCode(bo, other.code))).toBe('404 unknown_room')
    await leave(cy)
    await leave(ada)
    expect(await refusal(join(bo, room))).toBe('409 room_ended')
  })

  it('asks for its password, but not too often', async () => {
    const strict = await startTestApi({
      RATE_LIMIT_ROOM_PASSWORD_PER_MINUTE: '3',
      RATE_LIMIT_ROOM_CODE_PER_MINUTE: '3',
    })
    const [host, guest, other] = [await strict.login(), await strict.login(), await strict.login()]
    const post = async (session: Session, path: string, body: object) => {
      const answer = await strict.call('POST', `/v1/rooms${path}`, { token: session.accessToken, body })
      return { ...answer, told: `${answer.status} ${answer.body.code}` }
    }
    const { room } = (await post(host, '', { game: strict.game, password: 'sesame' })).body
    expect(room.hasPassword).toBe(true)
    const guess = (session: Session, body: object) => post(session, `/${room.id}/join`, body)
    expect((await guess(guest, {})).told).toBe('403 wrong_password')
    expect((await guess(other, { password: 'sesame' })).status).toBe(200)
    for (let tries = 0; tries < 3; tries++)
      expect((await guess(guest, { password: 'open' })).told).toBe('403 wrong_password')
    expect((await guess(guest, { password: 'sesame' })).told).toBe('429 too_many_requests')
    const [second] = [(await post(guest, '', { game: strict.game })).body.room]
    expect(second.id).toBeTruthy()
    const tried = await Promise.all(
      Array.from({ length: 4 }, () => post(guest, '/join', { code: room.code })),
    )
    expect(tried.filter(({ status }) => status === 429)).toHaveLength(1)
    await strict.close()
  })

  it('is changed by its host alone', async () => {
    const room = await roomOf(ada, bo, cy)
    const stranger = { playerId: dee.player.id }
    for (const [method, path, body] of [
      ['PATCH', '/mine', { name: 'Mine' }],
      ['PUT', '/mine/host', { playerId: cy.player.id }],
      ['POST', '/mine/ready-check', undefined],
      ['POST', '/mine/start', undefined],
      ['DELETE', `/${room.id}/members/${ada.player.id}`, undefined],
    ] as const) {
      expect(await refusal(call(bo, method, path, body))).toBe('403 not_host')
      expect(await refusal(call(dee, method, path, body))).toBe('404 not_in_room')
    }
    expect(await refusal(ready(dee))).toBe('404 not_in_room')
    expect(await refusal(call(ada, 'PUT', '/mine/host', stranger))).toBe('404 not_member')
    expect(await refusal(kick(room, ada, dee))).toBe('404 not_member')
    expect(await refusal(kick({ ...room, id: randomUUID() }, ada, bo))).toBe('404 not_in_room')
    expect(await refusal(call(ada, 'PATCH', '/mine', { seatsMax: 2 }))).toBe('409 seats_taken')
    expect(await refusal(call(ada, 'PATCH', '/mine', { seatsMax: 5 }))).toBe('400 invalid_request')
    const changes = {
      name: 'Best of three',
      properties: { map: 'ice', rounds: 3 },
      seatsMax: 3,
      password: 'x',
    }
    const changed = await roomFrom(call(ada, 'PATCH', '/mine', changes))
    expect(changed).toMatchObject({
      name: 'Best of three',
      properties: { map: 'ice', rounds: 3 },
      hasPassword: true,
    })
    expect(await refusal(join(dee, room))).toBe('409 room_full')
    const open = await roomFrom(
      call(ada, 'PATCH', '/mine', { password: null, seatsMax: 4, visibility: 'private' }),
    )
    expect(open).toMatchObject({ hasPassword: false, visibility: 'private', name: 'Best of three' })
    expect(await refusal(join(dee, room))).toBe('404 unknown_room')
    const handed = await roomFrom(call(ada, 'PUT', '/mine/host', { playerId: cy.player.id }))
    expect(handed.hostId).toBe(cy.player.id)
  })

  it('loses members, changes hands, and is over with its last player', async () => {
    const room = await roomOf(ada, bo, cy)
    const [ofBo, ofDee] = [await listen(bo), await listen(dee)]
    await roomFrom(join(dee, room, { as: 'spectator' }))
    const without = await roomFrom(kick(room, ada, bo))
    expect(without.members.map(({ name }) => name)).toEqual(['Ada', 'Cy', 'Dee'])
    await ofBo.until('room.left')
    expect(ofBo.received.at(-1)?.message).toMatchObject({ roomId: room.id, reason: 'kicked' })
    expect(await refusal(join(bo, room))).toBe('403 kicked')
    expect(await refusal(joinByCode(bo, room.code))).toBe('403 kicked')
    expect(await refusal(call(ada, 'PUT', '/mine/host', { playerId: dee.player.id }))).toBe(
      '409 is_spectator',
    )
    expect(await refusal(ready(dee))).toBe('409 is_spectator')
    expect((await leave(ada)).body).toEqual({ room: null })
    expect(await refusal(kick(room, ada, ada))).toBe('404 not_in_room')
    expect(await current(cy)).toMatchObject({ id: room.id, hostId: cy.player.id })
    await leave(cy)
    await ofDee.until('room.left')
    expect(ofDee.received.at(-1)?.message).toMatchObject({ roomId: room.id, reason: 'closed' })
    expect(await current(dee)).toBeNull()
    expect(await roomFrom(call(ada, 'GET', `/${room.id}`))).toMatchObject({ status: 'ended', members: [] })
  })

  it('is listed with what one looks for, in pages that nothing shifts', async () => {
    const hosts = await Promise.all(Array.from({ length: 12 }, (_, index) => api.login(`Host ${index}`)))
    for (const [index, host] of hosts.entries()) {
      await create(host, {
        name: index % 2 ? `Beginners’ % room ${index}` : `Room ${index}`,
        properties: { map: index % 3 ? 'desert' : 'ice', level: index, isCasual: index < 6 },
        ...(index === 1 && { password: 'x' }),
        ...(index === 2 && { visibility: 'private' }),
        ...(index === 3 && { region: 'west', seatsMax: 2 }),
      })
    }
    await join(ada, (await list('?region=west')).rooms[0] as RoomListing)
    const named = async (query: string) =>
      (await list(query)).rooms.map(({ name }) => Number(name.split(' ').at(-1)))
    expect(await named(`?game=${api.game}`)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 1, 0])
    expect(await named('?game=another')).toEqual([])
    expect(await named('?hasPassword=true')).toEqual([1])
    expect(await named('?hasPassword=false&properties.map=ice')).toEqual([9, 6, 3, 0])
    expect(await named('?hasFreeSeat=false')).toEqual([3])
    expect(await named('?properties.level=7')).toEqual([7])
    expect(await named('?properties.isCasual=true&properties.map=desert&hasPassword=false')).toEqual([5, 4])
    expect(await named('?properties.none=1')).toEqual([])
    expect(await named('?text=beginners%E2%80%99%20%25&limit=3')).toEqual([11, 9, 7])
    expect(await named('?status=running')).toEqual([])
    expect(await named('?mode=quick&status=waiting&region=west')).toEqual([3])
    const first = await list('?limit=4')
    await create(bo, { name: 'New 99' })
    await leave(hosts[7] as Session)
    const second = await list(`?limit=4&cursor=${first.cursor}`)
    const third = await list(`?limit=4&cursor=${second.cursor}`)
    const seen = [first, second, third].flatMap(({ rooms }) =>
      rooms.map(({ name }) => Number(name.split(' ').at(-1))),
    )
    expect(seen).toEqual([11, 10, 9, 8, 6, 5, 4, 3, 1, 0])
    expect(third.cursor).toBeNull()
    expect(first.rooms[0]).not.toHaveProperty('code')
  })

  it('asks whether all are ready, and starts when they are', async () => {
    const room = await roomOf(ada, bo)
    const ofBo = await listen(bo)
    const checked = await roomFrom(call(ada, 'POST', '/mine/ready-check'))
    expect(checked).toMatchObject({ status: 'ready_check', members: [{ isReady: true }, { isReady: false }] })
    expect(await refusal(call(ada, 'POST', '/mine/ready-check'))).toBe('409 ready_check_under_way')
    await api.database.sql`update rooms set ready_check_ends_at = clock_timestamp() where id = ${room.id}`
    await expect
      .poll(() => current(bo))
      .toMatchObject({
        status: 'waiting',
        readyCheckEndsAt: null,
        members: [{ isReady: true }, { isReady: false }],
      })
    await roomFrom(call(ada, 'POST', '/mine/ready-check'))
    // Who comes meanwhile is asked, too; who goes ends it.
    const joined = await roomFrom(join(cy, room))
    expect(joined.status).toBe('ready_check')
    expect((await roomFrom(ready(bo))).status).toBe('ready_check')
    await leave(cy)
    expect((await current(ada))?.status).toBe('waiting')
    await roomFrom(call(ada, 'POST', '/mine/ready-check'))
    const running = await roomFrom(ready(bo))
    expect(running).toMatchObject({ status: 'running', matchId: expect.any(String) })
    await ofBo.until('match.found')
    const answer = await api.call('GET', '/v1/match/status', { token: bo.accessToken })
    expect(answer.body).toMatchObject({ state: 'matched', matchId: running.matchId, status: 'placing' })
  })

  it('starts a match, runs with it, and ends with it', async () => {
    const room = await roomOf(ada, bo)
    await roomFrom(join(cy, room, { as: 'spectator' }))
    const ofCy = await listen(cy)
    expect(await refusal(start(ada))).toBe('409 not_ready')
    await roomFrom(ready(bo))
    const running = await roomFrom(start(ada))
    const { matchId } = running
    expect(running.status).toBe('running')
    const match = (await api.call('GET', `/v1/matches/${matchId}`, { token: ada.accessToken })).body
    expect(match.players.map(({ name, slot }: { name: string; slot: number }) => [name, slot])).toEqual([
      ['Ada', 0],
      ['Bo', 1],
    ])
    expect(match.room).toMatch(new RegExp(`^${api.game}-[0-9a-f]{8}$`))
    for (const refused of [
      start(ada),
      ready(bo),
      call(ada, 'PATCH', '/mine', { name: 'x' }),
      kick(room, ada, bo),
    ])
      expect(await refusal(refused)).toBe('409 room_running')
    expect(await refusal(leave(bo))).toBe('409 in_match')
    expect(await refusal(join(dee, room))).toBe('409 room_running')
    const queue = { game: api.game }
    const queued = api.call('POST', '/v1/match/queue', { token: bo.accessToken, body: queue })
    expect(await refusal(queued)).toBe('409 in_match')
    expect(await refusal(call(bo, 'POST', '/find-or-create', queue))).toBe('409 in_room')
    // Who looks on may come and go.
    await roomFrom(join(dee, room, { as: 'spectator' }))
    expect((await leave(dee)).status).toBe(200)
    const { sql } = api.database
    const { epoch = 0 } = (await claimMatch(sql, { matchId: matchId as string, authorityId: 'a' })) ?? {}
    const scores = [ada, bo].map(({ player }, index) => ({ playerId: player.id, score: 1, rank: index + 1 }))
    const result = { matchId: matchId as string, epoch, reason: 'finished', scores, metadata: {} }
    expect(await commitResult(sql, result)).toBe('committed')
    await ofCy.until('room.left')
    const kinds = ofCy.received.map(({ message }) =>
      message.kind === 'room.updated' ? message.room.status : message.kind,
    )
    expect(kinds.slice(-2)).toEqual(['ended', 'room.left'])
    expect(await current(ada)).toBeNull()
    expect(await refusal(call(ada, 'DELETE', `/${room.id}/members/${ada.player.id}`))).toBe('404 not_in_room')
    expect(await refusal(join(ada, room))).toBe('409 room_ended')
    await create(ada)
  })

  it('starts for one player where the game can be played alone, and for no fewer than it takes', async () => {
    const lonely = await create(ada)
    expect(await refusal(start(ada))).toBe('409 too_few_players')
    expect(await refusal(call(ada, 'POST', '/mine/ready-check'))).toBe('409 too_few_players')
    expect(lonely.seatsMin).toBe(2)
    const solo = `${api.game}-s`
    const description = { name: 'Solo', version: '1', description: '' }
    await registerGame(api.database.sql, { id: solo, ...description, players: { min: 1, max: 2 } })
    await create(bo, { game: solo })
    expect((await roomFrom(start(bo))).status).toBe('running')
  })

  it('deals players of a mode with teams into these', async () => {
    const { sql } = api.database
    const queues = { duo: { shape: { kind: 'teams', count: 2, size: 2 } } }
    await sql`update games set manifest = manifest || ${sql.json({ queues })} where id = ${api.game}`
    const room = await create(ada, { mode: 'duo', seatsMin: 2 })
    for (const session of [bo, cy]) {
      await roomFrom(join(session, room))
      await roomFrom(ready(session))
    }
    const { matchId } = await roomFrom(start(ada))
    const match = (await api.call('GET', `/v1/matches/${matchId}`, { token: ada.accessToken })).body
    expect(match.players.map(({ team }: { team: number }) => team)).toEqual([0, 1, 0])
  })

  it('seats a party whole, or not at all', async () => {
    const party = (session: Session, path: string, body: object = {}) =>
      api.call('POST', `/v1/parties${path}`, { token: session.accessToken, body })
    const { code } = (await party(ada, '')).body.party
    await party(bo, '/join', { code })
    const room = await create(cy, { seatsMax: 2 })
    expect(await refusal(join(dee, room, { withParty: true }))).toBe('404 not_in_party')
    expect(await refusal(join(bo, room, { withParty: true }))).toBe('403 not_leader')
    expect(await refusal(join(ada, room, { withParty: true }))).toBe('409 room_full')
    expect((await current(cy))?.members).toHaveLength(1)
    await roomFrom(call(cy, 'PATCH', '/mine', { seatsMax: 4 }))
    const together = await roomFrom(join(ada, room, { withParty: true }))
    expect(together.members.map(({ name }) => name)).toEqual(['Cy', 'Ada', 'Bo'])
    expect(await roomFrom(join(ada, room, { withParty: true }))).toEqual(together)
    await roomFrom(kick(room, cy, bo))
    expect(await refusal(join(ada, room, { withParty: true }))).toBe('403 kicked')
    // A member may go alone where the party does not.
    await create(bo)
  })

  it('keeps players out of queues and the other way round', async () => {
    const queue = (session: Session) =>
      api.call('POST', '/v1/match/queue', { token: session.accessToken, body: { game: api.game } })
    const room = await create(ada)
    expect(await refusal(queue(ada))).toBe('409 in_room')
    await queue(bo)
    expect(await refusal(join(bo, room))).toBe('409 already_queued')
    expect(await refusal(call(bo, 'POST', '', { game: api.game }))).toBe('409 already_queued')
    expect(await refusal(call(bo, 'POST', '/find-or-create', { game: api.game }))).toBe('409 already_queued')
  })

  it('shows who is away, and gives their seats to others', async () => {
    const room = await roomOf(ada, bo, cy)
    await listen(bo)
    const unseen = (seconds: number, ...sessions: Session[]) => api.database.sql`
      update room_members set seen_at = clock_timestamp() - ${seconds} * interval '1 second'
      where player_id = any(${sessions.map(({ player }) => player.id)}::uuid[])`
    const away = async () => {
      const rows = await api.database.sql<{ id: string }[]>`
        select player_id as id from room_members where is_away and room_id = ${room.id}`
      return rows.map(({ id }) => id)
    }
    await unseen(60, cy)
    await expect.poll(away).toEqual([cy.player.id])
    await current(cy)
    await expect.poll(away).toEqual([])
    await unseen(60, ada, bo)
    await expect.poll(away).toEqual([ada.player.id])
    await unseen(121, ada)
    await expect.poll(async () => (await current(bo))?.hostId).toBe(bo.player.id)
    expect(await current(ada)).toBeNull()
  })

  it('has a room in LiveKit until its match begins, in which nobody stays who has left', async () => {
    const token = async (session: Session) =>
      api.call('GET', '/v1/auth/token', { token: session.accessToken })
    expect(await refusal(token(ada))).toBe('404 no_match')
    const room = await roomOf(ada, bo)
    await roomFrom(join(cy, room, { as: 'spectator' }))
    const granted = (await token(ada)).body
    expect(granted).toMatchObject({ matchId: null, roomId: room.id, game: api.game, identity: ada.player.id })
    const ended = new Map<string, string>()
    const heard: string[] = []
    const listener = (name: string): RoomListener => ({
      packet: (sender, topic, payload) =>
        heard.push(`${name}: ${sender.name} ${topic} ${Buffer.from(payload).toString()}`),
      joined: () => {},
      left: () => {},
      closed: (reason) => ended.set(name, reason),
    })
    const enter = async (session: Session, pass?: { url: string; token: string }) => {
      const { url, token: jwt } = pass ?? (await token(session)).body
      return connectRoom(url, jwt, listener(session.player.name))
    }
    const [passOfBo, ofAda] = [(await token(bo)).body, await enter(ada)]
    await Promise.all([enter(bo, passOfBo), enter(cy)])
    await expect.poll(() => ofAda.participants.size).toBe(2)
    await expect
      .poll(() => {
        ofAda.publish('chat', Buffer.from('hello'), { reliable: true })
        return heard
      })
      .toContain('Bo: Ada chat hello')
    await roomFrom(kick(room, ada, bo))
    await expect.poll(() => ended.get('Bo')).toBe('participant_removed')
    expect(ended.size).toBe(1)
    // The match is played in the same room, from which who only looks on is put out.
    await roomFrom(join(dee, room))
    await roomFrom(ready(dee))
    await roomFrom(start(ada))
    await expect.poll(() => ended.get('Cy')).toBe('participant_removed')
    expect(await refusal(token(ada))).toBe('409 match_not_ready')
    expect(await refusal(token(cy))).toBe('404 no_match')
    expect(ended.has('Ada')).toBe(false)
    await ofAda.close()
  })
})
