import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Party } from '@gameserver/protocol/party'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HttpClient } from '../http/http-client.ts'
import { Live } from '../live/live.ts'
import { Login } from '../login/login.ts'
import { memoryTokenStorage } from '../login/token-storage.ts'
import type { Transport } from '../transport.ts'
import { PartyClient } from './party-client.ts'

const partyOf = (id: string, revision: number): Party => ({
  id,
  code: 'K7QW3M',
  revision,
  leaderId: 'ada',
  sizeMax: 4,
  members: [],
  invites: [],
  readyCheckEndsAt: null,
  isQueued: false,
  createdAt: '2026-01-01T00:00:00.000Z',
})
const noRoom: Transport = { connect: () => Promise.reject(new Error('no room')) }

/** What the API answers to each question after the party, and how often it was asked. */
let party: Party | null
let asked: number
/** Called before an answer, with what the question found. */
let whileAnswering: (() => Promise<void>) | undefined
let stream: ServerResponse | undefined
let server: Server
let client: PartyClient
let end: () => void

beforeEach(async () => {
  ;[party, asked, whileAnswering, stream] = [null, 0, undefined, undefined]
  server = createServer(async (request, response) => {
    const answer = (body: unknown) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.url === '/v1/events') {
      stream = response.writeHead(200, { 'content-type': 'text/event-stream' })
      return tell({ kind: 'ready' })
    }
    if (request.url === '/v1/parties/invites') return answer({ invites: [] })
    if (!request.url?.startsWith('/v1/parties'))
      return answer({ player: { id: 'bo' }, accessToken: 'a', accessTokenExpiresIn: 900, refreshToken: 'r' })
    asked++
    const found = party
    const work = whileAnswering
    whileAnswering = undefined
    await work?.()
    answer({ party: found })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const http = new HttpClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const login = new Login(http, memoryTokenStorage())
  client = new PartyClient(login, new Live(login), noRoom, () => {})
  await login.open('/v1/auth/guest', {})
})

afterEach(() => {
  end?.()
  server.closeAllConnections()
  server.close()
})

function tell(message: object): void {
  const { kind } = message as { kind: string }
  stream?.write(`id: 1-1\nevent: ${kind}\ndata: ${JSON.stringify(message)}\n\n`)
}

test('the newest is shown, in whatever order answers and events come', async () => {
  party = partyOf('one', 2)
  const revisions: (number | undefined)[] = []
  end = client.on('updated', (now) => revisions.push(now?.revision))
  await expect.poll(() => client.current?.revision).toBe(2)
  tell({ kind: 'party.updated', party: partyOf('one', 4) })
  tell({ kind: 'party.updated', party: partyOf('one', 3) })
  await expect.poll(() => client.current?.revision).toBe(4)
  await client.refresh()
  expect(revisions).toEqual([2, 4])
})

test('what comes late of a party that was left moves nobody back', async () => {
  party = partyOf('one', 5)
  end = client.on('updated', () => {})
  await expect.poll(() => client.current?.id).toBe('one')
  party = partyOf('two', 2)
  await client.join('K7QW3M', { leaveCurrent: true })
  const before = asked
  const shown: (string | undefined)[] = []
  client.on('updated', (now) => shown.push(now?.id))
  tell({ kind: 'party.updated', party: partyOf('one', 6) })
  tell({ kind: 'party.left', partyId: 'one', reason: 'left' })
  await expect.poll(() => asked).toBeGreaterThan(before)
  await client.refresh()
  expect(client.current?.id).toBe('two')
  expect(shown).toEqual([])
})

test('an answer that an event has overtaken is asked for again', async () => {
  party = partyOf('one', 1)
  end = client.on('updated', () => {})
  await expect.poll(() => client.current?.id).toBe('one')
  party = null
  whileAnswering = async () => {
    party = partyOf('one', 3)
    tell({ kind: 'party.updated', party })
    await expect.poll(() => client.current?.revision).toBe(3)
  }
  expect(await client.refresh()).toMatchObject({ id: 'one', revision: 3 })
})

test('who was put out is in no party, and is told why', async () => {
  party = partyOf('one', 1)
  const left: string[] = []
  end = client.on('left', ({ reason }) => left.push(reason))
  await expect.poll(() => client.current?.id).toBe('one')
  party = null
  tell({ kind: 'party.left', partyId: 'one', reason: 'kicked' })
  await expect.poll(() => client.current).toBeUndefined()
  expect(left).toEqual(['kicked'])
})
