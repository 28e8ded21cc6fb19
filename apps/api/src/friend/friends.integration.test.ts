import { randomUUID } from 'node:crypto'
import type { FriendState } from '@gameserver/protocol/friend'
import type { Session } from '@gameserver/protocol/http'
import { requestFriend } from '@gameserver/storage/friends'
import { blockPlayer } from '@gameserver/storage/friends-blocking'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startLiveTail } from '../live/start-live-tail.ts'
import { listenTo } from '../testing/event-reader.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'

let api: TestApi
let ada: Session
let bo: Session
let cat: Session

beforeAll(async () => {
  api = await startTestApi({
    SERVER_TOKENS: 'a-token-of-the-tests-that-is-long-enough',
    RATE_LIMIT_FRIEND_REQUEST_PER_MINUTE: '200',
  })
  ;[ada, bo, cat] = [await api.login('Ada'), await api.login('Bo'), await api.login('Cat')]
})
afterEach(async () => {
  for (const table of ['friend_requests', 'friendships', 'blocks', 'live_events'])
    await api.database.sql`delete from ${api.database.sql(table)}`
})
afterAll(() => api.close())

const idOf = ({ player }: Session) => player.id
const call = async ({ accessToken }: Session, method: string, path: string, body?: object) => {
  const answer = await api.call(method, path, { token: accessToken, ...(body && { body }) })
  return { status: answer.status, code: answer.body?.code, body: answer.body }
}
const request = (who: Session, other: Session) => call(who, 'POST', '/v1/friends', { playerId: idOf(other) })
const answer = (who: Session, other: Session, what: 'accept' | 'decline') =>
  call(who, 'POST', `/v1/friends/requests/${idOf(other)}/${what}`)
const remove = (who: Session, other: Session) => call(who, 'DELETE', `/v1/friends/${idOf(other)}`)
const block = (who: Session, other: Session) => call(who, 'PUT', `/v1/blocks/${idOf(other)}`)
const unblock = (who: Session, other: Session) => call(who, 'DELETE', `/v1/blocks/${idOf(other)}`)
const friendsOf = async (who: Session): Promise<string[]> =>
  (await call(who, 'GET', '/v1/friends')).body.friends.map(({ name }: { name: string }) => name)
const requestsOf = async (who: Session) => {
  const { body } = await call(who, 'GET', '/v1/friends/requests')
  const names = (requests: { name: string }[]) => requests.map(({ name }) => name)
  return { incoming: names(body.incoming), outgoing: names(body.outgoing) }
}
const none = { incoming: [], outgoing: [] }
const toldTo = async (who: Session): Promise<string[]> => {
  const { sql } = api.database
  const events = await sql<{ kind: string }[]>`
    select kind from live_events where player_id = ${idOf(who)} order by id`
  return events.map(({ kind }) => kind)
}
const leaveRoom = (who: Session, roomId: string) =>
  call(who, 'DELETE', `/v1/rooms/${roomId}/members/${idOf(who)}`)
const leaveParty = (who: Session) => call(who, 'DELETE', `/v1/parties/me/members/${idOf(who)}`)
/** That many players nobody has met. */
async function strangers(count: number): Promise<string[]> {
  const { sql } = api.database
  const ids = Array.from({ length: count }, () => randomUUID())
  await sql`insert into players (id, name) select id, 'Stranger' from unnest(${ids}::uuid[]) as s (id)`
  return ids
}

