import { randomUUID } from 'node:crypto'
import { createProgress } from '@gameserver/services/progress'
import { scratchDatabase, scratchRedis } from '@gameserver/services/scratch'
import { type OwnStack, startOwnStack } from '@gameserver/services/stack/own-stack'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { closeNodeClients, createNodeClient, type GameClient, type PartyLeftReason } from '../node.ts'

let stack: OwnStack
let dropScratch: () => Promise<unknown>
let ada: GameClient
let bo: GameClient

beforeAll(async () => {
  const [database, redis] = await Promise.all([scratchDatabase(), scratchRedis()])
  dropScratch = () => Promise.all([database.drop(), redis.drop()])
  const env = { ...process.env, DATABASE_URL: database.url, REDIS_URL: redis.url }
  stack = await startOwnStack({ authorities: 0, env, progress: createProgress() })
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

async function guest(name: string, deviceId: string = randomUUID()): Promise<GameClient> {
  const client = createNodeClient({ apiUrl: stack.addresses.apiUrl })
  await client.loginAsGuest({ deviceId, name })
  return client
}

const namesOf = ({ party }: GameClient) => party.current?.members.map(({ name }) => name)
const idOf = ({ player }: GameClient) => player?.id as string

test('two players find each other by code, and each sees what the other does', async () => {
  const { code } = await ada.party.create({ sizeMax: 3 })
  expect(ada.party.isLeader).toBe(true)
  await bo.party.join(code.toLowerCase())
  expect(namesOf(bo)).toEqual(['Ada', 'Bo'])
  await expect.poll(() => namesOf(ada)).toEqual(['Ada', 'Bo'])

  await ada.party.startReadyCheck()
  await expect.poll(() => bo.party.current?.readyCheckEndsAt).toBeTruthy()
  await bo.party.setReady(true)
  await expect.poll(() => ada.party.current?.members.every(({ isReady }) => isReady)).toBe(true)

  await ada.party.promote(idOf(bo))
  await expect.poll(() => bo.party.isLeader).toBe(true)
  await expect(ada.party.kick(idOf(bo))).rejects.toMatchObject({ code: 'not_leader' })

  const left: PartyLeftReason[] = []
  ada.party.on('left', ({ reason }) => left.push(reason))
  await bo.party.kick(idOf(ada))
  await expect.poll(() => ada.party.current).toBeUndefined()
  expect(left).toEqual(['kicked'])
  await bo.party.leave()
  await bo.party.leave()
  expect(bo.party.current).toBeUndefined()
})

test('an invite arrives, is taken up or not, and is gone with the party', async () => {
  const invited: string[] = []
  bo.party.on('invited', ({ invitedBy }) => invited.push(invitedBy.name))
  await ada.party.create()
  await ada.party.invite(idOf(bo))
  await expect.poll(() => invited).toEqual(['Ada'])
  const [invite] = bo.party.invites
  await bo.party.decline(invite?.partyId as string)
  await expect.poll(() => ada.party.current?.invites).toEqual([])
  await ada.party.invite(idOf(bo))
  await expect.poll(() => invited).toEqual(['Ada', 'Ada'])
  await bo.party.accept(invite?.partyId as string)
  await expect.poll(() => namesOf(ada)).toEqual(['Ada', 'Bo'])
  expect(bo.party.invites).toEqual([])
  await ada.party.disband()
  await expect.poll(() => bo.party.current).toBeUndefined()
})

test('a party outlasts the page of its member, who is in it again', async () => {
  const deviceId = randomUUID()
  const before = await guest('Cy', deviceId)
  const { code } = await before.party.create()
  await bo.party.join(code)
  const after = await guest('Cy', deviceId)
  expect(after.party.current).toBeUndefined()
  const end = after.party.on('updated', () => {})
  await expect.poll(() => namesOf(after)).toEqual(['Cy', 'Bo'])
  end()
  await bo.party.leave()
  await expect.poll(() => namesOf(after)).toEqual(['Cy'])
  await after.party.leave()
  await expect.poll(() => before.party.current).toBeUndefined()
})

test('members chat in the room of the party, and who was put out hears no more', async () => {
  const { code } = await ada.party.create()
  await bo.party.join(code)
  const heard: string[] = []
  for (const client of [ada, bo]) {
    client.party.on('chat', ({ name, text }) => heard.push(`${client.player?.name} hears ${name}: ${text}`))
    client.party.enterRoom()
  }
  await expect.poll(() => [ada, bo].map(({ party }) => party.roomState)).toEqual(['connected', 'connected'])
  expect(ada.party.voice).toBeUndefined()
  // At once, before LiveKit has told each of the other: it is repeated.
  expect(ada.party.sendChat(' hello ')).toBe(true)
  expect(ada.party.sendChat('  ')).toBe(false)
  await expect.poll(() => heard).toContain('Bo hears Ada: hello')
  expect(bo.party.sendChat('hello Ada')).toBe(true)
  await expect.poll(() => heard).toContain('Ada hears Bo: hello Ada')
  expect(heard.filter((line) => line.includes('Ada: hello'))).toHaveLength(2)

  await ada.party.kick(idOf(bo))
  await expect.poll(() => bo.party.roomState).toBe('closed')
  expect(bo.party.sendChat('still there?')).toBe(false)
  expect(ada.party.roomState).toBe('connected')
  await ada.party.leave()
  await expect.poll(() => ada.party.roomState).toBe('closed')
})
