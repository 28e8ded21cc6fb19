import { randomUUID } from 'node:crypto'
import { scratchRedis } from '@gameserver/services/scratch'
import { openAuthorityPlacement } from '@gameserver/storage/placement/authority-placement'
import type { TakenMatch } from '@gameserver/storage/placement/placed-match'
import { openPlacementQueue, type PlacementQueue } from '@gameserver/storage/placement/placement-queue'
import { connectRedis, type Redis } from '@gameserver/storage/redis'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { TestRedisLine } from '../journal/test-redis-line.ts'
import { LoadMeter } from './load-meter.ts'
import { Ownership } from './ownership.ts'
import { type GainedMatch, type HostOutcome, type MatchHost, PlacementAgent } from './placement-agent.ts'

/** In the usual database authorities of other tests take what they find. */
const { url: redisUrl } = await scratchRedis()

/** Plays nothing: what is to come of a match is told by the test. */
class TestHost implements MatchHost {
  readonly has = new Map<string, (outcome: HostOutcome | Error) => void>()
  readonly lostIds: string[] = []
  readonly gainedIds: string[] = []
  readonly readyIds: string[] = []
  readonly wantedIds = new Set<string>()

  host({ matchId }: TakenMatch): Promise<HostOutcome> {
    return new Promise((resolve, reject) => {
      this.has.set(matchId, (outcome) => {
        this.has.delete(matchId)
        if (outcome instanceof Error) reject(outcome)
        else resolve(outcome)
      })
    })
  }

  lost(matchId: string): void {
    this.lostIds.push(matchId)
    this.has.get(matchId)?.('released')
  }

  gained({ matchId }: GainedMatch): void {
    this.gainedIds.push(matchId)
  }

  wanted(matchId: string): void {
    this.wantedIds.add(matchId)
  }

  successorReady(matchId: string): void {
    this.readyIds.push(matchId)
  }

  held() {
    return [...this.has.keys()].map((matchId) => ({ matchId, epoch: 1 }))
  }
}

interface TestProcess {
  id: string
  host: TestHost
  agent: PlacementAgent
  ownership: Ownership
}

let redis: Redis
let queue: PlacementQueue
let processes: TestProcess[] = []

beforeEach(async () => {
  redis = connectRedis(redisUrl)
  await redis.flushdb()
  queue = openPlacementQueue(redisUrl)
})
afterEach(async () => {
  await Promise.all(processes.map(({ agent }) => agent.close()))
  processes = []
  await queue.close()
  redis.disconnect()
})

/** Leases are long: a machine that stands still must not cost any of them. */
function start({
  leaseMs = 20_000,
  capacity = 8,
  standbysMax = 0,
  games = { arena: '1' },
  url = redisUrl,
} = {}): TestProcess {
  const id = randomUUID()
  const host = new TestHost()
  const ownership = new Ownership(leaseMs)
  const agent: PlacementAgent = new PlacementAgent({
    authority: { id, host: 'here', region: null, games, capacity, standbysMax, leaseMs },
    placement: openAuthorityPlacement(url, id, () => agent.wake()),
    ...{ host, ownership, load: new LoadMeter(() => 0), log: pino({ level: 'silent' }), isSpare: false },
  })
  agent.start()
  const started = { id, host, agent, ownership }
  processes.push(started)
  return started
}

async function place(game = 'arena'): Promise<string> {
  const matchId = randomUUID()
  await queue.add({ matchId, game })
  return matchId
}

const owned = async () => (await queue.overview()).authorities.map(({ matches }) => matches)

test('takes what waits, and lets go of what is over', async () => {
  const { host, ownership } = start()
  const matchIds = [await place(), await place()]
  await expect.poll(() => [...host.has.keys()].sort()).toEqual([...matchIds].sort())
  expect(ownership.isSure).toBe(true)
  for (const end of host.has.values()) end('over')
  await expect.poll(owned).toEqual([0])
  await queue.add({ matchId: matchIds[0] as string, game: 'arena' })
  await expect.poll(() => host.has.size).toBe(1)
})

test.each([['released' as const], [new Error('no way into the room')]])('%s: others take it', async (how) => {
  const first = start()
  const matchId = await place()
  await expect.poll(() => first.host.has.size).toBe(1)
  const second = start()
  first.host.has.get(matchId)?.(how)
  await expect.poll(() => [...second.host.has.keys()]).toEqual([matchId])
  expect(first.host.lostIds).toEqual([])
})

test('who stops leaves its matches to others at once', async () => {
  const first = start({ leaseMs: 60_000 })
  const matchId = await place()
  await expect.poll(() => first.host.has.size).toBe(1)
  const second = start()
  await first.agent.close()
  await expect.poll(() => [...second.host.has.keys()]).toEqual([matchId])
})

