/**
 * CPU per packet of a process in several LiveKit rooms, through `@gameserver/livekit` and through rtc-node's own Room.
 * Needs LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET. `--json` prints the figures alone.
 *
 * The parent makes the rooms and plays the players, through the lean path; the measured side is a child process, so that
 * its CPU time is its own. A quiet run (members joined, nobody sends) is subtracted.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk'
import { connectRoom, type RoomListener, shutdown } from '../packages/livekit/src/index.ts'

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
const url = required('LIVEKIT_URL')

if (process.send) await measured()
else await parent()

async function parent(): Promise<void> {
  const figures: Record<string, Record<string, number>> = {}
  for (const path of ['room', 'lean'] as const) {
    const quiet = await run(path, 'quiet')
    const inbound = await run(path, 'in')
    const outbound = await run(path, 'out')
    const microseconds = (usage: Usage, packets: number) =>
      Math.round(((usage.cpuSeconds - quiet.cpuSeconds) / packets) * 1e6)
    figures[path] = {
      quietCores: Number((quiet.cpuSeconds / seconds).toFixed(4)),
      packetsIn: inbound.received,
      microsecondsPerPacketIn: microseconds(inbound, inbound.received),
      packetsOut: outbound.published,
      microsecondsPerPacketOut: microseconds(outbound, outbound.published),
    }
  }
  await shutdown()
  if (process.argv.includes('--json')) console.log(JSON.stringify({ rooms, playersPerRoom, ...figures }))
  else console.table(figures)
}

async function run(path: Path, load: Load): Promise<Usage> {
  const roomNames = Array.from({ length: rooms }, (_, room) => `bench-${path}-${load}-${process.pid}-${room}`)
  const service = new RoomServiceClient(
    url.replace(/^ws/, 'http'),
    required('LIVEKIT_API_KEY'),
    required('LIVEKIT_API_SECRET'),
  )
  for (const name of roomNames) await service.createRoom({ name, emptyTimeout: 60 })
  const tokens = await Promise.all(roomNames.map((name) => token(name, 'authority')))
  const child = fork(fileURLToPath(import.meta.url), ['--measured'], { execArgv: process.execArgv })
  child.send({ path, load, tokens } satisfies Order)
  await once(child, 'message')
  const players = await Promise.all(
    roomNames.flatMap((name) =>
      Array.from({ length: playersPerRoom }, async (_, player) =>
        connectRoom(url, await token(name, `player-${player}`), silent),
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
  const connection = await connectRoom(url, joinToken, { ...silent, packet: onPacket })
  return (payload) => connection.publish('state', payload, { reliable: false })
}

async function joinRoom(joinToken: string, onPacket: () => void): Promise<Publish> {
  process.env.NODE_ENV = 'production'
  const { Room, RoomEvent } = await import('@livekit/rtc-node')
  const room = new Room()
  room.on(RoomEvent.DataReceived, onPacket)
  await room.connect(url, joinToken, { autoSubscribe: false, dynacast: false })
  return (payload) => void room.localParticipant?.publishData(payload, { reliable: false, topic: 'state' })
}

async function usageOf(child: ChildProcess): Promise<Usage> {
  const [usage] = await once(child, 'message')
  return usage as Usage
}

function token(room: string, identity: string): Promise<string> {
  const access = new AccessToken(required('LIVEKIT_API_KEY'), required('LIVEKIT_API_SECRET'), { identity })
  access.addGrant({ roomJoin: true, room, canPublishData: true, canSubscribe: true })
  return access.toJwt()
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set`)
  return value
}
