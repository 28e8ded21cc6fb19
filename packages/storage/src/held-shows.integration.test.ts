import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { HeldPacket } from './held-shows.ts'
import { MatchJournals } from './match-journals.ts'

const forMs = 60_000
let journals: MatchJournals
let matchId: string

beforeAll(async () => {
  journals = new MatchJournals(process.env.REDIS_URL as string, { commandTimeoutMs: 30_000 })
  while (!journals.isConnected) await sleep(10)
})
beforeEach(() => {
  matchId = randomUUID()
})
afterAll(() => journals.close())

const state = (tick: number, bytes = 4): HeldPacket => ({
  kind: 'state',
  tick,
  payload: new Uint8Array(bytes).fill(tick),
})
const event = (tick: number): HeldPacket => ({ kind: 'event', tick, payload: Uint8Array.of(0, 255) })
const hold = (epoch: number, ...packets: HeldPacket[]) =>
  journals.shows.hold({ matchId, epoch }, packets, forMs)
const begin = (epoch: number, tick: number) => journals.shows.begin({ matchId, epoch }, tick)
const ticksOf = (packets: readonly { epoch: number; tick: number }[]) =>
  packets.map(({ epoch, tick }) => `${epoch}/${tick}`)

it('gives a successor what was held, in its order, with its age', async () => {
  expect(await begin(1, 0)).toEqual([])
  await hold(1, state(2), state(2))
  await hold(1, event(3))
  await sleep(300)
  await hold(1, state(4))
  const held = await begin(2, 4)
  expect(held).toMatchObject([
    { kind: 'state', tick: 2, epoch: 1 },
    { kind: 'state', tick: 2, epoch: 1 },
    { kind: 'event', tick: 3, epoch: 1 },
    { kind: 'state', tick: 4, epoch: 1 },
  ])
  expect([...(held[2]?.payload ?? [])]).toEqual([0, 255])
  const [oldest, , , newest] = held.map(({ ageMs }) => ageMs) as [number, number, number, number]
  expect(oldest - newest).toBeGreaterThanOrEqual(299)
  expect(newest).toBeGreaterThanOrEqual(0)
})

it('leaves out what was made after the tick that the successor goes on from, and what a former owner says later', async () => {
  await begin(1, 0)
  for (const tick of [2, 4, 6, 8]) await hold(1, state(tick))
  expect(ticksOf(await begin(2, 5))).toEqual(['1/2', '1/4'])
  expect(await hold(1, state(10))).toBe(false)
  expect(await begin(1, 10)).toEqual([])
  expect(await hold(2, state(6), state(8))).toBe(true)
  // One that is killed before it shows anything leaves what there was.
  expect(ticksOf(await begin(3, 8))).toEqual(['1/2', '1/4', '2/6', '2/8'])
  expect(ticksOf(await begin(4, 8))).toEqual(['1/2', '1/4', '2/6', '2/8'])
  // The same owner, once more.
  expect(ticksOf(await begin(4, 9))).toEqual(['1/2', '1/4', '2/6', '2/8'])
})

it('holds minutes of packets, and lets go of what is older', async () => {
  await begin(1, 0)
  for (let tick = 0; tick < 2_000; tick++) void hold(1, state(tick, 1_000))
  const held = await begin(2, 2_000)
  expect(held.map(({ tick }) => tick)).toEqual(Array.from({ length: 2_000 }, (_, tick) => tick))
  await sleep(1_500)
  for (let tick = 2_000; tick < 2_100; tick++)
    await journals.shows.hold({ matchId, epoch: 2 }, [state(tick)], 100)
  expect((await begin(3, 2_100))[0]?.tick).toBeGreaterThan(1_900)
})

it('is dropped by its owner, and by nobody before', async () => {
  await begin(1, 0)
  await hold(1, state(2))
  await begin(2, 2)
  await journals.shows.drop({ matchId, epoch: 1 })
  expect(await begin(2, 2)).toHaveLength(1)
  await journals.shows.drop({ matchId, epoch: 2 })
  expect(await begin(2, 2)).toEqual([])
})