describe('friends', () => {
  it('are two of whom one has asked and the other has agreed', async () => {
    expect((await request(ada, bo)).body).toEqual({ playerId: idOf(bo), name: 'Bo', state: 'requested' })
    expect((await request(ada, bo)).body.state).toBe('requested')
    expect(await requestsOf(ada)).toEqual({ incoming: [], outgoing: ['Bo'] })
    expect(await requestsOf(bo)).toEqual({ incoming: ['Ada'], outgoing: [] })
    expect(await friendsOf(ada)).toEqual([])

    expect((await answer(bo, ada, 'accept')).body).toEqual({
      playerId: idOf(ada),
      name: 'Ada',
      state: 'friends',
    })
    expect((await answer(bo, ada, 'accept')).body.state).toBe('friends')
    expect((await request(ada, bo)).body.state).toBe('friends')
    expect([await friendsOf(ada), await friendsOf(bo)]).toEqual([['Bo'], ['Ada']])
    expect([await requestsOf(ada), await requestsOf(bo)]).toEqual([none, none])
    expect([await toldTo(ada), await toldTo(bo)]).toEqual([
      ['friend.accepted'],
      ['friend.requested', 'friend.accepted'],
    ])

    expect((await remove(bo, ada)).status).toBe(204)
    expect((await remove(bo, ada)).status).toBe(204)
    expect([await friendsOf(ada), await friendsOf(bo)]).toEqual([[], []])
    expect((await toldTo(ada)).at(-1)).toBe('friend.removed')
  })

  it('hear of it over their live streams', async () => {
    const tail = startLiveTail(api.services)
    const stream = await listenTo(api.app, bo.accessToken)
    await request(ada, bo)
    await stream.until('friend.requested')
    expect(stream.received.at(-1)?.message).toMatchObject({ friend: { playerId: idOf(ada), name: 'Ada' } })
    await answer(bo, ada, 'accept')
    await stream.until('friend.accepted')
    await remove(ada, bo)
    await stream.until('friend.removed')
    expect(stream.received.at(-1)?.message).toMatchObject({ friendId: idOf(ada) })
    await stream.close()
    await tail.stop()
  })

  it('are not who declines, or who takes the request back', async () => {
    await request(ada, bo)
    expect((await answer(bo, ada, 'decline')).status).toBe(204)
    expect((await answer(bo, ada, 'decline')).status).toBe(204)
    expect((await answer(bo, ada, 'accept')).code).toBe('request_gone')
    expect([await requestsOf(ada), await requestsOf(bo)]).toEqual([none, none])
    await request(ada, bo)
    await remove(ada, bo)
    expect((await answer(bo, ada, 'accept')).code).toBe('request_gone')
    await request(ada, bo)
    expect((await remove(bo, ada)).status).toBe(204)
    expect((await requestsOf(bo)).incoming).toEqual(['Ada'])
  })

  it('are listed by name, in pages', async () => {
    await request(bo, ada)
    for (const other of [cat, bo]) {
      await request(ada, other)
      await answer(other, ada, 'accept')
    }
    expect(await friendsOf(ada)).toEqual(['Bo', 'Cat'])
    const page = await call(ada, 'GET', '/v1/friends?limit=1&offset=1')
    expect(page.body).toMatchObject({ total: 2, friends: [{ playerId: idOf(cat), name: 'Cat' }] })
    for (const wrong of ['limit=0', 'limit=501', 'offset=-1', 'limit=x'])
      expect((await call(ada, 'GET', `/v1/friends?${wrong}`)).status).toBe(400)
  })

  it('once, however the requests of both and the answers cross', async () => {
    const peer = await api.startPeer()
    for (let round = 0; round < 10; round++) {
      const pairs = [
        { playerId: idOf(ada), otherId: idOf(bo) },
        { playerId: idOf(bo), otherId: idOf(ada) },
      ]
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          requestFriend(
            index % 3 ? api.services.sql : peer.services.sql,
            pairs[index % 2] as (typeof pairs)[number],
          ),
        ),
      )
      expect(outcomes.every((outcome) => typeof outcome === 'object')).toBe(true)
      const states = outcomes.map((outcome) => (outcome as FriendState).state)
      expect(states).toContain('friends')
      expect([await friendsOf(ada), await friendsOf(bo)]).toEqual([['Bo'], ['Ada']])
      expect([await requestsOf(ada), await requestsOf(bo)]).toEqual([none, none])
      const told = [...(await toldTo(ada)), ...(await toldTo(bo))]
      expect(told.filter((kind) => kind === 'friend.accepted')).toHaveLength(2)
      expect(told.filter((kind) => kind === 'friend.requested')).toHaveLength(1)
      await remove(ada, bo)
      await api.database.sql`delete from live_events`
    }
  })

  it('are nobody oneself, nobody unknown, and no more than there may be', async () => {
    const { sql } = api.database
    const own = await request(ada, ada)
    expect([own.status, own.body.fields]).toEqual([
      400,
      [{ path: 'playerId', message: 'must be another player' }],
    ])
    const unknown = await call(ada, 'POST', '/v1/friends', { playerId: randomUUID() })
    expect([unknown.status, unknown.code]).toEqual([404, 'unknown_player'])
    expect((await call(ada, 'POST', '/v1/friends', { playerId: 'x' })).status).toBe(400)

    const ids = await strangers(500)
    await sql`insert into friend_requests (from_id, to_id) select ${idOf(ada)}, id from unnest(${ids.slice(0, 100)}::uuid[]) as s (id)`
    const outgoing = await request(ada, bo)
    expect([outgoing.status, outgoing.code]).toEqual([409, 'too_many_open_requests'])
    await sql`delete from friend_requests`
    await sql`insert into friend_requests (from_id, to_id) select id, ${idOf(bo)} from unnest(${ids.slice(0, 100)}::uuid[]) as s (id)`
    expect((await request(ada, bo)).code).toBe('too_many_open_requests')
    await sql`delete from friend_requests`
    await request(bo, ada)
    await sql`insert into friendships (player_id, friend_id) select ${idOf(bo)}, id from unnest(${ids}::uuid[]) as s (id)`
    expect((await answer(ada, bo, 'accept')).code).toBe('too_many_friends')
    expect((await request(cat, bo)).code).toBe('too_many_friends')
  })

  it('are asked for so often a minute', async () => {
    const limited = await startTestApi({ RATE_LIMIT_FRIEND_REQUEST_PER_MINUTE: '2' })
    const { accessToken: token } = await limited.login()
    const ask = () => limited.call('POST', '/v1/friends', { token, body: { playerId: randomUUID() } })
    expect([(await ask()).status, (await ask()).status, (await ask()).status]).toEqual([404, 404, 429])
    await limited.close()
  })
})

