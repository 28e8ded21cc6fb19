/**
 * CPU per packet of a process in several LiveKit rooms, through `@gameserver/livekit` and through rtc-node's own Room.
 * On a LiveKit server of its own, or that of LIVEKIT_URL,
 * LIVEKIT_API_KEY and LIVEKIT_API_SECRET.
 *
 * The parent makes the rooms and plays the players, through the lean path; the measured side is a child process, so that
 * its CPU time is its own. A quiet run (members joined, nobody sends) is subtracted.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { connectRoom, type RoomListener, shutdown } from '../packages/livekit/src/index.ts'
import { benchArguments } from './support/arguments.ts'
import { livekitUrl, roomService, tokenFor, withLivekit } from './support/livekit-server.ts'
import { type BenchResult, printResults } from './support/results.ts'

type Path = 'room' | 'lean'
type Load = 'quiet' | 'in' | 'out'
interface Order {
  path: Path
  load: Load
  tokens: string[]
}
interface Usage {
  cpuSeconds: number
  received: number
  published: number
}

const rooms = 4
const playersPerRoom = 8
const packetsPerSecond = 30
const seconds = 8
const inputBytes = 40
const stateBytes = 600

const silent: RoomListener = { packet() {}, joined() {}, left() {}, closed() {} }

if (process.send) await measured()
else {
  const { json } = benchArguments(`
bench livekit-path: CPU per packet of a process in several LiveKit rooms, by our path and by rtc-node's own
`)
  await withLivekit(() => parent(json))
}

async function parent(json: boolean): Promise<void> {
  const results: BenchResult[] = []
  for (const path of ['room', 'lean'] as const) {
    const quiet = await run(path, 'quiet')
    const inbound = await run(path, 'in')
    const outbound = await run(path, 'out')
    const microseconds = (usage: Usage, packets: number) =>
      ((usage.cpuSeconds - quiet.cpuSeconds) / packets) * 1e6
    results.push(
      { case: path, metric: 'quietCores', value: quiet.cpuSeconds / seconds, unit: 'cores' },
      { case: path, metric: 'packetsIn', value: inbound.received, unit: 'packets' },
      { case: path, metric: 'usPerPacketIn', value: microseconds(inbound, inbound.received), unit: 'us' },
      { case: path, metric: 'packetsOut', value: outbound.published, unit: 'packets' },
      { case: path, metric: 'usPerPacketOut', value: microseconds(outbound, outbound.published), unit: 'us' },
    )
  }
  await shutdown()
  printResults('livekit-path', results, { json })
}

async function run(path: Path, load: Load): Promise<Usage> {
  const roomNames = Array.from({ length: rooms }, (_, room) => `bench-${path}-${load}-${process.pid}-${room}`)
  const service = roomService()
  for (const name of roomNames) await service.createRoom({ name, emptyTimeout: 60 })
  const tokens = await Promise.all(roomNames.map((name) => tokenFor(name, 'authority')))
  const child = fork(fileURLToPath(import.meta.url), ['--measured'], { execArgv: process.execArgv })
  child.send({ path, load, tokens } satisfies Order)
  await once(child, 'message')
  const players = await Promise.all(
    roomNames.flatMap((name) =>
      Array.from({ length: playersPerRoom }, async (_, player) =>
        connectRoom(livekitUrl(), await tokenFor(name, `player-${player}`), silent),
      ),
    ),
  )
  // Joins of participants without tracks are announced every three seconds.
  await sleep(4_000)
  child.send('go')
  const payload = new Uint8Array(inputBytes)
  const timer = setInterval(() => {
    if (load !== 'in') return
    for (const player of players) player.publish('input', payload, { reliable: false, to: ['authority'] })
  }, 1_000 / packetsPerSecond)
  const usage = await usageOf(child)
  clearInterval(timer)
  await Promise.all(players.map((player) => player.close()))
  for (const name of roomNames) await service.deleteRoom(name)
  child.kill('SIGKILL')
  return usage
}

async function measured(): Promise<void> {
  const [order] = (await once(process, 'message')) as [Order]
  let received = 0
  let published = 0
  const onPacket = () => {
    received++
  }
  const members = await Promise.all(
    order.tokens.map((each) => (order.path === 'lean' ? joinLean(each, onPacket) : joinRoom(each, onPacket))),
  )
  process.send?.('joined')
  await once(process, 'message')
  const start = process.cpuUsage()
  received = 0
  const payload = new Uint8Array(stateBytes)
  const timer = setInterval(() => {
    if (order.load !== 'out') return
    for (const publish of members) publish(payload)
    published += members.length
  }, 1_000 / packetsPerSecond)
  await sleep(seconds * 1_000)
  clearInterval(timer)
  const { user, system } = process.cpuUsage(start)
  process.send?.({ cpuSeconds: (user + system) / 1e6, received, published } satisfies Usage)
}

type Publish = (payload: Uint8Array) => void

async function joinLean(joinToken: string, onPacket: () => void): Promise<Publish> {
  const connection = await connectRoom(livekitUrl(), joinToken, { ...silent, packet: onPacket })
  return (payload) => connection.publish('state', payload, { reliable: false })
}

async function joinRoom(joinToken: string, onPacket: () => void): Promise<Publish> {
  process.env.NODE_ENV = 'production'
  const { Room, RoomEvent } = await import('@livekit/rtc-node')
  const room = new Room()
  room.on(RoomEvent.DataReceived, onPacket)
  await room.connect(livekitUrl(), joinToken, { autoSubscribe: false, dynacast: false })
  return (payload) => void room.localParticipant?.publishData(payload, { reliable: false, topic: 'state' })
}

async function usageOf(child: ChildProcess): Promise<Usage> {
  const [usage] = await once(child, 'message')
  return usage as Usage
}
