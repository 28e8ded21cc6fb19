import { randomBytes, randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createNodeClient, type GameClient } from '@gameserver/client/node'
import { registerGame } from '@gameserver/storage/games'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiProcess, freePort, runApi } from '../testing/api-process.ts'

/** Above what a player ever bears. */
const farMs = 400
const patience = { timeout: 50_000 }

let database: TestDatabase
const servers: Server[] = []
const processes: ApiProcess[] = []
const game = `g${randomBytes(6).toString('hex')}`
/** The API as players in a region reach it: the same, but for how far they have it to the regions. */
const apiUrls: Record<string, string> = {}

beforeAll(async () => {
  database = await createTestDatabase()
  const queues = { duels: { shape: { kind: 'teams', count: 2, size: 1 } } }
  const manifest = { id: game, name: 'Test', version: '1', description: '', players: { min: 2, max: 2 } }
  await registerGame(database.sql, { ...manifest, queues })
  const [near, far] = [await probe(1), await probe(farMs)]
  for (const [region, regions] of [
    ['eu-west', `eu-west=${near},us-east=${far}`],
    ['us-east', `eu-west=${far},us-east=${near}`],
  ] as const) {
    const port = await freePort()
    const env = { DATABASE_URL: database.url, PORT: `${port}`, LOG_LEVEL: 'info', MATCH_REGIONS: regions }
    const api = runApi({ ...env, RATE_LIMIT_GUEST_PER_MINUTE: '100000' })
    processes.push(api)
    while (!api.output.stdout.includes('api ready')) await sleep(50)
    apiUrls[region] = `http://127.0.0.1:${port}`
  }
})
afterAll(async () => {
  for (const { process } of processes) process.kill('SIGKILL')
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  await database.drop()
})

async function probe(delayMs: number): Promise<string> {
  const server = createServer((_request, response) => {
    setTimeout(() => response.writeHead(204).end(), delayMs)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function playerIn(region: string): Promise<GameClient> {
  const client = createNodeClient({ apiUrl: apiUrls[region] as string })
  await client.loginAsGuest({ deviceId: randomUUID() })
  return client
}

async function regionPlayedIn(client: GameClient): Promise<string | null> {
  await expect.poll(() => client.queue.status(), patience).toMatchObject({ state: 'matched' })
  const status = await client.queue.status()
  const { region } = await client.matches.get(status.state === 'matched' ? status.matchId : '')
  return region
}

test('players who queue are measured, and play where they are', async () => {
  const here = ['eu-west', 'us-east', 'eu-west', 'us-east', 'us-east', 'eu-west', 'eu-west', 'us-east']
  const clients = await Promise.all(here.map(playerIn))
  await Promise.all(clients.map((client) => client.queue.join({ game, mode: 'duels' })))
  expect(await Promise.all(clients.map(regionPlayedIn))).toEqual(here)
})

test('the members of a party are measured before their leader queues', async () => {
  const [leader, member] = [await playerIn('eu-west'), await playerIn('eu-west')]
  const { code } = await leader.party.create()
  await member.party.join(code)
  const measured = async () => {
    const ids = [leader.player?.id, member.player?.id] as string[]
    return database.sql`select latencies from player_latencies where player_id = any(${ids}::uuid[])`
  }
  const latencies = { 'eu-west': expect.any(Number), 'us-east': expect.any(Number) }
  await expect.poll(async () => [...(await measured())], patience).toEqual([{ latencies }, { latencies }])
  await Promise.all([leader, member].map((client) => client.party.leave()))
})
