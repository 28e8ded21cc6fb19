import { randomUUID } from 'node:crypto'
import { createProgress } from '@gameserver/services/progress'
import { type OwnStack, startOwnStack } from '@gameserver/services/stack/own-stack'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { closeNodeClients, createNodeClient, type GameClient } from '../node.ts'

const serverToken = 'a-token-of-the-tests-that-is-long-enough'

let stack: OwnStack
let ada: GameClient
let bo: GameClient

beforeAll(async () => {
  const env = { ...process.env, SERVER_TOKENS: serverToken, MATCH_GATHER_MS: '0' }
  stack = await startOwnStack({ authorities: 0, env, progress: createProgress() })
})
afterAll(async () => {
  await closeNodeClients()
  await stack.stop()
})

beforeEach(async () => {
  ada = await guest('Ada')
  bo = await guest('Bo')
})

async function guest(name: string): Promise<GameClient> {
  const client = createNodeClient({ apiUrl: stack.addresses.apiUrl })
  await client.loginAsGuest({ deviceId: randomUUID(), name })
  return client
}

const idOf = ({ player }: GameClient) => player?.id as string

async function asServer<Body>(method: string, path: string, body: object): Promise<Body> {
  const response = await fetch(stack.addresses.apiUrl + path, {
    method,
    headers: { authorization: `Bearer ${serverToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return (await response.json()) as Body
}

test('two players find each other, become friends, and hear of what the other does', async () => {
  const told: string[] = []
  const ends = [
    bo.live.on('friend.requested', ({ friend }) => told.push(`requested by ${friend.name}`)),
    bo.live.on('friend.accepted', ({ friend }) => told.push(`friends with ${friend.name}`)),
    bo.live.on('friend.removed', ({ friendId }) => told.push(`no friend: ${friendId}`)),
  ]
  await expect.poll(() => bo.live.isReady).toBe(true)
  expect(await ada.friends.find('b')).toContainEqual({ playerId: idOf(bo), name: 'Bo' })
  expect((await ada.friends.request(idOf(bo))).state).toBe('requested')
  expect(await bo.friends.requests()).toMatchObject({ incoming: [{ name: 'Ada' }], outgoing: [] })
  expect((await bo.friends.accept(idOf(ada))).state).toBe('friends')
  expect(await ada.friends.list({ limit: 1 })).toMatchObject({ total: 1, friends: [{ name: 'Bo' }] })
  await bo.friends.remove(idOf(ada))
  await expect.poll(() => told).toEqual(['requested by Ada', 'friends with Ada', `no friend: ${idOf(ada)}`])

  await ada.friends.request(idOf(bo))
  await bo.friends.decline(idOf(ada))
  await bo.friends.block(idOf(ada))
  await expect(ada.friends.request(idOf(bo))).rejects.toMatchObject({ status: 403, code: 'blocked' })
  expect(await bo.friends.blocked()).toMatchObject({ total: 1, blocked: [{ name: 'Ada' }] })
  await bo.friends.unblock(idOf(ada))
  expect((await bo.friends.blocked()).total).toBe(0)
  for (const end of ends) end()
})

test('a match on a server of the studio is led to, and counts among friends', async () => {
  await asServer('PUT', '/v1/servers/games/toss', { name: 'Toss', version: '1', players: { min: 2, max: 2 } })
  await ada.friends.request(idOf(bo))
  await bo.friends.accept(idOf(ada))
  const waiting = [ada, bo].map(async (client) => {
    await client.queue.join({ game: 'toss' })
    return client.queue.waitForMatch()
  })
  const claim = { serverId: 'one', games: ['toss'], endpoint: 'here:1', waitSeconds: 20 }
  const { matchId, epoch } = await asServer<{ matchId: string; epoch: number }>(
    'POST',
    '/v1/servers/claims',
    claim,
  )
  await expect(ada.matches.session(matchId)).rejects.toMatchObject({ code: 'match_not_ready' })
  await asServer('POST', `/v1/servers/matches/${matchId}/heartbeat`, { epoch, status: 'waiting' })
  expect((await Promise.all(waiting)).map((matched) => matched.matchId)).toEqual([matchId, matchId])

  const { endpoint, token } = await ada.matches.session(matchId)
  expect(endpoint).toBe('here:1')
  const shown = await asServer('POST', '/v1/servers/sessions/verify', { token })
  expect(shown).toMatchObject({ matchId, playerId: idOf(ada), name: 'Ada' })
  const scores = [ada, bo].map((client, index) => ({ playerId: idOf(client), score: index, rank: 2 - index }))
  await asServer('POST', `/v1/servers/matches/${matchId}/result`, { epoch, reason: 'finished', scores })
  const ranking = async () =>
    (await ada.leaderboard.friends('toss')).rows.map(({ name, score }) => [name, score])
  await expect.poll(ranking).toEqual([
    ['Bo', 1],
    ['Ada', 0],
  ])
})
