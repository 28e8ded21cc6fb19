import { spawnSync } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { codersOf } from '../../src/game/game-coders.ts'
import { NamedCodec, type NamedValue } from '../../src/game/named-codec.ts'
import { Random } from '../../src/game/random.ts'
import { Simulation } from '../../src/game/simulation.ts'
import { describe as manifestOf } from '../../src/index.ts'
import { DeltaWriter } from '../../src/schema/delta-bits.ts'
import { EntityMap } from '../../src/schema/entity-map.ts'
import { Tape } from '../../src/schema/tape.ts'
import { skirmish } from '../skirmish.ts'

const ticksPerSnapshot = 2
const snapshotsPerKeyframe = 15
const folder = dirname(fileURLToPath(import.meta.url))

interface Order {
  readonly packet: string
  readonly against?: number
  readonly elapsedTicks?: number
  readonly event?: number
}

/** What Python is told to decode, and what it should say. */
interface Conversation {
  readonly orders: Order[]
  readonly values: unknown[]
}

beforeAll(() => {
  const { error, stdout } = spawnSync('python3', ['--version'], { encoding: 'utf8' })
  if (error !== undefined || !stdout.startsWith('Python 3'))
    throw new Error(
      'these tests need python3 on the PATH: they prove that other languages can decode packets',
    )
})

test('a client in Python sees the same match', { timeout: 60_000 }, () => {
  const { orders, values } = playMatch(900)
  expect(orders.filter(({ against }) => against !== undefined).length).toBeGreaterThan(400)
  expect(orders.filter(({ event }) => event !== undefined).length).toBeGreaterThan(20)
  const answers = decodeInPython(orders)
  expect(answers).toHaveLength(values.length)
  for (const [index, value] of values.entries()) expect(answers[index]).toEqual(value)
})

test('what is illegal here is illegal there', () => {
  const { orders } = playMatch(40)
  const broken = orders.map(({ packet, ...order }) => ({ ...order, packet: packet.slice(0, -2) }))
  expect(decodeInPython(broken.slice(0, 1))).toEqual([null])
  expect(decodeInPython([{ packet: `${orders[0]?.packet}00` }])).toEqual([null])
})

/** Players who come, run, shoot and leave; a keyframe now and then, deltas against it, and all that the game emits. */
function playMatch(ticks: number): Conversation {
  const { state: coder, contextCount, events } = codersOf(skirmish)
  const eventCodec = new NamedCodec<NamedValue>(events, contextCount)
  const conversation: Conversation = { orders: [], values: [] }
  const emitted: NamedValue[] = []
  const simulation = new Simulation({
    game: skirmish,
    settings: {},
    isPredicting: false,
    emit: (event) => emitted.push(event),
  })
  simulation.setup(5)
  const random = new Random()
  random.seed = 9
  const writer = new DeltaWriter(contextCount)
  const keyframe = new Tape()
  const now = new Tape()
  let snapshots = 0
  for (let tick = 1; tick <= ticks; tick++) {
    if (tick % 70 === 1 && tick < 600) simulation.join(tick % 128)
    if (tick % 200 === 0) simulation.leave((tick - 199) % 128)
    simulation.step(inputsOf(simulation, random))
    for (const event of emitted.splice(0)) {
      const { kind, value, payload } = eventCodec.encode(event)
      conversation.orders.push({ event: kind, packet: hex(payload) })
      conversation.values.push(plain(value))
    }
    if (tick % ticksPerSnapshot !== 0) continue
    const age = snapshots++ % snapshotsPerKeyframe
    const elapsedTicks = age * ticksPerSnapshot
    simulation.save(now)
    writer.start(elapsedTicks)
    if (age === 0) {
      keyframe.assign(now)
      coder.write(now.rewind(), writer)
    } else coder.writeDelta(now.rewind(), keyframe.rewind(), writer)
    const packet = hex(writer.finish())
    conversation.orders.push(age === 0 ? { packet } : { packet, against: age, elapsedTicks })
    conversation.values.push(plain(coder.restore(now.rewind())))
  }
  return conversation
}

function inputsOf(simulation: Simulation<typeof skirmish>, random: Random) {
  const inputs = new Map()
  for (const slot of simulation.world.players.keys())
    inputs.set(slot, {
      moveX: random.pick([-0.7, 0, 0.7]),
      moveY: simulation.tick % 50 < 25 ? 0.7 : 0,
      aim: random.float() * 6,
      fire: random.float() < 0.5,
    })
  return inputs
}

function decodeInPython(orders: readonly Order[]): unknown[] {
  const lines = [manifestOf(skirmish), ...orders].map((line) => JSON.stringify(line))
  const { stdout, stderr } = spawnSync('python3', ['-B', 'decode-lines.py'], {
    cwd: folder,
    input: `${lines.join('\n')}\n`,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  expect(stderr).toBe('')
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

function plain(value: unknown): unknown {
  if (value === undefined) return null
  if (value instanceof EntityMap)
    return Object.fromEntries([...value].map(([key, entity]) => [key, plain(entity)]))
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]))
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
