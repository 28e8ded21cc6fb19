import { randomUUID } from 'node:crypto'
import { duel } from '@gameserver/games/duel/duel.ts'
import { type OwnLivekit, startOwnLivekit } from '@gameserver/services/livekit/own-livekit'
import { createProgress } from '@gameserver/services/progress'
import { type OwnStack, startOwnStack } from '@gameserver/services/stack/own-stack'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeNodeClients, createNodeClient, type GameClient } from '../node.ts'

let livekit: OwnLivekit
let stack: OwnStack
let clients: GameClient[]

beforeAll(async () => {
  livekit = await startOwnLivekit()
  const env = {
    ...process.env,
    LIVEKIT_URL: livekit.url,
    LIVEKIT_API_KEY: livekit.apiKey,
    LIVEKIT_API_SECRET: livekit.apiSecret,
  }
  stack = await startOwnStack({ env, progress: createProgress() })
  clients = await Promise.all(['Ada', 'Bo'].map(guest))
})

afterAll(async () => {
  await Promise.all(clients.map((client) => client.logout()))
  await closeNodeClients()
  await stack?.stop()
  await livekit?.stop()
})

async function guest(name: string): Promise<GameClient> {
  const client = createNodeClient({ apiUrl: stack.addresses.apiUrl })
  await client.loginAsGuest({ deviceId: randomUUID(), name })
  return client
}

test.each([0, 5_000])(
  'a party and a waiting room talk on after LiveKit was killed and is back after %i ms',
  async (downMs) => {
    const [ada, bo] = clients as [GameClient, GameClient]
    await Promise.all(clients.flatMap(({ party, room }) => [party.leave(), room.leave()]))
    const { code } = await ada.party.create()
    await bo.party.join(code)
    const { id } = await ada.room.create({ game: duel.id })
    await bo.room.join(id)
    for (const { party, room } of clients) {
      party.enterRoom()
      room.enterRoom()
    }
    await allTalk('before')
    const losses = clients.map(watchLosses)

    await livekit.kill()
    await new Promise((resolve) => setTimeout(resolve, downMs))
    await livekit.startAgain()
    for (const lost of losses) await expect.poll(() => [...lost].sort()).toEqual(['party', 'room'])
    await allTalk('after')
    expect(clients.map(({ party }) => party.current?.members.length)).toEqual([2, 2])
    expect(clients.map(({ room }) => room.current?.members.length)).toEqual([2, 2])
  },
)

/** Each line of either is heard by the other, once, in the party and in the room. */
async function allTalk(when: string): Promise<void> {
  const heard: string[] = []
  const ends = clients.flatMap(({ player, party, room }) => [
    party.on('chat', ({ name, text }) => heard.push(`${player?.name} hears ${name}: ${text}`)),
    room.on('chat', ({ name, text }) => heard.push(`${player?.name} hears ${name}: ${text}`)),
  ])
  const stateOf = ({ party, room }: GameClient) => [party.roomState, room.roomState]
  await expect.poll(() => clients.flatMap(stateOf), { timeout: 40_000 }).toEqual(Array(4).fill('connected'))
  for (const { party, room } of clients) {
    expect(party.sendChat(`party ${when}`)).toBe(true)
    expect(room.sendChat(`room ${when}`)).toBe(true)
  }
  const lines = ['Ada', 'Bo'].flatMap((listener) =>
    ['Ada', 'Bo'].flatMap((speaker) =>
      ['party', 'room'].map((place) => `${listener} hears ${speaker}: ${place} ${when}`),
    ),
  )
  await expect.poll(() => [...heard].sort()).toEqual(lines.sort())
  for (const end of ends) end()
}

/** Where the connection has been lost since. */
function watchLosses({ party, room }: GameClient): ReadonlySet<string> {
  const lost = new Set<string>()
  party.on('room', (state) => state === 'connecting' && lost.add('party'))
  room.on('room', (state) => state === 'connecting' && lost.add('room'))
  return lost
}
