import { randomUUID } from 'node:crypto'
import type { QueueStatus, Session } from '@gameserver/protocol/http'
import type { Party } from '@gameserver/protocol/party'
import { expireOffers } from '@gameserver/storage/match-offers'
import { abandonMatch, claimMatch, markPlayerLeft, setMatchStatus } from '@gameserver/storage/matches'
import { withdrawUnseen } from '@gameserver/storage/ticket-withdrawal'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { startMatcher } from './matcher.ts'

type Offered = Extract<QueueStatus, { state: 'offered' }>

describe('a queue that asks its players first', () => {
  let api: TestApi
  let stopMatcher: () => Promise<void>
  beforeAll(async () => {
    api = await startTestApi()
    const { sql } = api.database
    const always = { start: 100, perSecond: 0, max: 100 }
    const asking = { rating: null, acceptSeconds: 60, leavingIsPenalised: true }
    const queues = {
      duel: { shape: { kind: 'teams', count: 2, size: 1 }, ...asking },
      teams: { shape: { kind: 'teams', count: 2, size: 2 }, partyDifference: always, ...asking },
      casual: { shape: { kind: 'teams', count: 2, size: 1 }, rating: null },
    }
    await sql`update games set manifest = manifest || ${sql.json({ queues })} where id = ${api.game}`
  })
  beforeEach(() => {
    const matcher = startMatcher(api.services)
    stopMatcher = () => matcher.stop()
  })
  afterEach(async () => {
    await stopMatcher()
    await api.database.sql`delete from tickets`
    await api.database.sql`delete from parties`
    await api.database.sql`update match_offers set outcome = 'failed', ended_at = now() where outcome is null`
  })
  afterAll(() => api.close())

  const call = ({ accessToken }: Session, method: string, path: string, body?: object) =>
    api.call(method, path, { token: accessToken, body })
  const told = (answer: { status: number; body: { state?: string; code?: string } }) =>
    answer.status === 200 ? answer.body.state : `${answer.status} ${answer.body.code}`
  const join = async (session: Session, mode = 'duel') =>
    told(await call(session, 'POST', '/v1/match/queue', { game: api.game, mode }))
  const leave = async (session: Session) => told(await call(session, 'DELETE', '/v1/match/queue'))
  const status = async (session: Session): Promise<QueueStatus> =>
    (await call(session, 'GET', '/v1/match/status')).body
  const answer = async (session: Session, offerId: string, accept: boolean) =>
    told(await call(session, 'POST', '/v1/match/offer', { offerId, accept }))
  const guests = (...names: string[]) => Promise.all(names.map((name) => api.login(name)))

  async function offered(...sessions: Session[]): Promise<string> {
    for (const session of sessions)
      await expect.poll(() => status(session)).toMatchObject({ state: 'offered' })
    return ((await status(sessions[0] as Session)) as Offered).offer.id
  }

  async function offeredDuel(mode = 'duel') {
    const [ada, bo] = (await guests('Ada', 'Bo')) as [Session, Session]
    await join(ada, mode)
    await join(bo, mode)
    return { ada, bo, offerId: await offered(ada, bo) }
  }

  async function party(...sessions: [Session, ...Session[]]): Promise<void> {
    const [leader, ...others] = sessions
    await call(leader, 'POST', '/v1/parties', { sizeMax: 4 })
    const { code } = (await call(leader, 'GET', '/v1/parties/me')).body.party as Party
    for (const other of others) {
      await call(other, 'POST', '/v1/parties/join', { code })
      await call(other, 'PUT', '/v1/parties/me/ready', { ready: true })
    }
  }

  /** A party of two against two, to all of whom a match is offered. */
  async function offeredTeams() {
    const [ada, bo, cy, di] = (await guests('Ada', 'Bo', 'Cy', 'Di')) as [Session, Session, Session, Session]
    await party(ada, bo)
    await join(ada, 'teams')
    await join(cy, 'teams')
    await join(di, 'teams')
    return { ada, bo, cy, di, offerId: await offered(ada, bo, cy, di) }
  }

  const eventsOf = async ({ player }: Session) =>
    (
      await api.database.sql<{ kind: string; body: Record<string, unknown> }[]>`
        select kind, body from live_events where player_id = ${player.id} and kind not like 'party%' order by xid, id`
    ).map(({ kind, body }) => (kind === 'queue.left' ? `${kind} ${body.reason}` : kind))
  const secondsOfCooldown = async (session: Session) => {
    const now = await status(session)
    if (now.state !== 'idle' || now.cooldowns === undefined) return 0
    const [cooldown] = now.cooldowns
    expect(cooldown?.game).toBe(api.game)
    return Math.round((Date.parse(cooldown?.endsAt as string) - Date.now()) / 1000)
  }
  const timeIsUp = (offerId: string) => api.database.sql`
    update match_offers set expires_at = clock_timestamp() where id = ${offerId}`

  it('makes the match when all have accepted', async () => {
    const { ada, bo, offerId } = await offeredDuel()
    const before = (await status(ada)) as Offered
    expect(before).toMatchObject({
      mode: 'duel',
      partyId: null,
      offer: { id: offerId, acceptedCount: 0, playerCount: 2, hasAccepted: false },
    })
    expect(before.offer.remainingMs).toBeGreaterThan(20_000)
    expect(before.offer.remainingMs).toBeLessThanOrEqual(60_000)
    expect(await join(ada)).toBe('offered')
    expect(await answer(ada, offerId, true)).toBe('offered')
    expect(await answer(ada, offerId, true)).toBe('offered')
    expect(await status(ada)).toMatchObject({ offer: { acceptedCount: 1, hasAccepted: true } })
    expect(await status(bo)).toMatchObject({ offer: { acceptedCount: 1, hasAccepted: false } })
    expect(await answer(bo, offerId, true)).toBe('matched')
    expect(await status(ada)).toMatchObject({ state: 'matched', matchId: offerId, status: 'placing' })
    // A request whose answer was lost comes again.
    expect(await answer(bo, offerId, true)).toBe('matched')
    expect(await answer(bo, offerId, false)).toBe('409 offer_over')
    expect(await leave(bo)).toBe('matched')
    const events = await eventsOf(bo)
    expect(events.slice(events.indexOf('match.offered'))).toEqual([
      'match.offered',
      'offer.updated',
      'match.found',
    ])
  })

  it('takes answers from nobody else, and no others', async () => {
    const { ada, offerId } = await offeredDuel()
    const [stranger] = (await guests('Stranger')) as [Session]
    expect(await answer(stranger, offerId, true)).toBe('404 not_found')
    expect(await answer(ada, randomUUID(), true)).toBe('404 not_found')
    for (const body of [{}, { offerId }, { offerId: '1', accept: true }, { offerId, accept: 'yes' }])
      expect(told(await call(ada, 'POST', '/v1/match/offer', body))).toBe('400 invalid_request')
    expect((await api.call('POST', '/v1/match/offer', { body: { offerId, accept: true } })).status).toBe(401)
  })

  it('has who declines wait, and keeps the place of the others', async () => {
    const { ada, bo, offerId } = await offeredDuel()
    const queuedAt = async () =>
      (
        await api.database
          .sql`select t.created_at from tickets t join ticket_players p on p.ticket_id = t.id where p.player_id = ${ada.player.id}`
      )[0]?.created_at
    const before = await queuedAt()
    expect(await answer(ada, offerId, true)).toBe('offered')
    expect(await answer(bo, offerId, false)).toBe('idle')
    expect(await answer(bo, offerId, false)).toBe('idle')
    expect(await answer(bo, offerId, true)).toBe('409 offer_over')
    expect(await answer(ada, offerId, true)).toBe('409 offer_over')
    expect(await status(ada)).toMatchObject({ state: 'queued', reasonCode: 'offer_failed' })
    expect(await queuedAt()).toEqual(before)
    expect((await eventsOf(bo)).at(-1)).toBe('queue.left declined')
    expect((await eventsOf(ada)).at(-1)).toBe('queue.updated')
    const refused = await call(bo, 'POST', '/v1/match/queue', { game: api.game, mode: 'casual' })
    expect(refused.body).toMatchObject({ code: 'cooling_down', playerIds: [bo.player.id] })
    const retryAfter = Number(refused.headers.get('retry-after'))
    expect(retryAfter).toBeGreaterThan(20)
    expect(retryAfter).toBeLessThanOrEqual(30)
    expect(Math.abs(Date.parse(refused.body.endsAt) - Date.now() - retryAfter * 1000)).toBeLessThan(10_000)
    const [cy] = (await guests('Cy')) as [Session]
    await join(cy)
    expect(await offered(ada, cy)).not.toBe(offerId)
  })

  it('removes who does not answer in time', async () => {
    const { ada, bo, offerId } = await offeredDuel()
    await answer(ada, offerId, true)
    await timeIsUp(offerId)
    await expect.poll(() => status(bo)).toMatchObject({ state: 'idle', cooldowns: [{ game: api.game }] })
    expect((await eventsOf(bo)).at(-1)).toBe('queue.left unanswered')
    expect(await answer(bo, offerId, true)).toBe('409 offer_over')
    expect(await status(ada)).toMatchObject({ state: 'queued' })
    expect(await secondsOfCooldown(bo)).toBeGreaterThan(20)
  })

  it('does not wait for the clock of another process to refuse who is late', async () => {
    const { ada, bo, offerId } = await offeredDuel()
    await stopMatcher()
    await answer(ada, offerId, true)
    await timeIsUp(offerId)
    expect(await answer(bo, offerId, true)).toBe('409 offer_over')
    expect(await status(ada)).toMatchObject({ state: 'queued' })
    expect(await status(bo)).toMatchObject({ state: 'idle' })
    expect(await expireOffers(api.services.sql)).toBe(0)
  })

  it('takes a whole party out when a member declines, and has only that one wait', async () => {
    const { ada, bo, cy, di, offerId } = await offeredTeams()
    expect(await status(bo)).toMatchObject({ offer: { playerCount: 4 } })
    await answer(ada, offerId, true)
    await answer(cy, offerId, true)
    expect(await leave(bo)).toBe('idle')
    for (const member of [ada, bo]) expect((await eventsOf(member)).at(-1)).toBe('queue.left declined')
    for (const other of [cy, di]) expect(await status(other)).toMatchObject({ reasonCode: 'offer_failed' })
    expect([await secondsOfCooldown(ada), await secondsOfCooldown(di)]).toEqual([0, 0])
    expect(await secondsOfCooldown(bo)).toBeGreaterThan(20)
    const refused = await call(ada, 'POST', '/v1/match/queue', { game: api.game, mode: 'teams' })
    expect(refused.body).toMatchObject({ code: 'cooling_down', playerIds: [bo.player.id] })
    expect(refused.body.detail).toContain('Bo')
    expect((await call(ada, 'GET', '/v1/parties/me')).body.party.isQueued).toBe(false)
    await api.database.sql`delete from queue_strikes where player_id = ${bo.player.id}`
    expect(await join(ada, 'teams')).toBe('queued')
  })

  it('asks each member of a party', async () => {
    const { ada, bo, cy, di, offerId } = await offeredTeams()
    for (const [index, session] of [ada, cy, di].entries()) {
      expect(await answer(session, offerId, true)).toBe('offered')
      expect(await status(bo)).toMatchObject({ offer: { acceptedCount: index + 1, hasAccepted: false } })
    }
    expect(await answer(bo, offerId, true)).toBe('matched')
    const { body } = await call(bo, 'GET', `/v1/matches/${offerId}`)
    const teamOf = new Map(
      body.players.map(({ playerId, team }: { playerId: string; team: number }) => [playerId, team]),
    )
    expect(teamOf.get(ada.player.id)).toBe(teamOf.get(bo.player.id))
  })

  it('takes leaving the party for a refusal', async () => {
    const { ada, bo, cy, offerId } = await offeredTeams()
    await answer(cy, offerId, true)
    await call(bo, 'DELETE', `/v1/parties/me/members/${bo.player.id}`)
    for (const member of [ada, bo]) expect(await status(member)).toMatchObject({ state: 'idle' })
    expect(await secondsOfCooldown(bo)).toBeGreaterThan(20)
    expect(await secondsOfCooldown(ada)).toBe(0)
    expect(await status(cy)).toMatchObject({ state: 'queued', reasonCode: 'offer_failed' })
  })

  it('withdraws the ticket of a party of which a member is gone, and asks the others no longer than it takes', async () => {
    const { sql } = api.database
    const [ada, bo] = (await guests('Ada', 'Bo')) as [Session, Session]
    await party(ada, bo)
    await join(ada, 'teams')
    const gone = ({ player }: Session) =>
      sql`update ticket_players set seen_at = clock_timestamp() - interval '10 minutes' where player_id = ${player.id}`
    await gone(bo)
    await expect.poll(() => status(ada)).toMatchObject({ state: 'idle' })
    expect((await eventsOf(ada)).at(-1)).toBe('queue.left unseen')
    expect(await secondsOfCooldown(bo)).toBe(0)

    const teams = await offeredTeams()
    await gone(teams.bo)
    expect(await withdrawUnseen(sql, 30_000)).toHaveLength(0)
    for (const session of [teams.ada, teams.cy, teams.di]) await answer(session, teams.offerId, true)
    await timeIsUp(teams.offerId)
    await expect.poll(() => status(teams.ada)).toMatchObject({ state: 'idle' })
    expect((await eventsOf(teams.ada)).at(-1)).toBe('queue.left unanswered')
    expect(await secondsOfCooldown(teams.ada)).toBe(0)
    expect(await secondsOfCooldown(teams.bo)).toBeGreaterThan(20)
    expect(await status(teams.cy)).toMatchObject({ state: 'queued' })
  })

  it('goes by one of two answers that come at once from two devices', async () => {
    for (let round = 0; round < 10; round++) {
      const { ada, bo, offerId } = await offeredDuel()
      const answers = await Promise.all([
        answer(ada, offerId, true),
        answer(bo, offerId, true),
        answer(bo, offerId, false),
      ])
      const isMatched = (await status(bo)).state === 'matched'
      expect((await status(ada)).state).toBe(isMatched ? 'matched' : 'queued')
      if (isMatched) {
        expect(answers[2]).toBe('409 offer_over')
        await claimMatch(api.database.sql, { matchId: offerId, authorityId: 'test' })
        await abandonMatch(api.database.sql, { matchId: offerId, epoch: 1, reason: 'test' })
      } else {
        expect(answers[2]).toBe('idle')
        await leave(ada)
      }
    }
  })

  it('has who lets others down again wait longer, until a day has gone by', async () => {
    const { sql } = api.database
    const [ada] = (await guests('Ada')) as [Session]
    const decline = async () => {
      await sql`update queue_strikes set struck_at = struck_at - interval '1 hour' where player_id = ${ada.player.id}`
      const [other] = (await guests('Other')) as [Session]
      await join(other)
      expect(await join(ada)).toBe('queued')
      await answer(ada, await offered(ada, other), false)
      await leave(other)
      return secondsOfCooldown(ada)
    }
    for (const seconds of [30, 120, 300, 900, 1_800, 1_800]) {
      const cooldown = await decline()
      expect(cooldown).toBeGreaterThan(seconds * 0.6)
      expect(cooldown).toBeLessThanOrEqual(seconds + 1)
    }
    await sql`update queue_strikes set struck_at = struck_at - interval '1 day' where player_id = ${ada.player.id}`
    expect(await decline()).toBeLessThanOrEqual(31)
  })

  it('has a defined answer to leaving in each state', async () => {
    const { sql } = api.database
    const [solo] = (await guests('Solo')) as [Session]
    await join(solo, 'teams')
    expect(await leave(solo)).toBe('idle')
    expect(await secondsOfCooldown(solo)).toBe(0)

    const { ada, bo, offerId } = await offeredDuel()
    await answer(ada, offerId, true)
    // Who has accepted may think better of it, as long as another has not.
    expect(await leave(ada)).toBe('idle')
    expect(await secondsOfCooldown(ada)).toBeGreaterThan(20)
    await leave(bo)

    const next = await offeredDuel()
    for (const session of [next.ada, next.bo]) await answer(session, next.offerId, true)
    const key = { matchId: next.offerId, epoch: 1 }
    expect(await leave(next.ada)).toBe('matched')
    await claimMatch(sql, { matchId: next.offerId, authorityId: 'test' })
    await setMatchStatus(sql, { ...key, status: 'waiting' })
    expect(await leave(next.ada)).toBe('matched')
    await markPlayerLeft(sql, { ...key, playerId: next.ada.player.id, fault: 'no_show' })
    expect(await secondsOfCooldown(next.ada)).toBeGreaterThan(20)
    await setMatchStatus(sql, { ...key, status: 'running' })
    expect(await leave(next.bo)).toBe('matched')
    // Nobody is left.
    await markPlayerLeft(sql, { ...key, playerId: next.bo.player.id })
    expect(await status(next.bo)).toEqual({ state: 'idle' })
  })

  it('strikes who leaves a match only where that is penalised, and nobody whose match came to nothing', async () => {
    const { sql } = api.database
    const leaveRunning = async (mode: string) => {
      const [ada, bo] = (await guests('Ada', 'Bo')) as [Session, Session]
      await join(ada, mode)
      await join(bo, mode)
      if (mode === 'duel') {
        const offerId = await offered(ada, bo)
        for (const session of [ada, bo]) await answer(session, offerId, true)
      }
      await expect.poll(() => status(bo)).toMatchObject({ state: 'matched' })
      const { matchId } = (await status(ada)) as Extract<QueueStatus, { state: 'matched' }>
      await claimMatch(sql, { matchId, authorityId: 'test' })
      await setMatchStatus(sql, { matchId, epoch: 1, status: 'running' })
      // An authority writes again what it does not know to be written.
      const left = { matchId, epoch: 1, playerId: ada.player.id, fault: 'left' } as const
      await Promise.all([markPlayerLeft(sql, left), markPlayerLeft(sql, left)])
      return { ada, matchId }
    }
    const casual = await leaveRunning('casual')
    expect(await secondsOfCooldown(casual.ada)).toBe(0)
    const duel = await leaveRunning('duel')
    const cooldown = await secondsOfCooldown(duel.ada)
    expect(cooldown).toBeGreaterThan(20)
    expect(cooldown).toBeLessThanOrEqual(31)
    await abandonMatch(sql, { matchId: duel.matchId, epoch: 1, reason: 'game_error' })
    expect(await secondsOfCooldown(duel.ada)).toBe(0)
    expect(await join(duel.ada)).toBe('queued')
  })

  it('gives one ticket to who queues twice, from two devices, or for two parties', async () => {
    const [ada, bo] = (await guests('Ada', 'Bo')) as [Session, Session]
    expect(await Promise.all([join(ada), join(ada)])).toEqual(['queued', 'queued'])
    const both = await Promise.all([join(bo, 'teams'), join(bo, 'casual')])
    expect([...both].sort()).toEqual(['409 already_queued', 'queued'])
    const { sql } = api.database
    expect(
      await sql`select from ticket_players where player_id in (${ada.player.id}, ${bo.player.id})`,
    ).toHaveLength(2)
    await party(ada, bo)
    expect(await join(ada, 'teams')).toBe('409 already_queued')
    await leave(bo)
    await leave(ada)
    const [cy] = (await guests('Cy')) as [Session]
    await call(cy, 'POST', '/v1/parties', { sizeMax: 4 })
    const { code } = (await call(cy, 'GET', '/v1/parties/me')).body.party as Party
    expect(told(await call(bo, 'POST', '/v1/parties/join', { code }))).toBe('409 in_another_party')
    expect(await join(bo, 'teams')).toBe('403 not_leader')
  })
})
