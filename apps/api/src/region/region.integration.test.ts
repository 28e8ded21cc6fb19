import type { Session } from '@gameserver/protocol/http'
import { scratchRedis } from '@gameserver/services/scratch'
import { claimMatch, setMatchStatus } from '@gameserver/storage/matches'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Loop } from '../loop/run-every.ts'
import { startPlacementSweep } from '../match/placement-sweep.ts'
import { startMatcher } from '../queue/matcher.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'

/** In the usual database authorities of other tests take what they find. */
const { url: redisUrl } = await scratchRedis()

const patience = { timeout: 30_000 }

let api: TestApi
let loops: Loop[]
beforeAll(async () => {
  api = await startTestApi({
    REDIS_URL: redisUrl,
    MATCH_REGIONS: 'eu-west=https://eu.example/ping,us-east=https://us.example/ping',
    LIVEKIT_PUBLIC_URL: 'wss://shared.example',
    LIVEKIT_REGIONS: 'us-east=wss://us.example',
    MATCH_ACCEPT_SECONDS: '0',
  })
  await api.services.redis.flushdb()
  loops = [startMatcher(api.services), startPlacementSweep(api.services)]
})
afterAll(async () => {
  await Promise.all(loops.map((loop) => loop.stop()))
  await api.close()
})

const near = (region: string) => ({ 'eu-west': 300, 'us-east': 300, [region]: 20 })

async function matchIn(region: string): Promise<{ sessions: Session[]; matchId: string }> {
  const sessions = await Promise.all([api.login(), api.login()])
  for (const { accessToken: token } of sessions) {
    await api.call('PUT', '/v1/players/me/latencies', { token, body: { latencyMs: near(region) } })
    await api.call('POST', '/v1/match/queue', {
      token,
      body: { game: api.game, mode: 'ranked', playersMax: 2 },
    })
  }
  const [{ accessToken: token }] = sessions as [Session, Session]
  const status = async () => (await api.call('GET', '/v1/match/status', { token })).body
  await expect.poll(status, patience).toMatchObject({ state: 'matched' })
  return { sessions, matchId: (await status()).matchId }
}

const regionOf = async (matchId: string) =>
  (await api.database.sql`select region from matches where id = ${matchId}`)[0]?.region
/** Undefined: it is not. */
const offeredIn = async (matchId: string) => (await api.services.placement.explain(matchId))?.region

test('anybody may ask for the regions, and any page for a ping', async () => {
  const list = await api.call('GET', '/v1/regions')
  expect(list.headers.get('cache-control')).toBe('public, max-age=60')
  expect(list.body).toEqual({
    regions: [
      { id: 'eu-west', probeUrl: 'https://eu.example/ping' },
      { id: 'us-east', probeUrl: 'https://us.example/ping' },
    ],
  })
  const ping = await api.call('GET', '/ping', { headers: { origin: 'https://anywhere.example' } })
  expect(ping.status).toBe(204)
  expect(ping.headers.get('access-control-allow-origin')).toBe('*')
  expect(ping.headers.get('cache-control')).toBe('no-store')
})

test.each([
  { latencyMs: { 'eu-west': -1 } },
  { latencyMs: { 'eu-west': 1e6 } },
  { latencyMs: { 'EU West': 10 } },
  { latencyMs: Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`r${at}`, 10])) },
  { latencyMs: 20 },
  {},
])('no measurement is %j', async (body) => {
  const { accessToken: token } = await api.login()
  expect((await api.call('PUT', '/v1/players/me/latencies', { token, body })).body.code).toBe(
    'invalid_request',
  )
})

test('who is near a region plays there, in its LiveKit', async () => {
  expect((await api.call('PUT', '/v1/players/me/latencies', { body: { latencyMs: {} } })).status).toBe(401)
  for (const [region, url] of [
    ['eu-west', 'wss://shared.example'],
    ['us-east', 'wss://us.example'],
  ] as const) {
    const { sessions, matchId } = await matchIn(region)
    expect(await regionOf(matchId)).toBe(region)
    await expect.poll(() => offeredIn(matchId), patience).toBe(region)
    const { sql } = api.database
    expect(await claimMatch(sql, { matchId, authorityId: 'a' })).toMatchObject({ region, isOpen: false })
    await setMatchStatus(sql, { matchId, epoch: 1, status: 'waiting', region })
    const { body } = await api.call('GET', '/v1/auth/token', { token: sessions[0]?.accessToken as string })
    expect(body.url).toBe(url)
  }
  const text = await api.services.metrics.registry.metrics()
  expect(text).toContain('gameserver_player_latency_seconds_count{region="eu-west"} 4')
})

test('the match of a room is played where its players have gathered, whoever takes it', async () => {
  const [host, guest] = [await api.login(), await api.login()] as [Session, Session]
  const call = (method: string, path: string, { accessToken: token }: Session, body?: object) =>
    api.call(method, `/v1/rooms${path}`, { token, ...(body && { body }) })
  const { body: made } = await call('POST', '', host, { game: api.game, region: 'us-east' })
  expect((await call('POST', `/${made.room.id}/join`, guest, {})).status).toBe(200)
  await call('PUT', '/mine/ready', guest, { isReady: true })
  expect((await call('POST', '/mine/start', host)).status).toBe(200)
  const { sql } = api.database
  const [match] = await sql`select id from matches where room = (
    select livekit_room from rooms where id = ${made.room.id})`
  const matchId = match?.id as string
  await expect.poll(() => offeredIn(matchId), patience).toBe('us-east')
  await sql`update matches set created_at = now() - interval '21 seconds' where id = ${matchId}`
  await expect.poll(() => offeredIn(matchId), patience).toBe(null)
  expect(await claimMatch(sql, { matchId, authorityId: 'a' })).toMatchObject({
    region: 'us-east',
    isOpen: true,
  })
})

test('a match that nobody takes in its region is offered to all, once, and stays where it is opened', async () => {
  const { sessions, matchId } = await matchIn('eu-west')
  await expect.poll(() => offeredIn(matchId), patience).toBe('eu-west')
  const { sql } = api.database
  await sql`update matches set created_at = now() - interval '21 seconds' where id = ${matchId}`
  await expect.poll(() => offeredIn(matchId), patience).toBe(null)
  expect(await regionOf(matchId)).toBeNull()
  expect(await api.services.metrics.registry.metrics()).toContain(
    `gameserver_matches_offered_elsewhere_total{game="${api.game}",region="eu-west"} 1`,
  )
  await claimMatch(sql, { matchId, authorityId: 'a' })
  await setMatchStatus(sql, { matchId, epoch: 1, status: 'waiting', region: 'us-east' })
  expect(await claimMatch(sql, { matchId, authorityId: 'b' })).toMatchObject({
    region: 'us-east',
    isOpen: true,
  })
  const { body } = await api.call('GET', '/v1/auth/token', { token: sessions[0]?.accessToken as string })
  expect(body.url).toBe('wss://us.example')
})
