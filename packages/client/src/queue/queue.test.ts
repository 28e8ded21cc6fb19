import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { QueueStatus } from '@gameserver/protocol/http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HttpClient } from '../http/http-client.ts'
import { Live } from '../live/live.ts'
import { Login } from '../login/login.ts'
import { memoryTokenStorage } from '../login/token-storage.ts'
import { RegionsClient } from '../region/regions-client.ts'
import { Queue } from './queue.ts'

const queued: QueueStatus = {
  state: 'queued',
  game: 'arena',
  mode: 'quick',
  waitedSeconds: 1,
  waiting: 1,
  position: 1,
  estimateSeconds: null,
  reasonCode: 'players',
  reason: 'needs 1 more player',
  partyId: null,
}
const offered = (hasAccepted: boolean): QueueStatus => ({
  state: 'offered',
  game: 'arena',
  mode: 'ranked',
  waitedSeconds: 1,
  partyId: null,
  offer: {
    id: '6f2b0a52-6f0e-4f0b-9d43-0a3d1b1c2d3e',
    expiresAt: '2026-01-01T00:00:15.000Z',
    remainingMs: 15_000,
    acceptedCount: hasAccepted ? 1 : 0,
    playerCount: 2,
    hasAccepted,
  },
})
const matched = (status: 'placing' | 'waiting') =>
  ({ state: 'matched', matchId: '6f2b0a52-6f0e-4f0b-9d43-0a3d1b1c2d3e', game: 'arena', status }) as const

/** What the API answers to one question after the other; the last one stays. */
let answers: (QueueStatus | 'away')[]
/** Answers to offers that have come. */
let accepted: unknown[]
/** What the API says on the live stream when asked for it; undefined: it has none. */
let openStream: ((response: ServerResponse) => void) | undefined
let server: Server
let queue: Queue

beforeEach(async () => {
  openStream = undefined
  accepted = []
  server = createServer((request, response) => {
    if (request.url === '/v1/events' && openStream) return openStream(response)
    if (request.url === '/v1/match/offer') {
      request.on('data', (body) => accepted.push(JSON.parse(String(body))))
    }
    const session = { player: {}, accessToken: 'a', accessTokenExpiresIn: 900, refreshToken: 'r' }
    const isStatus = request.url === '/v1/match/status'
    const answer = isStatus ? (answers.length > 1 ? answers.shift() : answers[0]) : session
    if (answer === 'away') return response.destroy()
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const http = new HttpClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const login = new Login(http, memoryTokenStorage())
  await login.open('/v1/auth/guest', {})
  queue = new Queue(login, new Live(login), new RegionsClient({ http, login, measuresByItself: false }))
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

test('a match can be joined once it has a room', async () => {
  answers = [queued, matched('placing'), matched('waiting')]
  const heard: string[] = []
  const match = await queue.waitForMatch({ onStatus: ({ state }) => heard.push(state) })
  expect(match.status).toBe('waiting')
  expect(heard).toEqual(['queued', 'matched', 'matched'])
})

test('an API that is away for a moment is waited for', async () => {
  answers = [queued, ...Array(4).fill('away'), matched('waiting')]
  const match = await queue.waitForMatch()
  expect(match.status).toBe('waiting')
})

test('a match is accepted by itself only when that is asked for', async () => {
  answers = [queued, offered(false), offered(true), matched('waiting')]
  await queue.waitForMatch()
  expect(accepted).toEqual([])
  answers = [queued, offered(false), offered(true), matched('waiting')]
  await queue.waitForMatch({ autoAccept: true })
  expect(accepted).toEqual([{ offerId: '6f2b0a52-6f0e-4f0b-9d43-0a3d1b1c2d3e', accept: true }])
})

test('who has not accepted is told until when there is no ticket', async () => {
  const endsAt = '2026-01-01T00:00:45.000Z'
  answers = [offered(false), { state: 'idle', cooldowns: [{ game: 'arena', endsAt }] }]
  await expect(queue.waitForMatch()).rejects.toMatchObject({ reason: 'not_accepted', cooldownEndsAt: endsAt })
})

test.each<[string, QueueStatus[], string, RegExp]>([
  ['was never queued', [], 'not_queued', /in no queue/],
  ['had a ticket that was withdrawn', [queued], 'not_queued', /ticket is gone/],
  ['had a match that found no authority', [queued, matched('placing')], 'abandoned', /given up/],
])('a player who %s does not wait for ever', async (_who, before, reason, message) => {
  answers = [...before, { state: 'idle' }]
  const waiting = queue.waitForMatch()
  await expect(waiting).rejects.toMatchObject({ name: 'QueueError', reason })
  await expect(waiting).rejects.toThrow(message)
})

test('what the live stream tells is asked after at once', async () => {
  let stream: ServerResponse | undefined
  const say = (kind: string) => stream?.write(`id: 1-1\nevent: ${kind}\ndata: {"kind":"${kind}"}\n\n`)
  openStream = (response) => {
    stream = response.writeHead(200, { 'content-type': 'text/event-stream' })
    say('ready')
  }
  // Left to the clock, so many questions would take a minute.
  const questions = 30
  answers = [...Array(questions).fill(queued), matched('waiting')]
  await queue.waitForMatch({ onStatus: () => setTimeout(() => say('match.found'), 1) })
  expect(answers).toHaveLength(1)
})