describe('who is blocked', () => {
  it('can neither ask, nor invite, nor be asked, and is a friend no more', async () => {
    await request(ada, bo)
    await answer(bo, ada, 'accept')
    await request(cat, ada)
    for (const other of [bo, cat, bo]) expect((await block(ada, other)).status).toBe(204)
    expect([await friendsOf(ada), await friendsOf(bo)]).toEqual([[], []])
    expect([await requestsOf(ada), await requestsOf(cat)]).toEqual([none, none])
    expect((await toldTo(bo)).at(-1)).toBe('friend.removed')
    for (const [who, other] of [
      [bo, ada],
      [ada, bo],
    ] as const) {
      const refused = await request(who, other)
      expect([refused.status, refused.code]).toEqual([403, 'blocked'])
    }
    await call(bo, 'POST', '/v1/parties', {})
    const invited = await call(bo, 'POST', '/v1/parties/me/invites', { playerId: idOf(ada) })
    expect([invited.status, invited.code]).toEqual([403, 'blocked'])

    const { body } = await call(ada, 'GET', '/v1/blocks')
    expect([body.total, body.blocked.map(({ name }: { name: string }) => name)]).toEqual([2, ['Cat', 'Bo']])
    expect((await call(ada, 'GET', '/v1/blocks?limit=1&offset=1')).body.blocked).toHaveLength(1)
    expect((await call(bo, 'GET', '/v1/blocks')).body.total).toBe(0)

    for (let again = 0; again < 2; again++) expect((await unblock(ada, bo)).status).toBe(204)
    expect((await call(bo, 'POST', '/v1/parties/me/invites', { playerId: idOf(ada) })).status).toBe(200)
    expect((await request(bo, ada)).body.state).toBe('requested')
    expect(await friendsOf(ada)).toEqual([])
  })

  it('finds no room of the other one, and is told nothing more', async () => {
    // Both ways: of the host's blocks, and of the player's own.
    for (const [host, other] of [
      [ada, bo],
      [bo, ada],
    ] as const) {
      const { room } = (await call(host, 'POST', '/v1/rooms', { game: api.game })).body
      const listed = async (who: Session) =>
        (await call(who, 'GET', '/v1/rooms')).body.rooms
          .map((one: { id: string }) => one.id)
          .includes(room.id)
      const seen = async (who: Session) => [
        await listed(who),
        (await call(who, 'GET', `/v1/rooms/${room.id}`)).status,
        (await call(who, 'GET', `/v1/rooms/${room.id}?code=${room.code}`)).status,
      ]
      expect(await seen(other)).toEqual([true, 200, 200])
      await block(ada, bo)
      expect(await seen(other)).toEqual([false, 404, 404])
      expect(await seen(cat)).toEqual([true, 200, 200])
      for (const [path, asked] of [
        [`/${room.id}/join`, {}],
        [`/${room.id}/join`, { as: 'spectator' }],
        ['/join', { code: room.code }],
      ] as const) {
        const refused = await call(other, 'POST', `/v1/rooms${path}`, asked)
        expect([refused.status, refused.code]).toEqual([404, 'unknown_room'])
      }
      const found = (await call(other, 'POST', '/v1/rooms/find-or-create', { game: api.game })).body.room
      expect(found.id).not.toBe(room.id)
      await leaveRoom(other, found.id)
      // Who is in it already stays, and nobody brings the other along.
      await call(cat, 'POST', `/v1/rooms/${room.id}/join`, {})
      await unblock(ada, bo)
      expect((await call(other, 'POST', `/v1/rooms/${room.id}/join`, {})).status).toBe(200)
      await block(ada, bo)
      expect((await call(other, 'GET', `/v1/rooms/${room.id}`)).status).toBe(200)
      for (const who of [other, cat, host]) await leaveRoom(who, room.id)
      await unblock(ada, bo)
    }
  })

  it('can not be brought along by the party', async () => {
    const { room } = (await call(ada, 'POST', '/v1/rooms', { game: api.game })).body
    await call(cat, 'POST', '/v1/parties', {})
    const { party } = (await call(cat, 'GET', '/v1/parties/me')).body
    await call(bo, 'POST', '/v1/parties/join', { code: party.code, leaveCurrent: true })
    await block(ada, bo)
    const refused = await call(cat, 'POST', `/v1/rooms/${room.id}/join`, { withParty: true })
    expect([refused.status, refused.code]).toEqual([404, 'unknown_room'])
    await leaveRoom(ada, room.id)
    for (const who of [bo, cat]) await leaveParty(who)
  })

  it('can not accept an invite that was open before', async () => {
    await call(bo, 'POST', '/v1/parties', {})
    const { party } = (await call(bo, 'GET', '/v1/parties/me')).body
    const accept = () => call(cat, 'POST', `/v1/parties/invites/${party.id}/accept`, {})
    const invites = async () => (await call(cat, 'GET', '/v1/parties/invites')).body.invites
    for (const [who, other] of [
      [bo, cat],
      [cat, bo],
    ] as const) {
      await call(bo, 'POST', '/v1/parties/me/invites', { playerId: idOf(cat) })
      expect(await invites()).toHaveLength(1)
      await block(who, other)
      expect((await toldTo(cat)).at(-1)).toBe('party.uninvited')
      const refused = await accept()
      expect([refused.status, refused.code]).toEqual([404, 'invite_gone'])
      expect(await invites()).toEqual([])
      await unblock(who, other)
    }
    await leaveParty(bo)
  })

  it('is no friend, whichever comes first', async () => {
    const { sql } = api.services
    for (let round = 0; round < 10; round++) {
      await request(bo, ada)
      const [friend] = await Promise.all([
        requestFriend(sql, { playerId: idOf(ada), otherId: idOf(bo) }),
        blockPlayer(sql, { playerId: idOf(bo), otherId: idOf(ada) }),
      ])
      expect(friend === 'blocked' || (friend as FriendState).state === 'friends').toBe(true)
      expect([await friendsOf(ada), await requestsOf(ada), await requestsOf(bo)]).toEqual([[], none, none])
      await unblock(bo, ada)
    }
  })

  it('is another player who exists, and there is an end to it', async () => {
    const { sql } = api.database
    expect((await block(ada, ada)).status).toBe(400)
    expect((await call(ada, 'PUT', `/v1/blocks/${randomUUID()}`)).code).toBe('unknown_player')
    const ids = await strangers(1000)
    await sql`insert into blocks (player_id, blocked_id) select ${idOf(ada)}, id from unnest(${ids}::uuid[]) as s (id)`
    const refused = await block(ada, bo)
    expect([refused.status, refused.code]).toEqual([409, 'too_many_blocks'])
  })
})

