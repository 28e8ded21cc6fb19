import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { arena } from '@gameserver/games/arena/arena.ts'
import { createProgress } from '@gameserver/services/progress'
import { type OwnStack, startOwnStack } from '@gameserver/services/stack/own-stack'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { closeNodeClients, createNodeClient, GameClient, type JoinedMatch, nodeTransport } from '../node.ts'

/** Long enough for everything that had been under way to have come to its end. */
const settledMs = 6_000

let stack: OwnStack

beforeAll(async () => {
  stack = await startOwnStack({ progress: createProgress() })
})

afterAll(async () => {
  await closeNodeClients()
  await stack?.stop()
})

let lines: Line[]
let matches: JoinedMatch<typeof arena>[]
let ticking: NodeJS.Timeout

beforeEach(() => {
  lines = []
  matches = []
  ticking = setInterval(() => {
    for (const match of matches) match.advance(performance.now(), () => walk)
  }, 4)
})

afterEach(async () => {
  clearInterval(ticking)
  await Promise.all(matches.map((match) => match.leave()))
  for (const line of lines) line.cut()
})

const walk = { moveX: 1, moveY: 0, aim: 1, fire: false, dash: false }

/** What goes to one server, by way of a line that can be cut. */
class Line {
  readonly #sockets = new Set<Socket>()
  readonly #server
  #isCut = false

  constructor(target: URL) {
    this.#server = createServer((socket) => {
      if (this.#isCut) return socket.destroy()
      const upstream = connect(Number(target.port), target.hostname)
      for (const each of [socket, upstream]) {
        this.#sockets.add(each)
        each.on('error', () => {})
        each.on('close', () => this.#sockets.delete(each))
      }
      socket.pipe(upstream).pipe(socket)
    })
    lines.push(this)
  }

  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1').unref()
    await once(this.#server, 'listening')
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  cut(): void {
    this.#isCut = true
    for (const socket of this.#sockets) socket.destroy()
  }

  mend(): void {
    this.#isCut = false
  }
}

/** A device, with what its network does to it. */
async function device(deviceId: string, name: string) {
  const { apiUrl } = stack.addresses
  const [toApi, toLivekit] = [new Line(new URL(apiUrl)), new Line(new URL(process.env.LIVEKIT_URL ?? ''))]
  const [apiLine, livekitLine] = [await toApi.open(), await toLivekit.open()]
  const client = new GameClient({
    apiUrl: `http://${apiLine}`,
    transport: {
      connect: (_url, token, listener) => nodeTransport.connect(`ws://${livekitLine}`, token, listener),
    },
  })
  await client.loginAsGuest({ deviceId, name })
  const both = [toApi, toLivekit]
  return {
    client,
    goOffline: () => both.forEach((line) => void line.cut()),
    comeBack: () => both.forEach((line) => void line.mend()),
  }
}

async function join(client: GameClient): Promise<JoinedMatch<typeof arena>> {
  const match = await client.joinMatch(arena)
  matches.push(match)
  return match
}

const isPlayed = async (match: JoinedMatch<typeof arena>) => {
  const before = match.tick
  await expect.poll(() => match.connection.state === 'connected' && match.tick > before + 60).toBe(true)
}

/** LiveKit restores a connection by itself within the shorter time, and is given up within the longer one. */
test.each([1_000, 8_000])(
  'a device that was offline for %i ms leaves the match to the one that came meanwhile',
  async (offlineMs) => {
    const ofAda = randomUUID()
    const phone = await device(ofAda, 'Ada')
    const bo = createNodeClient({ apiUrl: stack.addresses.apiUrl })
    await bo.loginAsGuest({ deviceId: randomUUID(), name: 'Bo' })
    const clients = [phone.client, bo]
    await Promise.all(clients.map(({ queue }) => queue.join({ game: 'arena', playersMin: 2, playersMax: 2 })))
    await Promise.all(clients.map(({ queue }) => queue.waitForMatch()))
    const [onPhone, ofBo] = await Promise.all([join(phone.client), join(bo)])
    await isPlayed(onPhone)

    phone.goOffline()
    await expect.poll(() => onPhone.connection.state).toBe('reconnecting')
    const laptop = await device(ofAda, 'Ada')
    const onLaptop = await join(laptop.client)
    await sleep(offlineMs)
    phone.comeBack()
    const elsewhere = { state: 'closed', reason: 'joined_elsewhere' }
    await expect.poll(() => onPhone.connection, { timeout: 40_000 }).toEqual(elsewhere)
    await sleep(settledMs)
    await isPlayed(onLaptop)
    await isPlayed(ofBo)

    // It is the newest again as soon as its player wants it to be.
    const again = await join(phone.client)
    await expect.poll(() => onLaptop.connection).toEqual(elsewhere)
    await isPlayed(again)
  },
)

test("so it does with a party's talk", async () => {
  const ofAda = randomUUID()
  const phone = await device(ofAda, 'Ada')
  await phone.client.party.create()
  phone.client.party.enterRoom()
  await expect.poll(() => phone.client.party.roomState).toBe('connected')
  phone.goOffline()
  await expect.poll(() => phone.client.party.roomState).toBe('connecting')
  const laptop = await device(ofAda, 'Ada')
  await laptop.client.party.refresh()
  laptop.client.party.enterRoom()
  await expect.poll(() => laptop.client.party.roomState).toBe('connected')
  await sleep(settledMs)
  phone.comeBack()
  await expect.poll(() => phone.client.party.roomState, { timeout: 40_000 }).toBe('elsewhere')
  await sleep(settledMs)
  expect(laptop.client.party.roomState).toBe('connected')
  phone.client.party.enterRoom()
  await expect.poll(() => laptop.client.party.roomState).toBe('elsewhere')
  await phone.client.logout()
})