test('takes matches of a game that has come later', async () => {
  const { host, agent } = start()
  const matchId = await place('chess')
  await expect.poll(async () => (await queue.explain(matchId))?.why).toBe('no_game')
  agent.addGame('chess', '1')
  await expect.poll(() => host.has.size).toBe(1)
})

test('a Redis that has forgotten all hears it again, and of a match that is being opened too', async () => {
  const { host } = start()
  const matchId = await place()
  await expect.poll(() => host.has.size).toBe(1)
  host.held = () => []
  await redis.flushdb()
  await expect.poll(owned).toEqual([1])
  await queue.add({ matchId, game: 'arena' })
  expect(await queue.explain(matchId)).toBeUndefined()
  expect(host.lostIds).toEqual([])
})

test('a Redis that hangs for longer than a lease costs nobody a match', async () => {
  const line = await TestRedisLine.to(redisUrl)
  const started = Array.from({ length: 3 }, () => start({ leaseMs: 800, url: line.url }))
  for (let count = 0; count < 9; count++) await place()
  const hasAll = () => started.reduce((sum, { host }) => sum + host.has.size, 0)
  await expect.poll(hasAll).toBe(9)
  const before = started.map(({ host }) => host.has.size)
  line.hold()
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  line.release()
  await expect.poll(() => owned().catch(() => [])).toEqual(expect.arrayContaining([...before].sort()))
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  expect(started.map(({ host }) => [host.has.size, host.lostIds])).toEqual(before.map((size) => [size, []]))
  await expect.poll(() => started.every(({ ownership }) => ownership.isSure)).toBe(true)
  line.close()
})

test('who has stood still is not sure of anything, and hears first of what is lost', async () => {
  const stalled = start({ leaseMs: 500 })
  const matchId = await place()
  await expect.poll(() => stalled.host.has.size).toBe(1)
  const heir = openAuthorityPlacement(redisUrl, 'heir', () => {})
  const terms = {
    id: 'heir',
    host: 'there',
    region: null,
    games: {},
    capacity: 1,
    standbysMax: 0,
    leaseMs: 60_000,
  }
  await heir.register(terms, [])
  await redis.hset(`placement:match:${matchId}`, 'epoch', 1)
  const heard: string[] = []
  stalled.host.lost = () => void heard.push('lost')
  // Another has it by the time that this process goes on.
  // It is carried out, though the answer comes too late to be heard.
  heir.register(terms, [{ matchId, game: 'arena', region: null, epoch: 2 }]).catch(() => {})
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600)
  expect(stalled.ownership.isSure).toBe(false)
  stalled.ownership.whenSure(() => heard.push('packet'))
  await expect.poll(() => heard).toEqual(['lost', 'packet'])
  heir.close()
})

test('hands a match over to who is ready', async () => {
  const first = start()
  const matchId = await place()
  await expect.poll(() => first.host.has.size).toBe(1)
  const second = start()
  first.agent.drain()
  expect(await first.agent.offer(matchId)).toBe(true)
  await expect.poll(() => second.host.has.size).toBe(1)
  await second.agent.ready(matchId)
  await expect.poll(() => first.host.readyIds).toContain(matchId)
  expect(await first.agent.yield(matchId)).toBe(true)
  await expect.poll(() => second.host.gainedIds).toEqual([matchId])
  expect(first.host.lostIds).toEqual([])
})

test('who stands by has a match at once when its owner dies, or hands it over', async () => {
  const [owner, standby] = [start({ standbysMax: 8 }), start({ standbysMax: 8 })]
  const matchIds = [await place(), await place(), await place()]
  await expect.poll(() => owner.host.has.size + standby.host.has.size).toBe(3)
  // Each stands by for the other's, and so has all.
  await expect.poll(() => [owner.host.has.size, standby.host.has.size], { timeout: 30_000 }).toEqual([3, 3])
  for (const matchId of matchIds) {
    const readiness = await Promise.all([owner, standby].map(({ agent }) => agent.ready(matchId)))
    expect(readiness.sort()).toEqual(['gained', 'standing_by'])
  }
  const others = async () => {
    const told = await Promise.all(matchIds.map((matchId) => owner.agent.offer(matchId)))
    return matchIds.filter((_, index) => told[index])
  }
  const offered = await others()
  await expect.poll(() => [...standby.host.wantedIds].sort()).toEqual([...offered].sort())
  for (const matchId of offered) expect(await standby.agent.ready(matchId)).toBe('waiting')
  await expect
    .poll(() => [...owner.host.readyIds].sort())
    .toEqual(expect.arrayContaining([...offered].sort()))
  for (const matchId of offered) expect(await owner.agent.yield(matchId)).toBe(true)
  await expect.poll(() => [...standby.host.gainedIds].sort()).toEqual([...offered].sort())
  expect([...owner.host.lostIds, ...standby.host.lostIds]).toEqual([])
})
