import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Match, Session } from '@gameserver/protocol/http'
import type { MatchSession } from '@gameserver/protocol/server'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { answered } from '../testing/answered.ts'
import { type ApiProcess, freePort, runApi } from '../testing/api-process.ts'

const example = fileURLToPath(new URL('../../../../docs/examples/studio-server.mjs', import.meta.url))
const token = 'a-token-of-the-tests-that-is-long-enough'
const game = `coin-${randomBytes(4).toString('hex')}`

let database: TestDatabase
let api: ApiProcess
let apiUrl: string
const servers: StudioServer[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  const port = await freePort()
  apiUrl = `http://127.0.0.1:${port}`
  api = runApi({
    PORT: String(port),
    DATABASE_URL: database.url,
    SERVER_TOKENS: token,
    // A server that stands still for less keeps its match.
    SERVER_LEASE_MS: '8000',
    MATCH_GATHER_MS: '0',
  })
  await new Promise<void>((resolve) => {
    api.process.stdout?.on('data', () => api.output.stdout.includes('api ready') && resolve())
  })
})
afterAll(async () => {
  for (const { process } of servers) process.kill('SIGKILL')
  api.process.kill('SIGTERM')
  await api.ended
  await database.drop()
})

interface StudioServer {
  process: ChildProcess
  said: { event: string; matchId?: string; epoch?: number }[]
}

/** The example of the documentation, as it is. */
function startServer(serverId: string, playSeconds: number): StudioServer {
  const env = {
    PATH: process.env.PATH,
    API_URL: apiUrl,
    SERVER_TOKEN: token,
    SERVER_ID: serverId,
    GAME: game,
  }
  const child = spawn(process.execPath, [example], { env: { ...env, PLAY_SECONDS: `${playSeconds}` } })
  const server: StudioServer = { process: child, said: [] }
  let unread = ''
  child.stdout.on('data', (text) => {
    const lines = (unread + text).split('\n')
    unread = lines.pop() as string
    server.said.push(...lines.map((line) => JSON.parse(line)))
  })
  servers.push(server)
  return server
}

const has = (server: StudioServer, event: string) =>
  expect.poll(() => server.said.map((line) => line.event), { timeout: 40_000 }).toContain(event)

async function request<Body>(method: string, path: string, who?: Session, body?: object): Promise<Body> {
  const headers = {
    'content-type': 'application/json',
    ...(who && { authorization: `Bearer ${who.accessToken}` }),
  }
  const init = { method, headers, body: body === undefined ? null : JSON.stringify(body) }
  const response = await answered(() => fetch(apiUrl + path, init))
  return (await response.json()) as Body
}

const login = () => request<Session>('POST', '/v1/auth/guest', undefined, { deviceId: randomUUID() })
const queue = (who: Session, playersMax: number) =>
  request('POST', '/v1/match/queue', who, { game, playersMin: playersMax, playersMax })
const matchOf = async (who: Session): Promise<string> => {
  const status = () => request<{ state: string; matchId: string }>('GET', '/v1/match/status', who)
  await expect.poll(status, { timeout: 40_000 }).toMatchObject({ state: 'matched' })
  return (await status()).matchId
}
const read = (who: Session, matchId: string) => request<Match>('GET', `/v1/matches/${matchId}`, who)

/** As a player's game does it: asks where the server is, and shows it the token. Undefined: not yet. */
async function enter(who: Session, matchId: string): Promise<string | undefined> {
  const session = await request<Partial<MatchSession>>('GET', `/v1/matches/${matchId}/session`, who)
  if (!session.endpoint) return undefined
  const answer = await fetch(session.endpoint, { method: 'POST', body: session.token ?? '' }).catch(
    () => undefined,
  )
  return answer?.ok ? ((await answer.json()) as { serverId: string }).serverId : undefined
}

it('plays matches of players who queue, one after the other', async () => {
  const server = startServer('alone', 0.5)
  await has(server, 'ready')
  for (const round of [1, 2]) {
    const players = await Promise.all([login(), login(), login()])
    for (const player of players) await queue(player, 3)
    const matchId = await matchOf(players[0])
    for (const player of players)
      await expect.poll(() => enter(player, matchId), { timeout: 40_000 }).toBe('alone')
    await expect
      .poll(() => read(players[0], matchId), { timeout: 40_000 })
      .toMatchObject({
        ...{ status: 'ended', reason: 'finished', epoch: 1 },
      })
    const { players: ranked } = await read(players[0], matchId)
    expect(ranked.map(({ rank }) => rank).sort()).toEqual([1, 2, 2])
    // It says so when it has been answered, which is later.
    await expect.poll(() => server.said.filter(({ event }) => event === 'committed')).toHaveLength(round)
  }
  server.process.kill('SIGKILL')
})

it('goes on at another server when the first one dies', async () => {
  const first = startServer('first', 600)
  await has(first, 'ready')
  const [ada, bo] = await Promise.all([login(), login()])
  for (const player of [ada, bo]) await queue(player, 2)
  const matchId = await matchOf(ada)
  for (const player of [ada, bo])
    await expect.poll(() => enter(player, matchId), { timeout: 40_000 }).toBe('first')
  await has(first, 'running')
  const second = startServer('second', 0.5)
  await has(second, 'ready')
  first.process.kill('SIGKILL')

  await has(second, 'claimed')
  expect(second.said.find(({ event }) => event === 'claimed')).toMatchObject({ matchId, epoch: 2 })
  for (const player of [ada, bo])
    await expect.poll(() => enter(player, matchId), { timeout: 40_000 }).toBe('second')
  await expect
    .poll(() => read(ada, matchId), { timeout: 40_000 })
    .toMatchObject({ status: 'ended', epoch: 2 })
})
