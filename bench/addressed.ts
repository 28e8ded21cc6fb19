/**
 * What sending to a crowded room costs the process that does it: 30 moments a second, each one packet for all, or as many
 * addressed ones as a match of the large arena has. On a LiveKit server of its own, or that of LIVEKIT_URL,
 * LIVEKIT_API_KEY and LIVEKIT_API_SECRET.
 *
 * The receivers are in the parent process, fewer than a hundred: each is sent several packets a moment, which is the same to the
 * sender. The sender is a child process, so that its CPU time is its own; that of a quiet run is subtracted.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { connectRoom, type LossyPacket, type RoomListener, shutdown } from '../packages/livekit/src/index.ts'
import { benchArguments } from './support/arguments.ts'
import { livekitUrl, roomService, tokenFor, withLivekit } from './support/livekit-server.ts'
import { type BenchResult, printResults } from './support/results.ts'

interface Load {
  readonly name: string
  readonly packets: number
  /** Names in a packet's list; 0: all. */
  readonly names: number
}
interface Order {
  readonly load: Load
  readonly token: string
}
interface Usage {
  readonly cpuSeconds: number
  readonly published: number
}

const receivers = 25
const momentsPerSecond = 30
const seconds = 8
/** A snapshot of the arena with a hundred players. */
const payloadBytes = 330

const quiet: Load = { name: 'quiet', packets: 0, names: 0 }
const loads: readonly Load[] = [
  { name: '1-for-all', packets: 1, names: 0 },
  { name: '25-for-1', packets: 25, names: 1 },
  { name: '100-for-1', packets: 100, names: 1 },
  { name: '50-for-2', packets: 50, names: 2 },
  { name: '34-for-3', packets: 34, names: 3 },
]

const silent: RoomListener = { packet() {}, joined() {}, left() {}, closed() {} }

if (process.send) await sender()
else {
  const { json } = benchArguments(`
bench addressed: what sending to a crowded room costs, by how many names a packet has
`)
  await withLivekit(() => parent(json))
}

async function parent(json: boolean): Promise<void> {
  const idle = await run(quiet)
  const results: BenchResult[] = []
  for (const load of loads) {
    const { cpuSeconds, published, received } = await run(load)
    const spent = cpuSeconds - idle.cpuSeconds
    results.push(
      { case: load.name, metric: 'cores', value: spent / seconds, unit: 'cores' },
      { case: load.name, metric: 'usPerPacket', value: (spent / published) * 1e6, unit: 'us' },
      { case: load.name, metric: 'packetsPerSecond', value: published / seconds, unit: 'packets/s' },
      { case: load.name, metric: 'deliveredPerSecond', value: received / seconds, unit: 'packets/s' },
    )
  }
  await shutdown()
  printResults('addressed', results, { json })
}

async function run(load: Load): Promise<Usage & { readonly received: number }> {
  const room = `bench-addressed-${process.pid}-${load.packets}-${load.names}`
  const service = roomService()
  await service.createRoom({ name: room, emptyTimeout: 60 })
  const child = fork(fileURLToPath(import.meta.url), ['--sender'], { execArgv: process.execArgv })
  child.send({ load, token: await tokenFor(room, 'authority') } satisfies Order)
  await once(child, 'message')
  let received = 0
  const listener = { ...silent, packet: () => void received++ }
  const players = await Promise.all(
    Array.from({ length: receivers }, async (_, slot) =>
      connectRoom(livekitUrl(), await tokenFor(room, nameOf(slot)), listener),
    ),
  )
  // Joins of participants without tracks are announced every three seconds.
  await sleep(4_000)
  child.send('go')
  const usage = await usageOf(child)
  await Promise.all(players.map((player) => player.close()))
  await service.deleteRoom(room)
  child.kill('SIGKILL')
  return { ...usage, received }
}

async function sender(): Promise<void> {
  const [{ load, token }] = (await once(process, 'message')) as [Order]
  const connection = await connectRoom(livekitUrl(), token, silent)
  process.send?.('joined')
  await once(process, 'message')
  const start = process.cpuUsage()
  const publishedBefore = connection.counts.published
  const packets = packetsOf(load)
  const timer = setInterval(() => connection.publishEach('state', packets), 1_000 / momentsPerSecond)
  await sleep(seconds * 1_000)
  clearInterval(timer)
  const { user, system } = process.cpuUsage(start)
  const published = connection.counts.published - publishedBefore
  process.send?.({ cpuSeconds: (user + system) / 1e6, published } satisfies Usage)
}

function packetsOf({ packets, names }: Load): LossyPacket[] {
  const payload = new Uint8Array(payloadBytes)
  return Array.from({ length: packets }, (_, packet) =>
    names === 0
      ? { payload }
      : {
          payload,
          to: Array.from({ length: names }, (_, name) => nameOf((packet * names + name) % receivers)),
        },
  )
}

/** As long as a player's. */
function nameOf(slot: number): string {
  return `01890a5d-ac96-774b-bcce-b302099a80${String(slot).padStart(2, '0')}`
}

async function usageOf(child: ChildProcess): Promise<Usage> {
  const [usage] = await once(child, 'message')
  return usage as Usage
}
