import { randomUUID } from 'node:crypto'
import { duel } from '@gameserver/games/duel/duel.ts'
import { createProgress } from '@gameserver/services/progress'
import { scratchDatabase, scratchRedis } from '@gameserver/services/scratch'
import { type OwnStack, startOwnStack } from '@gameserver/services/stack/own-stack'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { closeNodeClients, createNodeClient, type GameClient, type RoomLeftReason } from '../node.ts'

let stack: OwnStack
let dropScratch: () => Promise<unknown>
let ada: GameClient
let bo: GameClient

beforeAll(async () => {
  const [database, redis] = await Promise.all([scratchDatabase(), scratchRedis()])
  dropScratch = () => Promise.all([database.drop(), redis.drop()])
  const env = { ...process.env, DATABASE_URL: database.url, REDIS_URL: redis.url }
  stack = await startOwnStack({ authorities: 1, env, progress: createProgress() })
})
afterAll(async () => {
  await closeNodeClients()
  await stack.stop()
  await dropScratch()
})

beforeEach(async () => {
  ada = await guest('Ada')
  bo = await guest('Bo')
})
afterEach(() => Promise.all([ada, bo].map((client) => client.logout())))

async function guest(name: string): Promise<GameClient> {
  const client = createNodeClient({ apiUrl: stack.addresses.apiUrl })
  await client.loginAsGuest({ deviceId: randomUUID(), name })
  return client
}

const namesOf = ({ room }: GameClient) => room.current?.members.map(({ name }) => name)
const idOf = ({ player }: GameClient) => player?.id as string

test('players find each other in the list, and each sees what the other does', async () => {
  const made = await ada.room.create({ game: duel.id, name: 'Ada against all', properties: { best: 3 } })
  expect(ada.room.isHost).toBe(true)
  const { rooms } = await bo.room.list({
    game: duel.id,
    text: 'against',
    properties: { best: 3 },
    hasFreeSeat: true,
  })
  expect(rooms.map(({ id }) => id)).toEqual([made.id])
  expect((await bo.room.list({ properties: { best: 5 } })).rooms).toEqual([])
  await bo.room.join(made.id)
  await expect.poll(() => namesOf(ada)).toEqual(['Ada', 'Bo'])
  await ada.room.update({ name: 'Ada and Bo', visibility: 'private' })
  await expect.poll(() => bo.room.current?.name).toBe('Ada and Bo')
  expect((await bo.room.list()).rooms).toEqual([])
  await expect(bo.room.kick(idOf(ada))).rejects.toMatchObject({ code: 'not_host' })
  await ada.room.setHost(idOf(bo))
  await expect.poll(() => bo.room.isHost).toBe(true)
  const left: RoomLeftReason[] = []
  ada.room.on('left', ({ reason }) => left.push(reason))
  await bo.room.kick(idOf(ada))
  await expect.poll(() => ada.room.current).toBeUndefined()
  expect(left).toEqual(['kicked'])
  await expect(ada.room.joinByCode(made.code)).rejects.toMatchObject({ code: 'kicked' })
  await bo.room.leave()
  await bo.room.leave()
  expect(bo.room.current).toBeUndefined()
})

test('members chat while they wait, and play when all are ready', async () => {
  await ada.room.findOrCreate({ game: duel.id, properties: { map: 'hall' } })
  await bo.room.findOrCreate({ game: duel.id, properties: { map: 'hall' } })
  expect(bo.room.current?.id).toBe(ada.room.current?.id)
  const heard: string[] = []
  const found: string[] = []
  for (const client of [ada, bo]) {
    client.room.on('chat', ({ name, text }) => heard.push(`${client.player?.name} hears ${name}: ${text}`))
    client.room.on('matchFound', ({ matchId, role }) => found.push(`${matchId} ${role}`))
    client.room.enterRoom()
  }
  await expect.poll(() => [ada, bo].map(({ room }) => room.roomState)).toEqual(['connected', 'connected'])
  expect(ada.room.sendChat('hello')).toBe(true)
  await expect.poll(() => heard).toContain('Bo hears Ada: hello')

  await expect(ada.joinMatch(duel)).rejects.toMatchObject({ code: 'no_match' })
  await ada.room.startReadyCheck()
  await expect.poll(() => bo.room.current?.status).toBe('ready_check')
  await bo.room.ready()
  const matchId = bo.room.current?.matchId
  await expect.poll(() => found).toEqual([`${matchId} player`, `${matchId} player`])
  await expect.poll(() => [ada, bo].map(({ room }) => room.roomState)).toEqual(['closed', 'closed'])
  const matches = await Promise.all(
    [ada, bo].map(async (client) => {
      await client.queue.waitForMatch()
      return client.joinMatch(duel)
    }),
  )
  expect(matches.map((match) => match.matchId)).toEqual([matchId, matchId])
  await expect(bo.room.leave()).rejects.toMatchObject({ code: 'in_match' })
  // Who leaves the match leaves the room with it, and the room ends with the match.
  await Promise.all(matches.map((match) => match.leave()))
  await expect.poll(() => [ada, bo].map(({ room }) => room.current)).toEqual([undefined, undefined])
  await ada.room.create({ game: duel.id })
})
