import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Region } from '@gameserver/protocol/regions'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HttpClient } from '../http/http-client.ts'
import { Live } from '../live/live.ts'
import { Login } from '../login/login.ts'
import { memoryTokenStorage } from '../login/token-storage.ts'
import { Queue } from '../queue/queue.ts'
import { RegionsClient } from './regions-client.ts'

let servers: Server[]
let regions: Region[]
/** What the API was asked, with the bodies. */
let asked: { path: string; body: unknown }[]
let login: Login
let http: HttpClient

beforeEach(async () => {
  ;[servers, regions, asked] = [[], [], []]
  const apiUrl = await serve(async (path, body) => {
    asked.push({ path, body: body === '' ? undefined : JSON.parse(body) })
    if (path === '/v1/regions') return { regions }
    return { player: { id: 'ada' }, accessToken: 'a', accessTokenExpiresIn: 900, refreshToken: 'r' }
  })
  http = new HttpClient(apiUrl)
  login = new Login(http, memoryTokenStorage())
})
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
})

async function serve(answer: (path: string, body: string) => Promise<unknown>): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const json = await answer(request.url ?? '', body)
    if (typeof json === 'number') response.writeHead(json).end()
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(json))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A region so far away; its first answer takes longer, as where a connection has to be made. */
async function far(id: string, delayMs: number): Promise<{ requests: number }> {
  const count = { requests: 0 }
  const probeUrl = await serve(async () => {
    await new Promise((resolve) => setTimeout(resolve, count.requests++ === 0 ? 400 : delayMs))
    return 204
  })
  regions.push({ id, probeUrl })
  return count
}

const client = (measuresByItself = true) => new RegionsClient({ http, login, measuresByItself })
const pathsAsked = () => asked.map(({ path }) => path)

test('the least round trip counts, not that of connecting, and who can not be reached is left out', async () => {
  const counts = [await far('near', 5), await far('far', 150)]
  const refusing = await serve(async () => 503)
  const silent = await serve(() => new Promise(() => {}))
  regions.push({ id: 'refusing', probeUrl: refusing }, { id: 'silent', probeUrl: silent })
  regions.push({ id: 'gone', probeUrl: 'http://127.0.0.1:1' }, { id: 'unmeasured', probeUrl: null })
  const measuring = client()
  const measure = () => {
    for (const count of counts) count.requests = 0
    return measuring.measure({ again: true })
  }
  const from = (least: number, below: number) =>
    expect.toSatisfy((ms: number) => ms >= least && ms < below, `a round trip of ${least} to ${below} ms`)
  // A machine that stands still meanwhile reaches nobody in time, or finds everybody far away.
  await expect.poll(measure, { timeout: 25_000 }).toEqual({ near: from(4, 149), far: from(149, 400) })
})

test('what was measured is kept, and reported once for each player who logs in', async () => {
  const probed = await far('near', 1)
  const measuring = client()
  const latencyMs = await measuring.measure()
  expect(pathsAsked()).toEqual(['/v1/regions'])
  const before = probed.requests
  await login.open('/v1/auth/guest', {})
  await measuring.measure()
  await measuring.measure()
  expect(probed.requests).toBe(before)
  const reports = () => asked.filter(({ path }) => path === '/v1/players/me/latencies')
  expect(reports().map(({ body }) => body)).toEqual([{ latencyMs }])
  await measuring.measure({ again: true })
  expect(probed.requests).toBeGreaterThan(before)
  expect(reports()).toHaveLength(2)
})

test('whoever queues sends what was measured, unless it is said or not wanted', async () => {
  await far('near', 1)
  await login.open('/v1/auth/guest', {})
  const bodies = async (measuresByItself: boolean, ticket: object) => {
    const queue = new Queue(login, new Live(login), client(measuresByItself))
    await queue.join({ game: 'arena', ...ticket })
    return asked.at(-1)?.body
  }
  expect(await bodies(true, {})).toEqual({ game: 'arena', latencyMs: { near: expect.any(Number) } })
  expect(await bodies(true, { latencyMs: { near: 7 } })).toEqual({ game: 'arena', latencyMs: { near: 7 } })
  expect(await bodies(false, {})).toEqual({ game: 'arena' })
  regions = []
  expect(await bodies(true, {})).toEqual({ game: 'arena' })
})

test('that nothing was reached is not kept', async () => {
  let isAway = true
  regions.push({ id: 'near', probeUrl: await serve(async () => (isAway ? 503 : 204)) })
  const measuring = client()
  expect(await measuring.measure()).toEqual({})
  isAway = false
  expect(await measuring.measure()).toEqual({ near: expect.any(Number) })
})
