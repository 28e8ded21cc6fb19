import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { QueueStatus } from '@gameserver/protocol/http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HttpClient } from '../http/http-client.ts'
import { Login } from '../login/login.ts'
import { memoryTokenStorage } from '../login/token-storage.ts'
import { Queue } from './queue.ts'

const queued: QueueStatus = {
  state: 'queued',
  game: 'arena',
  mode: 'quick',
  waitedSeconds: 1,
  waiting: 1,
  position: 1,
  estimateSeconds: null,
  reason: 'needs 1 more player',
}
const matched = (status: 'placing' | 'waiting') =>
  ({ state: 'matched', matchId: '6f2b0a52-6f0e-4f0b-9d43-0a3d1b1c2d3e', game: 'arena', status }) as const

/** What the API answers to one question after the other; the last one stays. */
let answers: QueueStatus[]
let server: Server
let queue: Queue

beforeEach(async () => {
  server = createServer((request, response) => {
    const session = { player: {}, accessToken: 'a', accessTokenExpiresIn: 900, refreshToken: 'r' }
    const isStatus = request.url === '/v1/match/status'
    const answer = isStatus ? (answers.length > 1 ? answers.shift() : answers[0]) : session
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const http = new HttpClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const login = new Login(http, memoryTokenStorage())
  await login.open('/v1/auth/guest', {})
  queue = new Queue(login)
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
