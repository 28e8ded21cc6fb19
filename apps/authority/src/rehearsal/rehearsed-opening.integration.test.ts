import { randomUUID } from 'node:crypto'
import { shutdown } from '@gameserver/livekit'
import { authorityIdentityOf } from '@gameserver/protocol/topics'
import { RoomServiceClient } from 'livekit-server-sdk'
import { pino } from 'pino'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { loadAuthorityConfig } from '../config.ts'
import { pause } from '../testing.ts'
import { LivekitApi } from '../transport/livekit-api.ts'
import { rehearsalRoomOf, rehearseRoom } from './rehearsed-opening.ts'

afterAll(() => shutdown())

let authorityId: string
beforeEach(() => {
  authorityId = `host/1/${randomUUID().slice(0, 8)}`
})

const { livekit } = loadAuthorityConfig()
const rooms = new RoomServiceClient(livekit.url.replace(/^ws/, 'http'), livekit.apiKey, livekit.apiSecret)

/** Returns what was logged. */
async function rehearsed(options: { apiSecret?: string; patienceMs?: number } = {}): Promise<string[]> {
  const said: string[] = []
  const log = pino({}, { write: (line: string) => void said.push(JSON.parse(line).msg) })
  const { apiSecret = livekit.apiSecret, patienceMs = 30_000 } = options
  const api = new LivekitApi({ ...livekit, apiSecret, identity: authorityIdentityOf(authorityId) })
  await rehearseRoom({ api, log, patienceMs })
  return said
}

const ownRooms = () => rooms.listRooms([rehearsalRoomOf(authorityIdentityOf(authorityId))])
const failed = 'room not rehearsed: the first match is going to be there late'

test('a room of its own is entered, and is not there any more afterwards', async () => {
  expect(await rehearsed()).toEqual(['room rehearsed'])
  expect(await ownRooms()).toEqual([])
})

test('a LiveKit that refuses keeps nobody from starting', async () => {
  expect(await rehearsed({ apiSecret: 'not the secret of any LiveKit at all' })).toContain(failed)
})

test('one that takes too long is not waited for, and nothing is left in it', async () => {
  expect(await rehearsed({ patienceMs: 0 })).toEqual([failed])
  await pause(1_500)
  await expect.poll(ownRooms, { interval: 500 }).toEqual([])
})
