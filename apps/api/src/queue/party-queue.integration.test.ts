import type { QueueStatus, Session } from '@gameserver/protocol/http'
import type { Party } from '@gameserver/protocol/party'
import { withdrawUnseen } from '@gameserver/storage/ticket-withdrawal'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { startMatcher } from './matcher.ts'

describe('a party in a queue', () => {
  let api: TestApi
  let [ada, bo, cy] = [] as unknown as [Session, Session, Session]
  beforeAll(async () => {
    api = await startTestApi()
    const { sql } = api.database
    const queues = { teams: { shape: { kind: 'teams', count: 2, size: 2 }, partyDifference: always } }
    await sql`update games set manifest = manifest || ${sql.json({ queues })} where id = ${api.game}`
  })
  beforeEach(async () => {
    ;[ada, bo, cy] = await Promise.all([api.login('Ada'), api.login('Bo'), api.login('Cy')])
    await call(ada, 'POST', '/v1/parties', { sizeMax: 4 })
    const { code } = (await partyOf(ada)) as Party
    await call(bo, 'POST', '/v1/parties/join', { code })
    await call(bo, 'PUT', '/v1/parties/me/ready', { ready: true })
  })
  afterEach(async () => {
    await api.database.sql`delete from tickets`
    await api.database.sql`delete from parties`
  })
  afterAll(() => api.close())

  const always = { start: 100, perSecond: 0, max: 100 }
  const call = ({ accessToken }: Session, method: string, path: string, body?: object) =>
    api.call(method, path, { token: accessToken, body })
  const join = async (session: Session, mode = 'teams') => {
    const { status, body } = await call(session, 'POST', '/v1/match/queue', { game: api.game, mode })
    return status === 200 ? body.state : `${status} ${body.code}`
  }
  const status = async (session: Session): Promise<QueueStatus> =>
    (await call(session, 'GET', '/v1/match/status')).body
  const partyOf = async (session: Session): Promise<Party | null> =>
    (await call(session, 'GET', '/v1/parties/me')).body.party
  const told = async ({ player }: Session, kind: string) =>
    (
      await api.database.sql`
        select body from live_events where player_id = ${player.id} and kind = ${kind} order by xid, id`
    ).map(({ body }) => body)

  it('waits as one, and plays in one team', async () => {
    expect(await join(cy)).toBe('queued')
    expect(await join(ada)).toBe('queued')
    expect(await join(ada)).toBe('queued')
    const { id } = (await partyOf(ada)) as Party
    for (const member of [ada, bo])
      expect(await status(member)).toMatchObject({ state: 'queued', partyId: id, waiting: 2, position: 2 })
    expect(await join(await api.login())).toBe('queued')
    const matcher = startMatcher(api.services)
    for (const member of [ada, bo])
      await expect.poll(() => status(member)).toMatchObject({ state: 'matched' })
    await matcher.stop()
    const teams = await api.database.sql`
      select array_agg(name order by name)::text as names from match_players p join matches m on m.id = p.match_id
      where m.game = ${api.game} and live group by match_id, team having bool_or(name = 'Ada')`
    expect(teams.map(({ names }) => names)).toEqual(['{Ada,Bo}'])
    expect(await partyOf(bo)).toMatchObject({ isQueued: false })
    expect(await join(ada)).toBe('409 in_match')
  })

  it('is refused unless its leader asks, all are ready and there, and none of them waits or could never play', async () => {
    expect(await join(bo)).toBe('403 not_leader')
    await call(bo, 'PUT', '/v1/parties/me/ready', { ready: false })
    expect(await join(ada)).toBe('409 party_not_ready')
    await call(bo, 'PUT', '/v1/parties/me/ready', { ready: true })
    await api.database.sql`update party_members set is_away = true where player_id = ${bo.player.id}`
    expect(await join(ada)).toBe('409 member_away')
    await api.database.sql`update party_members set is_away = false where player_id = ${bo.player.id}`

    expect(await join(cy, 'quick')).toBe('queued')
    const { code } = (await partyOf(ada)) as Party
    await call(cy, 'POST', '/v1/parties/join', { code })
    for (const member of [bo, cy]) await call(member, 'PUT', '/v1/parties/me/ready', { ready: true })
    expect(await join(ada, 'quick')).toBe('409 already_queued')
    expect(await join(ada)).toBe('409 never_matched')
    await call(cy, 'DELETE', '/v1/match/queue')
    expect(await join(ada, 'quick')).toBe('queued')
    expect((await partyOf(cy))?.isQueued).toBe(true)
    // From another device of the leader, for another queue.
    expect(await join(ada, 'ranked')).toBe('409 already_queued')
  })

  it('may be stopped by any of its members', async () => {
    await join(ada)
    await call(bo, 'DELETE', '/v1/match/queue')
    expect(await status(ada)).toEqual({ state: 'idle' })
    expect((await partyOf(ada))?.isQueued).toBe(false)
    expect(await told(ada, 'queue.left')).toMatchObject([{ mode: 'teams', reason: 'left' }])
    expect(await join(ada)).toBe('queued')
  })

  it('waits no longer when a member leaves it', async () => {
    await join(ada)
    await call(bo, 'DELETE', `/v1/parties/me/members/${bo.player.id}`)
    for (const player of [ada, bo]) {
      expect(await status(player)).toEqual({ state: 'idle' })
      expect(await told(player, 'queue.left')).toMatchObject([{ reason: 'party_changed' }])
    }
    // The last one leaves while the party of one waits.
    expect(await join(ada)).toBe('queued')
    await call(ada, 'DELETE', `/v1/parties/me/members/${ada.player.id}`)
    expect(await status(ada)).toEqual({ state: 'idle' })
  })

  it('waits no longer when a member is not heard of', async () => {
    await join(ada)
    const { sql } = api.database
    await sql`update ticket_players set seen_at = clock_timestamp() - interval '31 seconds'
      where player_id = ${bo.player.id}`
    await sql.begin(async (transaction) => {
      await transaction`select from parties for update`
      expect(await withdrawUnseen(sql, 30_000)).toEqual([])
    })
    expect(await withdrawUnseen(sql, 30_000)).toMatchObject([{ mode: 'teams' }])
    expect(await told(ada, 'queue.left')).toMatchObject([{ reason: 'unseen' }])
    expect((await partyOf(ada))?.isQueued).toBe(false)
  })
})
