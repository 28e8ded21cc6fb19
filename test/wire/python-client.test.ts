import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { fromBinary } from '@bufbuild/protobuf'
import type { AnyGame } from '@gameserver/engine'
import { AuthorityEventSchema, StatePacketSchema } from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { beforeAll, describe, expect, test } from 'vitest'
import { readBlock } from '../../packages/engine/src/snapshot/block.ts'
import { crowd } from '../../packages/engine/test/crowd.ts'
import { hideout } from '../../packages/engine/test/hideout.ts'
import { skirmish } from '../../packages/engine/test/skirmish.ts'
import { allGames } from '../simulation/found-games.ts'
import { plain } from './plain.ts'
import { Told } from './told.ts'
import { type Payload, WireMatch, type WirePlan } from './wire-match.ts'

const folder = fileURLToPath(new URL('../../packages/engine/test/python', import.meta.url))
/** Long: each match is played by real clients and read again by Python, on a machine that may be busy with other tests. */
const patienceMs = 120_000
/** One packet of ten is lost, some come twice, some late. */
const conditions = {
  ...{ delayMs: 30, jitterMs: 25, lossShare: 0.1, burstPackets: 1.5, duplicateShare: 0.02 },
  detourShare: 0.02,
}

const found = await allGames()
const engineGames: Record<string, AnyGame> = {
  skirmish: skirmish as unknown as AnyGame,
  hideout: hideout({ withCells: true }) as unknown as AnyGame,
  'hideout without cells': hideout({ withCells: false }) as unknown as AnyGame,
  crowd: crowd({ count: 200, cells: 0, calmAt: 200 }) as unknown as AnyGame,
  'crowd in cells': crowd({ count: 200, cells: 4, calmAt: 200 }) as unknown as AnyGame,
}
const plans: Record<string, Omit<WirePlan, 'conditions' | 'game'> & { readonly game?: AnyGame }> = {
  arena: { seats: 6, players: 6, ticks: 420, takeoverTick: 211 },
  'arena, large': { seats: 48, players: 10, ticks: 360 },
  duel: { seats: 2, players: 2, ticks: 480, extraKeyframeMs: 500, takeoverTick: 240 },
  harvest: { seats: 4, players: 4, ticks: 480, takeoverTick: 201 },
  sketch: { seats: 4, players: 4, ticks: 480 },
  ...Object.fromEntries(
    Object.entries(engineGames).map(([name, game]) => [
      name,
      { game, seats: 6, players: 4, ticks: 300, takeoverTick: 170 },
    ]),
  ),
}
/** What went over the wire in all matches: kinds of blocks, and bodies of events. */
const seen = new Set<string>()

beforeAll(() => {
  const { error, stdout } = spawnSync('python3', ['--version'], { encoding: 'utf8' })
  if (error !== undefined || !stdout.startsWith('Python 3'))
    throw new Error('these tests need python3 on the PATH: they prove that other languages can play along')
})

describe('a client in Python is told the same', () => {
  test.each(Object.keys(plans))('%s', { timeout: patienceMs }, (name) => {
    const { payloads, told } = play(name)
    expect(payloads.filter(({ topic }) => topic === 'state').length).toBeGreaterThan(100)
    const { lines, status, stderr } = runClient(payloads)
    expect(stderr).toBe('')
    expect(status).toBe(0)
    expect(lines).toHaveLength(told.length)
    for (const [index, line] of lines.entries()) expect(line, `payload ${index + 1}`).toEqual(told[index])
    for (const payload of payloads) note(payload)
  })

  test('of all that the wire can carry', () => {
    const bodies = ['welcome', 'acknowledgement', 'keyframe', 'gameEvents', 'commandOutcome', 'refusal']
    const blocks = ['delta', 'slice', 'keyframe', 'part', 'gone', 'checksum']
    for (const what of [...bodies, ...blocks, 'private', 'confirmed']) expect([...seen]).toContain(what)
  })
})

