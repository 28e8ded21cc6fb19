import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HttpClient } from '../http/http-client.ts'
import { Login } from '../login/login.ts'
import { memoryTokenStorage } from '../login/token-storage.ts'
import { Live } from './live.ts'

/** A player's API whose live stream the test writes itself. */
let server: Server
let login: Login
let live: Live
/** Requests for the stream so far, the open ones among them still to be written to. */
let asked: {
  lastEventId: string | undefined
  token: string | undefined
  response: ServerResponse
  isGone: boolean
}[]
let session: number
let refused: string[]
/** What answers instead of a stream, once each. */
let answers: ((response: ServerResponse) => void)[]

beforeEach(async () => {
  asked = []
  refused = []
  answers = []
  session = 0
  server = createServer((request, response) => {
    if (request.url === '/v1/events') return serveStream(request, response)
    if (request.url === '/v1/auth/logout') return response.writeHead(204).end()
    const player = { id: request.url === '/v1/auth/login' ? 'bo' : 'ada', name: 'Ada' }
    session++
    const tokens = {
      accessToken: `access-${session}`,
      accessTokenExpiresIn: 900,
      refreshToken: `r-${session}`,
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ player, ...tokens }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  login = new Login(
    new HttpClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    memoryTokenStorage(),
  )
  await login.open('/v1/auth/guest', {})
  live = new Live(login)
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

function serveStream(request: IncomingMessage, response: ServerResponse): void {
  const answer = answers.shift()
  if (answer) {
    answer(response)
    return
  }
  const token = request.headers.authorization?.slice('Bearer '.length)
  if (token && refused.includes(token)) {
    response.writeHead(401, { 'content-type': 'application/problem+json' }).end('{"code":"unauthorized"}')
    return
  }
  const lastEventId = request.headers['last-event-id'] as string | undefined
  const stream = { lastEventId, token, response, isGone: false }
  asked.push(stream)
  response.on('close', () => {
    stream.isGone = true
  })
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  say('ready', {}, '1-0')
}

function say(kind: string, more: object = {}, id?: string): void {
  const head = id === undefined ? '' : `id: ${id}\n`
  asked.at(-1)?.response.write(`${head}event: ${kind}\ndata: ${JSON.stringify({ kind, ...more })}\n\n`)
}

const connections = (count: number) => expect.poll(() => asked.length).toBe(count)
const gone = (index: number) => expect.poll(() => asked[index]?.isGone).toBe(true)

test('events are told by kind while there are listeners, and nothing is open otherwise', async () => {
  expect(asked).toHaveLength(0)
  const heard: string[] = []
  const ends = [
    live.on('match.found', ({ matchId }) => heard.push(`found ${matchId}`)),
    live.on('queue.left', ({ reason }) => heard.push(`left, ${reason}`)),
  ]
  await expect.poll(() => live.isReady).toBe(true)
  say('match.found', { matchId: 'm' }, '2-1')
  asked[0]?.response.write(':\n\n')
  say('match.ended', { matchId: 'm' }, '3-1')
  say('queue.left', { reason: 'unseen' }, '4-1')
  await expect.poll(() => heard).toEqual(['found m', 'left, unseen'])
  ends[0]?.()
  ends[0]?.()
  expect(asked[0]?.isGone).toBe(false)
  ends[1]?.()
  await gone(0)
  expect(live.isReady).toBe(false)
  expect(asked).toHaveLength(1)
})

test('a lost connection is made again after the last event, also when tries fail in between', async () => {
  const heard: string[] = []
  live.on('queue.left', ({ mode }) => heard.push(mode))
  live.on('reset', () => heard.push('reset'))
  await connections(1)
  say('queue.left', { mode: 'one' }, '2-1')
  await expect.poll(() => heard).toEqual(['one'])
  answers = [
    (response) => response.writeHead(503, { 'retry-after': '1' }).end(),
    (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    (response) => response.destroy(),
  ]
  asked[0]?.response.destroy()
  await expect.poll(() => live.isReady).toBe(false)
  await connections(2)
  expect(asked[1]?.lastEventId).toBe('2-1')
  say('reset')
  say('queue.left', { mode: 'two' }, '5-1')
  await expect.poll(() => heard).toEqual(['one', 'reset', 'two'])
})

test('an expired token is renewed, and the stream goes on', async () => {
  live.on('queue.left', () => {})
  await connections(1)
  refused = ['access-1']
  say('end', { reason: 'token_expired' })
  asked[0]?.response.end()
  await connections(2)
  expect(asked.map(({ token }) => token)).toEqual(['access-1', 'access-2'])
  expect(asked[1]?.lastEventId).toBe('1-0')
})

test('whoever is replaced by later ones does not push back', async () => {
  live.on('queue.left', () => {})
  await connections(1)
  say('end', { reason: 'replaced' })
  asked[0]?.response.end()
  await expect.poll(() => live.isReady).toBe(false)
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(asked).toHaveLength(1)
})

test('it follows the login: closed at logout, opened for the next player from their own beginning', async () => {
  live.on('queue.left', () => {})
  await connections(1)
  await login.close()
  await gone(0)
  await login.open('/v1/auth/login', {})
  await connections(2)
  expect(asked[1]).toMatchObject({ token: 'access-2', lastEventId: undefined })
})