it('shows a leaderboard among friends', async () => {
  const token = 'a-token-of-the-tests-that-is-long-enough'
  const scores = [ada, bo, cat].map((who, index) => ({ playerId: idOf(who), score: 30 - index * 10 }))
  await api.call('POST', `/v1/leaderboards/${api.game}/scores`, { token, body: { scores } })
  await request(bo, cat)
  await answer(cat, bo, 'accept')
  const among = (query: string) => call(bo, 'GET', `/v1/leaderboards/${api.game}/players?${query}`)
  const { body } = await among('friends=true')
  expect(body.rows.map(({ name, rank }: { name: string; rank: number }) => [name, rank])).toEqual([
    ['Bo', 2],
    ['Cat', 3],
  ])
  for (const wrong of ['', 'friends=no', `friends=true&ids=${idOf(ada)}`])
    expect((await among(wrong)).status).toBe(400)
})

it('finds players by the beginning of their names', async () => {
  const [percent, upper] = [await api.login('Zo%e'), await api.login('ZOE')]
  const find = async (who: Session, name: string, more = '') =>
    (await call(who, 'GET', `/v1/players?name=${encodeURIComponent(name)}${more}`)).body.players?.map(
      (player: { name: string }) => player.name,
    )
  expect(await find(ada, 'zo')).toEqual(['Zo%e', 'ZOE'])
  expect(await find(ada, 'zo', '&limit=1')).toEqual(['Zo%e'])
  expect(await find(ada, 'Zo%')).toEqual(['Zo%e'])
  expect(await find(ada, 'zoes')).toEqual([])
  await block(upper, ada)
  expect([await find(ada, 'zo'), await find(percent, 'zo')]).toEqual([['Zo%e'], ['Zo%e', 'ZOE']])
  for (const wrong of ['', '&limit=51'])
    expect((await call(ada, 'GET', `/v1/players?name=${wrong}`)).status).toBe(400)
})

it.each([
  ['GET', '/v1/friends'],
  ['POST', '/v1/friends'],
  ['GET', '/v1/friends/requests'],
  ['POST', `/v1/friends/requests/${randomUUID()}/accept`],
  ['POST', `/v1/friends/requests/${randomUUID()}/decline`],
  ['DELETE', `/v1/friends/${randomUUID()}`],
  ['GET', '/v1/blocks'],
  ['PUT', `/v1/blocks/${randomUUID()}`],
  ['DELETE', `/v1/blocks/${randomUUID()}`],
  ['GET', '/v1/players?name=a'],
])('%s %s wants an access token', async (method, path) => {
  expect((await api.call(method, path)).status).toBe(401)
})
