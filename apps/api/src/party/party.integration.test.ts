import { randomUUID } from 'node:crypto'
import { connectRoom, type RoomListener, shutdown } from '@gameserver/livekit'
import type { Session } from '@gameserver/protocol/http'
import type { LiveEventKind } from '@gameserver/protocol/live-events'
import type { Party } from '@gameserver/protocol/party'
import { beginQueueing, endQueueing } from '@gameserver/storage/party-queueing'
import { decodeJwt } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startLiveTail } from '../live/start-live-tail.ts'
import type { Loop } from '../loop/run-every.ts'
import { startRoomEvictions } from '../room/room-evictions.ts'
import { type EventReader, listenTo } from '../testing/event-reader.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { startPartyUpkeep } from './party-upkeep.ts'

describe('parties', () => {
  let api: TestApi
  let loops: Loop[]
  const readers: EventReader[] = []
  let [ada, bo, cy, dee] = [] as unknown as [Session, Session, Session, Session]

  beforeAll(async () => {
    api = await startTestApi()
    loops = [startLiveTail, startPartyUpkeep, startRoomEvictions].map((start) => start(api.services))
    ;[ada, bo, cy, dee] = await Promise.all([
      api.login('Ada'),
      api.login('Bo'),
      api.login('Cy'),
      api.login('Dee'),
    ])
  })
  afterEach(async () => {
    await Promise.all(readers.splice(0).map((reader) => reader.close()))
    await api.database.sql`delete from parties`
  })
  afterAll(async () => {
    await shutdown()
    await Promise.all(loops.map((loop) => loop.stop()))
    await api.close()
  })

  const call = (session: Session, method: string, path: string, body?: unknown) =>
    api.call(method, `/v1/parties${path}`, { token: session.accessToken, body })
  const partyFrom = async (answer: ReturnType<typeof call>): Promise<Party> => {
    const { status, body } = await answer
    if (status >= 300) throw new Error(`${status} ${body.code}`)
    return body.party
  }
  const refusal = async (answer: ReturnType<typeof call>) => {
    const { status, body } = await answer
    return `${status} ${body.code}`
  }
  const create = (session: Session, sizeMax = 4) => partyFrom(call(session, 'POST', '', { sizeMax }))
  const join = (session: Session, code: string, leaveCurrent = false) =>
    call(session, 'POST', '/join', { code, leaveCurrent })
  const current = async (session: Session): Promise<Party | null> =>
    (await call(session, 'GET', '/me')).body.party
  const partyOf = async (leader: Session, ...others: Session[]) => {
    let party = await create(leader)
    for (const session of others) party = await partyFrom(join(session, party.code))
    return party
  }
  const kick = (by: Session, whom: Session) => call(by, 'DELETE', `/me/members/${whom.player.id}`)
  const listen = async (session: Session): Promise<EventReader> => {
    const reader = await listenTo(api.app, session.accessToken)
    readers.push(reader)
    await reader.until('ready')
    return reader
  }
  const count = ({ kinds }: EventReader, kind: LiveEventKind) => kinds.filter((told) => told === kind).length

  it('is made, joined by its code however it is written, and told of', async () => {
    expect(await current(ada)).toBeNull()
    const ofAda = await listen(ada)
    const party = await create(ada)
    expect(party).toMatchObject({
      leaderId: ada.player.id,
      sizeMax: 4,
      members: [{ playerId: ada.player.id, name: 'Ada', isReady: false, isAway: false }],
      invites: [],
      isQueued: false,
    })
    expect(party.code).toMatch(/^[2-9A-HJKMNP-TV-Z]{6}$/)
    const written = ` ${party.code.slice(0, 3).toLowerCase()}-${party.code.slice(3)} `
    const joined = await partyFrom(join(bo, written))
    expect(joined.members.map(({ name }) => name)).toEqual(['Ada', 'Bo'])
    expect(await current(ada)).toEqual(joined)
    await expect.poll(() => count(ofAda, 'party.updated')).toBe(2)
    const told = ofAda.received.at(-1)?.message
    expect(told?.kind === 'party.updated' && told.party).toEqual(joined)
  })

  it('gives the last seat to exactly one of those who ask at once', async () => {
    const party = await create(ada, 2)
    const crowd = await Promise.all(Array.from({ length: 20 }, () => api.login()))
    const answers = await Promise.all(crowd.map((session) => join(session, party.code)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.code === 'party_full')).toHaveLength(19)
    expect((await current(ada))?.members).toHaveLength(2)
  })

  it('refuses each change to those who may not make it', async () => {
    const party = await partyOf(ada, bo)
    const stranger = { playerId: dee.player.id }
    const wrongCode = `${party.code.slice(0, 5)}${party.code.endsWith('2') ? '3' : '2'}`
    expect(await refusal(call(bo, 'POST', '', {}))).toBe('409 in_another_party')
    expect(await refusal(join(cy, wrongCode))).toBe('404 unknown_code')
    expect(await refusal(join(cy, 'O0I1LU'))).toBe('400 invalid_request')
    expect(await refusal(call(cy, 'POST', '', { sizeMax: 17 }))).toBe('400 invalid_request')
    expect(await refusal(call(cy, 'POST', '', { sizeMax: 1 }))).toBe('400 invalid_request')
    expect(await refusal(kick(cy, cy))).toBe('404 not_in_party')
    expect(await refusal(kick(bo, ada))).toBe('403 not_leader')
    expect(await refusal(kick(ada, dee))).toBe('404 not_member')
    expect(await refusal(call(ada, 'POST', '/me/leader', stranger))).toBe('404 not_member')
    expect(await refusal(call(bo, 'POST', '/me/leader', stranger))).toBe('403 not_leader')
    expect(await refusal(call(cy, 'POST', '/me/leader', stranger))).toBe('404 not_in_party')
    expect(await refusal(call(bo, 'DELETE', '/me'))).toBe('403 not_leader')
    expect(await refusal(call(cy, 'DELETE', '/me'))).toBe('404 not_in_party')
    expect(await refusal(call(cy, 'PUT', '/me/ready', { ready: true }))).toBe('404 not_in_party')
    expect(await refusal(call(bo, 'POST', '/me/ready-check'))).toBe('403 not_leader')
    expect(await refusal(call(cy, 'POST', '/me/ready-check'))).toBe('404 not_in_party')
    expect(await refusal(call(cy, 'GET', '/me/token'))).toBe('404 not_in_party')
    expect(await refusal(call(cy, 'POST', '/me/invites', stranger))).toBe('404 not_in_party')
    const nobody = { playerId: randomUUID() }
    expect(await refusal(call(ada, 'POST', '/me/invites', nobody))).toBe('404 unknown_player')
    const member = { playerId: bo.player.id }
    expect(await refusal(call(ada, 'POST', '/me/invites', member))).toBe('409 already_member')
    expect(await refusal(call(cy, 'DELETE', `/me/invites/${bo.player.id}`))).toBe('404 not_in_party')
    const gone = `/invites/${party.id}/accept`
    expect(await refusal(call(cy, 'POST', gone, {}))).toBe('404 invite_gone')
    for (const [method, path] of [
      ['POST', ''],
      ['GET', '/me'],
      ['DELETE', '/me'],
      ['POST', '/join'],
      ['GET', '/invites'],
      ['GET', '/me/token'],
    ]) {
      expect((await api.call(method as string, `/v1/parties${path}`, { body: undefined })).status).toBe(401)
    }
  })

  it('changes hands, loses members, and ends', async () => {
    const party = await partyOf(ada, bo, cy)
    const [ofBo, ofCy] = [await listen(bo), await listen(cy)]
    const other = await create(dee)
    expect(await refusal(join(bo, other.code))).toBe('409 in_another_party')
    expect((await partyFrom(call(ada, 'POST', '/me/leader', { playerId: bo.player.id }))).leaderId).toBe(
      bo.player.id,
    )
    const without = await partyFrom(kick(bo, cy))
    expect(without.code).not.toBe(party.code)
    await ofCy.until('party.left')
    expect(ofCy.received.at(-1)?.message).toMatchObject({ partyId: party.id, reason: 'kicked' })
    expect(await current(cy)).toBeNull()
    expect(await refusal(join(cy, party.code))).toBe('404 unknown_code')
    await partyFrom(join(ada, other.code, true))
    expect((await current(bo))?.members).toHaveLength(1)
    await partyFrom(join(cy, without.code))
    expect(await partyFrom(kick(bo, bo))).toBeNull()
    expect(await current(cy)).toMatchObject({ id: party.id, leaderId: cy.player.id })
    expect(await partyFrom(call(cy, 'DELETE', '/me'))).toBeNull()
    await expect.poll(() => count(ofCy, 'party.left')).toBe(2)
    expect(ofCy.received.at(-1)?.message).toMatchObject({ reason: 'disbanded' })
    await ofBo.until('party.left')
    expect(ofBo.received.at(-1)?.message).toMatchObject({ reason: 'left' })
  })

  it('asks whether all are ready', async () => {
    const party = await partyOf(ada, bo)
    const ofBo = await listen(bo)
    await partyFrom(call(ada, 'POST', '/me/ready-check'))
    expect(await refusal(call(ada, 'POST', '/me/ready-check'))).toBe('409 ready_check_under_way')
    // News of his own joining may still be on its way.
    await expect
      .poll(() => ofBo.received.at(-1)?.message)
      .toMatchObject({ kind: 'party.updated', party: { readyCheckEndsAt: expect.any(String) } })
    const ready = await partyFrom(call(bo, 'PUT', '/me/ready', { ready: true }))
    expect(ready).toMatchObject({ readyCheckEndsAt: null, members: [{ isReady: true }, { isReady: true }] })
    await partyFrom(call(ada, 'POST', '/me/ready-check'))
    await api.database.sql`update parties set ready_check_ends_at = clock_timestamp() where id = ${party.id}`
    await expect
      .poll(async () => await current(bo))
      .toMatchObject({ readyCheckEndsAt: null, members: [{ isReady: true }, { isReady: false }] })
    expect((await partyFrom(join(cy, party.code))).members.some(({ isReady }) => isReady)).toBe(false)
  })

  it('is joined by invite', async () => {
    const party = await partyOf(ada, bo)
    const ofCy = await listen(cy)
    const invite = (whom: Session, by = bo) => call(by, 'POST', '/me/invites', { playerId: whom.player.id })
    expect((await partyFrom(invite(cy))).invites).toMatchObject([{ playerId: cy.player.id, name: 'Cy' }])
    await ofCy.until('party.invited')
    const { invites } = (await call(cy, 'GET', '/invites')).body
    expect(invites).toMatchObject([
      { partyId: party.id, invitedBy: { playerId: bo.player.id, name: 'Bo' }, members: ['Ada', 'Bo'] },
    ])
    await partyFrom(invite(dee, ada))
    expect(await refusal(call(bo, 'DELETE', `/me/invites/${dee.player.id}`))).toBe('403 not_leader')
    expect((await partyFrom(call(ada, 'DELETE', `/me/invites/${dee.player.id}`))).invites).toHaveLength(1)
    expect((await call(cy, 'POST', `/invites/${party.id}/decline`)).body).toEqual({ invites: [] })
    await ofCy.until('party.uninvited')
    await create(cy)
    await partyFrom(invite(cy))
    const accept = (leaveCurrent: boolean) =>
      call(cy, 'POST', `/invites/${party.id}/accept`, { leaveCurrent })
    expect(await refusal(accept(false))).toBe('409 in_another_party')
    expect((await partyFrom(accept(true))).members).toHaveLength(3)
    await partyFrom(join(dee, party.code))
    const one = await api.login()
    expect(await refusal(invite(one))).toBe('409 party_full')
  })

  it('stays as it is while it waits in a queue, but for who leaves', async () => {
    const party = await partyOf(ada, bo)
    const { sql } = api.database
    await sql.begin((transaction) => beginQueueing(transaction, party.id))
    expect((await current(bo))?.isQueued).toBe(true)
    for (const refused of [
      join(cy, party.code),
      kick(ada, bo),
      call(ada, 'DELETE', '/me'),
      call(ada, 'POST', '/me/leader', { playerId: bo.player.id }),
      call(ada, 'POST', '/me/invites', { playerId: cy.player.id }),
      call(ada, 'POST', '/me/ready-check'),
      call(bo, 'PUT', '/me/ready', { ready: true }),
    ]) {
      expect(await refusal(refused)).toBe('409 party_in_queue')
    }
    expect(await partyFrom(kick(bo, bo))).toBeNull()
    expect((await current(ada))?.isQueued).toBe(false)
    await sql.begin((transaction) => endQueueing(transaction, party.id, ada.player.id))
  })

  it('shows who is away, and sees by the live stream who is there', async () => {
    const party = await partyOf(ada, bo, cy)
    await listen(bo)
    const unseen = (seconds: number, ...sessions: Session[]) => api.database.sql`
      update party_members set seen_at = clock_timestamp() - ${seconds} * interval '1 second'
      where player_id = any(${sessions.map(({ player }) => player.id)}::uuid[])`
    const away = async () => {
      const rows = await api.database.sql<{ id: string }[]>`
        select player_id as id from party_members where is_away and party_id = ${party.id}`
      return rows.map(({ id }) => id)
    }
    await unseen(60, cy)
    await expect.poll(away).toEqual([cy.player.id])
    await current(cy)
    await expect.poll(away).toEqual([])
    await unseen(60, ada, bo)
    await expect.poll(away).toEqual([ada.player.id])
    await unseen(601, ada)
    await expect.poll(async () => (await current(bo))?.leaderId).toBe(bo.player.id)
    expect(await current(ada)).toBeNull()
  })

  it('limits how many codes and invites a player tries', async () => {
    const strict = await startTestApi({
      RATE_LIMIT_PARTY_JOIN_PER_MINUTE: '3',
      RATE_LIMIT_PARTY_INVITE_PER_MINUTE: '2',
    })
    const [one, other] = [await strict.login(), await strict.login()]
    const post = (session: Session, path: string, body: unknown) =>
      strict.call('POST', `/v1/parties${path}`, { token: session.accessToken, body })
    const statuses = async (times: number, ask: () => ReturnType<typeof post>) => {
      const seen: number[] = []
      for (let count = 0; count < times; count++) seen.push((await ask()).status)
      return seen
    }
    const guess = (session: Session) => post(session, '/join', { code: 'ABCDEF' })
    expect(await statuses(4, () => guess(one))).toEqual([404, 404, 404, 429])
    expect((await guess(other)).status).toBe(404)
    const body = { playerId: one.player.id }
    expect(await statuses(3, () => post(other, '/me/invites', body))).toEqual([404, 404, 429])
    await strict.close()
  })

  it('does without LiveKit, and puts out of its rooms when it is back who has left meanwhile', async () => {
    const away = await startTestApi({ LIVEKIT_URL: 'ws://127.0.0.1:1' })
    const [one, other] = [await away.login(), await away.login()]
    const post = (session: Session, path: string, body: unknown) =>
      away.call('POST', `/v1/parties${path}`, { token: session.accessToken, body })
    const { party } = (await post(one, '', {})).body
    await post(other, '/join', { code: party.code })
    const token = await away.call('GET', '/v1/parties/me/token', { token: one.accessToken })
    expect([token.status, token.body.code]).toEqual([503, 'unavailable'])
    const evictions = startRoomEvictions(away.services)
    const leave = `/v1/parties/me/members/${other.player.id}`
    expect((await away.call('DELETE', leave, { token: other.accessToken })).status).toBe(200)
    const left = async () =>
      await away.database.sql<{ hasBeenTried: boolean; isSoon: boolean }[]>`
        select due_at > ends_at - interval '659.5 seconds' as "hasBeenTried",
          due_at < clock_timestamp() + interval '2 seconds' as "isSoon" from room_evictions`
    await expect.poll(async () => [...(await left())]).toEqual([{ hasBeenTried: true, isSoon: true }])
    await evictions.stop()
    await away.close()
  })

  it('has a room of its own, in which members can talk and nobody stays who has left', async () => {
    await partyOf(ada, bo, cy)
    const token = async (session: Session) => (await call(session, 'GET', '/me/token')).body
    const granted = await token(ada)
    expect(granted).toMatchObject({
      identity: ada.player.id,
      room: expect.stringMatching(/^party-[0-9a-f]{8}$/),
    })
    const {
      video,
      exp = 0,
      nbf = 0,
    } = decodeJwt(granted.token) as { video: object; exp?: number; nbf?: number }
    expect(exp - (nbf || Date.now() / 1000)).toBeLessThanOrEqual(601)
    expect(video).toEqual({
      roomJoin: true,
      room: granted.room,
      canSubscribe: true,
      canPublishData: true,
      canPublish: true,
      canPublishSources: ['microphone'],
      canUpdateOwnMetadata: false,
    })
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
      const { url, token: jwt } = pass ?? (await token(session))
      return connectRoom(url, jwt, listener(session.player.name))
    }
    const [ofAda, passOfBo, passOfCy] = [await enter(ada), await token(bo), await token(cy)]
    await Promise.all([enter(bo, passOfBo), enter(cy, passOfCy)])
    await expect.poll(() => ofAda.participants.size).toBe(2)
    await expect
      .poll(() => {
        ofAda.publish('chat', Buffer.from('hello'), { reliable: true })
        return heard
      })
      .toContain('Bo: Ada chat hello')

    await partyFrom(kick(ada, bo))
    await expect.poll(() => ended.get('Bo')).toBe('participant_removed')
    expect(ended.size).toBe(1)
    ended.clear()
    // With the token of before, which is still good for a while.
    await enter(bo, passOfBo)
    await expect.poll(() => ended.get('Bo')).toBe('participant_removed')

    await partyFrom(call(ada, 'DELETE', '/me'))
    await expect.poll(() => [...ended.keys()].sort()).toEqual(['Ada', 'Bo', 'Cy'])
    await expect(enter(cy, passOfCy)).rejects.toThrow()
  })
})