describe('a client in Python names what is damaged', () => {
  const payloads = play('harvest').payloads.slice(0, 60)
  const firstState = payloads.findIndex(({ topic }) => topic === 'state')
  const damaged = (index: number, change: (bytes: Uint8Array) => Uint8Array) =>
    runClient(
      payloads
        .slice(0, index + 1)
        .map((payload, at) => (at === index ? { ...payload, bytes: change(payload.bytes) } : payload)),
    )

  test('a packet that is cut off', { timeout: patienceMs }, () => {
    const { status, stderr, lines } = damaged(firstState, (bytes) => bytes.slice(0, -1))
    expect(stderr).toMatch(
      new RegExp(`^payload ${firstState + 1}, of state: the message ends within a number\\n$`),
    )
    expect(status).toBe(1)
    expect(lines).toHaveLength(firstState)
  })

  test('a keyframe with a bit too many', { timeout: patienceMs }, () => {
    const index = payloads.findIndex(({ topic, bytes }) => topic === 'events' && bodyOf(bytes) === 'keyframe')
    const { status, stderr } = damaged(index, (bytes) => flipped(bytes, bytes.length * 8 - 1))
    expect(stderr).toMatch(/^payload \d+, of events: .+\n$/)
    expect(status).toBe(1)
  })

  test('or takes bytes for others that could be: it never breaks down', { timeout: patienceMs }, () => {
    for (let at = 0; at < 12; at++) {
      const index = at % 2 === 0 ? firstState + at : at
      const { status, stderr } = damaged(index, (bytes) => flipped(bytes, (at * 7919) % (bytes.length * 8)))
      expect([0, 1]).toContain(status)
      expect(stderr).toMatch(/^(payload \d+, of (state|events): .+\n)?$/)
    }
  })
})

/** What the first player hears, and what the TypeScript client makes of it. */
function play(name: string): { payloads: readonly Payload[]; told: readonly unknown[] } {
  const plan = plans[name] ?? expect.fail(name)
  const id = name.split(',')[0]
  const { game, mind } = plan.game
    ? { game: plan.game, mind: undefined }
    : (found.find((one) => one.game.id === id) ?? expect.fail(name))
  const match = new WireMatch({ ...plan, game, mind, conditions })
  const [player = expect.fail()] = match.players
  const teller = new Told(game)
  const payloads: Payload[] = []
  const told: unknown[] = []
  let keyframeTick = -1
  player.heard = (payload) => {
    const { client } = player
    // With rollback a client makes states of the records; one that can't play the game has those that come as keyframes.
    if (game.rollback !== undefined) keyframeTick = Math.max(keyframeTick, keyframeTickOf(payload))
    const tick = game.rollback === undefined ? client.latestTick : keyframeTick
    const world = game.rollback === undefined ? client.latest : match.worlds.get(tick)
    if (game.rollback !== undefined && client.latest !== undefined)
      expect(plain(client.latest)).toEqual(match.worlds.get(client.latestTick))
    payloads.push({ ...payload, bytes: payload.bytes.slice() })
    const latest = world === undefined ? undefined : { tick, world }
    told.push(player.wasHeard ? teller.by(payload, latest) : null)
  }
  match.run()
  expect(player.client.stats.desyncs).toBe(0)
  return { payloads, told }
}

function runClient(payloads: readonly Payload[]) {
  const input = payloads
    .map(({ topic, bytes }) => `${topic} ${Buffer.from(bytes).toString('hex')}\n`)
    .join('')
  const options = { cwd: folder, input, encoding: 'utf8', maxBuffer: 1 << 29 } as const
  const { status, stdout, stderr } = spawnSync('python3', ['-B', 'client.py'], options)
  const lines: unknown[] = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  return { lines, status, stderr }
}

function note({ topic, bytes }: Payload): void {
  if (topic === 'events') {
    const { body } = fromBinary(AuthorityEventSchema, bytes)
    seen.add(body.case ?? '')
    if (body.case === 'commandOutcome' && body.value.refusalReason !== '') seen.add('refusal')
    return
  }
  const { blocks, isPrivate, confirmed } = fromBinary(StatePacketSchema, bytes)
  if (isPrivate) seen.add('private')
  if (confirmed.length > 0) seen.add('confirmed')
  for (const packed of blocks) {
    const block = readBlock(packed) ?? expect.fail('no block')
    if (block.kind === 'delta' && block.checksum !== undefined) seen.add('checksum')
    if (block.kind === 'delta') seen.add(block.slice === undefined ? 'delta' : 'slice')
    else if (block.kind === 'keyframe') seen.add(block.parts > 1 ? 'part' : 'keyframe')
    else seen.add('gone')
  }
}

function keyframeTickOf({ topic, bytes }: Payload): number {
  if (topic === 'state') return -1
  const { body } = fromBinary(AuthorityEventSchema, bytes)
  return body.case === 'keyframe' ? body.value.tick : -1
}

function bodyOf(bytes: Uint8Array): string | undefined {
  return fromBinary(AuthorityEventSchema, bytes).body.case
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice()
  ;(copy[bit >> 3] as number) ^= 1 << (bit & 7)
  return copy
}
