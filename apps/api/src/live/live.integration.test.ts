import { setTimeout as sleep } from 'node:timers/promises'
import type { Session } from '@gameserver/protocol/http'
import { isBefore, type LiveCursor, parseCursor } from '@gameserver/storage/live-cursor'
import { addLiveEvents } from '@gameserver/storage/live-events'
import { abandonMatch, claimMatch, commitResult, setMatchStatus } from '@gameserver/storage/matches'
import { connectPostgres, type Sql } from '@gameserver/storage/postgres'
import { withdrawUnseen } from '@gameserver/storage/ticket-withdrawal'
import { SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Router } from '../http/router.ts'
import type { Loop } from '../loop/run-every.ts'
import { startMatcher } from '../queue/matcher.ts'
import type { Services } from '../services.ts'
import { type EventReader, listenTo } from '../testing/event-reader.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { startLiveTail } from './start-live-tail.ts'

describe('live stream', () => {
  let api: TestApi
  let peer: { app: Router; services: Services }
  /** Many at once: each open transaction holds a connection. */
  let writers: Sql
  let loops: Loop[]
  const open: EventReader[] = []
  beforeAll(async () => {
    api = await startTestApi()
    peer = await api.startPeer()
    writers = connectPostgres(api.database.url, { connectionsMax: 20, timeoutMs: 20_000 })
    loops = [startLiveTail(api.services), startLiveTail(peer.services)]
  })
  afterEach(() => Promise.all(open.splice(0).map((reader) => reader.close())))
  afterAll(async () => {
    await Promise.all(loops.map((loop) => loop.stop()))
    await writers.end({ timeout: 1 })
    await api.close()
  })

  async function listen(session: Session, lastEventId?: string, app = api.app): Promise<EventReader> {
    const reader = await listenTo(app, session.accessToken, lastEventId)
    open.push(reader)
    return reader
  }
  async function listening(session: Session, lastEventId?: string, app = api.app): Promise<EventReader> {
    const reader = await listen(session, lastEventId, app)
    await reader.until('ready')
    return reader
  }
  const write = (session: Session, mode: string, sql = api.database.sql, holdMs = 0) =>
    sql.begin(async (transaction) => {
      const playerId = session.player.id
      await addLiveEvents(transaction, [
        { playerId, kind: 'queue.left', game: api.game, mode, reason: 'left' },
      ])
      if (holdMs > 0) await sleep(holdMs)
    })
  const modes = (...readers: EventReader[]) =>
    readers.flatMap(({ received }) =>
      received.flatMap(({ message }) => ('mode' in message ? [message.mode] : [])),
    )
  const join = (session: Session) =>
    api.call('POST', '/v1/match/queue', {
      token: session.accessToken,
      body: { game: api.game, playersMax: 2 },
    })
  const metric = async (line: string) => (await api.services.metrics.registry.metrics()).includes(line)

  it('begins with the place from which to resume, whatever proxies are in between', async () => {
    const reader = await listening(await api.login())
    expect(reader.status).toBe(200)
    expect(reader.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(reader.headers.get('cache-control')).toBe('no-store, no-transform')
    expect(reader.headers.get('x-accel-buffering')).toBe('no')
    expect(reader.text).toMatch(/^id: \d+-\d+\nretry: \d+\nevent: ready\ndata: \{"kind":"ready"\}\n\n$/)
  })

  it('opens nothing for who only wants the head', async () => {
    const { accessToken } = await api.login()
    const headers = { authorization: `Bearer ${accessToken}` }
    const head = await api.app.request('/v1/events', { method: 'HEAD', headers })
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
    expect(await metric('gameserver_live_streams 0')).toBe(true)
  })

  it('tells of a match from the queue to the result, each player what is theirs', async () => {
    const [ada, bo, stranger] = [await api.login(), await api.login(), await api.login()]
    const readers = await Promise.all([ada, bo, stranger].map((session) => listening(session)))
    const [ofAda, ofBo, ofStranger] = readers as [EventReader, EventReader, EventReader]
    for (const session of [ada, bo]) await join(session)
    const matcher = startMatcher(api.services)
    await Promise.all([ofAda.until('match.found'), ofBo.until('match.found')])
    await matcher.stop()
    const found = ofAda.received.at(-1)?.message
    if (found?.kind !== 'match.found') throw new Error('no match')
    const { matchId } = found
    expect(found).toMatchObject({ game: api.game, mode: 'quick', status: 'placing' })

    const { sql } = api.database
    await claimMatch(sql, { matchId, authorityId: 'test' })
    await setMatchStatus(sql, { matchId, epoch: 1, status: 'waiting' })
    await setMatchStatus(sql, { matchId, epoch: 1, status: 'running' })
    await setMatchStatus(sql, { matchId, epoch: 1, status: 'waiting' })
    await ofAda.until('match.ready')
    const scores = [{ playerId: ada.player.id, score: 3, rank: 1 }]
    await commitResult(sql, { matchId, epoch: 1, reason: 'finished', scores, metadata: {} })
    await Promise.all([ofAda.until('match.ended'), ofBo.until('match.ended')])
    const ended = { matchId, reason: 'finished', game: api.game, mode: 'quick' }
    expect(ofAda.received.at(-1)?.message).toMatchObject({ ...ended, score: 3, rank: 1 })
    expect(ofBo.received.at(-1)?.message).toMatchObject({ ...ended, score: null, rank: null })
    expect(ofBo.kinds).toEqual(['ready', 'match.found', 'match.ready', 'match.ended'])
    expect(ofStranger.kinds).toEqual(['ready'])
  })

  it('tells of an abandoned match, and of tickets that are gone', async () => {
    const [ada, bo] = [await api.login(), await api.login()]
    const ofAda = await listening(ada)
    await join(ada)
    await api.call('DELETE', '/v1/match/queue', { token: ada.accessToken })
    await join(ada)
    await api.database.sql`update ticket_players set seen_at = clock_timestamp() - interval '31 seconds'`
    await withdrawUnseen(api.database.sql, 30_000)
    const matcher = startMatcher(api.services)
    for (const session of [ada, bo]) await join(session)
    await ofAda.until('match.found')
    await matcher.stop()
    const found = ofAda.received.at(-1)?.message
    if (found?.kind !== 'match.found') throw new Error('no match')
    await abandonMatch(api.database.sql, { matchId: found.matchId, epoch: 0, reason: 'game_error' })
    await ofAda.until('match.abandoned')
    const telling = ofAda.received.slice(1).filter(({ message }) => message.kind !== 'queue.updated')
    expect(telling.map(({ message }) => ('reason' in message ? message.reason : ''))).toEqual([
      'left',
      'unseen',
      '',
      'game_error',
    ])
  })

  it('loses and repeats nothing while clients come and go between processes and transactions commit in any order', async () => {
    const sessions = await Promise.all(Array.from({ length: 4 }, () => api.login()))
    const perPlayer = 100
    let isWriting = true
    const readers = new Map<Session, EventReader[]>(sessions.map((session) => [session, []]))
    const listeners = sessions.map(async (session, index) => {
      const own = readers.get(session) as EventReader[]
      for (let round = index; isWriting; round++) {
        const app = round % 2 === 0 ? api.app : peer.app
        const reader = await listening(session, own.at(-1)?.lastEventId, app)
        own.push(reader)
        await sleep(20 + Math.random() * 150)
        await reader.close()
      }
    })
    // Written from here on: each has a place to resume from by now.
    await expect.poll(() => [...readers.values()].every((own) => own.length > 0)).toBe(true)
    await Promise.all(
      Array.from({ length: perPlayer * sessions.length }, (_, number) =>
        write(
          sessions[number % sessions.length] as Session,
          `${number}`,
          writers,
          number % 9 === 0 ? 120 : Math.random() * 20,
        ),
      ),
    )
    isWriting = false
    await Promise.all(listeners)
    for (const [index, session] of sessions.entries()) {
      const own = readers.get(session) as EventReader[]
      const last = await listening(session, own.at(-1)?.lastEventId, peer.app)
      own.push(last)
      await expect.poll(() => modes(...own).length).toBeGreaterThanOrEqual(perPlayer)
      const written = Array.from({ length: perPlayer }, (_, at) => `${at * sessions.length + index}`)
      expect(modes(...own).sort()).toEqual(written.sort())
      const cursors = own.flatMap(({ eventIds }) => eventIds).map((id) => parseCursor(id) as LiveCursor)
      for (const [at, cursor] of cursors.entries()) {
        const before = cursors[at - 1]
        if (before) expect(isBefore(before, cursor)).toBe(true)
      }
    }
  })

  it('sends what was missed, however much, before what happens meanwhile', async () => {
    const ada = await api.login()
    const before = await listening(ada)
    await before.close()
    const missed = Array.from({ length: 750 }, (_, number) => `${number}`)
    await api.database.sql.begin((transaction) =>
      addLiveEvents(
        transaction,
        missed.map((mode) => ({
          playerId: ada.player.id,
          kind: 'queue.left',
          game: api.game,
          mode,
          reason: 'left',
        })),
      ),
    )
    const [after] = await Promise.all([listen(ada, before.lastEventId, peer.app), write(ada, 'meanwhile')])
    await after.until('ready')
    await expect.poll(() => modes(after)).toEqual([...missed, 'meanwhile'])
    const again = await listening(ada, after.lastEventId)
    expect(modes(again)).toEqual([])
  })

  it.each([
    'nonsense',
    '1',
    '99999999999999999999-1',
    '18446744073709551615-1',
    '-',
    '1-1; drop table live_events',
  ])('resets a client that comes with %j', async (lastEventId) => {
    const reader = await listening(await api.login(), lastEventId)
    expect(reader.kinds).toEqual(['reset', 'ready'])
  })

  it('resets a client that was away for longer than events are kept', async () => {
    const ada = await api.login()
    const before = await listening(ada)
    const { lastEventId } = before
    const { xid, id } = parseCursor(lastEventId as string) as LiveCursor
    await write(ada, 'forgotten')
    await before.until('queue.left')
    await api.database.sql`
      update live_events_removed set xid = ${xid.toString()}::xid8, id = ${(id + 1n).toString()}`
    const after = await listening(ada, lastEventId)
    expect(after.kinds).toEqual(['reset', 'ready'])
    await write(ada, 'heard')
    await expect.poll(() => modes(after)).toEqual(['heard'])
    await api.database.sql`update live_events_removed set xid = '0', id = 0`
  })

  it("reaches hundreds of players' streams with one pass", async () => {
    const sessions: Session[] = []
    while (sessions.length < 300) {
      sessions.push(...(await Promise.all(Array.from({ length: 20 }, () => api.login()))))
    }
    const readers = await Promise.all(sessions.map((session) => listening(session)))
    await expect.poll(() => metric('gameserver_live_streams 300')).toBe(true)
    await api.database.sql.begin((transaction) =>
      addLiveEvents(
        transaction,
        sessions.map(({ player }) => {
          return { playerId: player.id, kind: 'queue.left', game: api.game, mode: player.id, reason: 'left' }
        }),
      ),
    )
    await expect.poll(() => readers.every(({ kinds }) => kinds.length === 2)).toBe(true)
    for (const [index, reader] of readers.entries())
      expect(modes(reader)).toEqual([sessions[index]?.player.id])
    await Promise.all(readers.map((reader) => reader.close()))
    await expect.poll(() => metric('gameserver_live_streams 0')).toBe(true)
  })

  it('ends the oldest when a player opens too many', async () => {
    const ada = await api.login()
    const readers: EventReader[] = []
    for (let count = 0; count < 6; count++) readers.push(await listening(ada))
    await expect.poll(() => readers.map(({ isEnded }) => isEnded)).toEqual([true, ...Array(5).fill(false)])
    expect(readers[0]?.received.at(-1)?.message).toEqual({ kind: 'end', reason: 'replaced' })
    await write(ada, 'x')
    await expect.poll(() => readers.slice(1).map((reader) => modes(reader))).toEqual(Array(5).fill(['x']))
  })

  it('ends when the access token expires, and resumes with the next one', async () => {
    const ada = await api.login()
    const { sid } = JSON.parse(Buffer.from(ada.accessToken.split('.')[1] as string, 'base64url').toString())
    const expiring = await new SignJWT({ sid })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('gameserver')
      .setSubject(ada.player.id)
      .setExpirationTime('6s')
      .sign(new TextEncoder().encode(api.services.config.jwtSecret))
    const reader = await listening({ ...ada, accessToken: expiring })
    await reader.until('end')
    expect(reader.received.at(-1)?.message).toEqual({ kind: 'end', reason: 'token_expired' })
    await expect.poll(() => reader.isEnded).toBe(true)
    await write(ada, 'missed')
    const next = await listening(ada, reader.lastEventId)
    await expect.poll(() => modes(next)).toEqual(['missed'])
  })

  it("ends at logout, on every process, but only the session's own", async () => {
    const account = { email: 'live@example.com', password: 'correct horse', name: 'Ada' }
    const { body: here } = await api.call('POST', '/v1/auth/register', { body: account })
    const { name: _name, ...credentials } = account
    const { body: elsewhere } = await api.call('POST', '/v1/auth/login', { body: credentials })
    const ending = [await listening(here), await listening(here, undefined, peer.app)]
    const staying = await listening(elsewhere)
    await api.call('POST', '/v1/auth/logout', { token: here.accessToken })
    for (const reader of ending) {
      await reader.until('end')
      expect(reader.kinds).toEqual(['ready', 'session.ended', 'end'])
      expect(reader.received.at(-1)?.message).toEqual({ kind: 'end', reason: 'session_ended' })
    }
    await staying.until('session.ended')
    expect(staying.isEnded).toBe(false)
  })
})
