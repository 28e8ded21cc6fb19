import { randomUUID } from 'node:crypto'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { type JournalWrite, MatchJournals } from '@gameserver/storage/match-journals'
import { connectRedis, type Redis } from '@gameserver/storage/redis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TestRedisLine } from './test-redis-line.ts'
import { restoredTally, TestTally } from './test-tally.ts'

/** This machine may stand still for as long, and Redis with it. */
const patienceMs = 30_000
/** Where it is to be missed. */
const impatienceMs = 1_000

const redisUrl = process.env.REDIS_URL as string
let redis: Redis
let line: TestRedisLine
/** Of the match's owner, by way of the line. */
let journals: MatchJournals
/** Of its successor. */
let others: MatchJournals
let matchId: string
let match: TestTally

beforeAll(async () => {
  redis = connectRedis(redisUrl)
  others = new MatchJournals(redisUrl, { commandTimeoutMs: patienceMs })
  while (!others.isConnected) await sleep(5)
})
afterAll(() => {
  others.close()
  redis.disconnect()
})
beforeEach(async () => {
  line = await TestRedisLine.to(redisUrl)
  await begin(patienceMs)
})
afterEach(() => {
  match.writer.close('over')
  journals.close()
  line.close()
})

async function begin(answerMsMax: number): Promise<void> {
  journals = new MatchJournals(line.url, { commandTimeoutMs: answerMsMax })
  while (!journals.isConnected) await sleep(5)
  matchId = randomUUID()
  match = new TestTally(journals, { matchId, epoch: 1 }, answerMsMax)
}

const takeOver = async () => restoredTally(await others.open({ matchId, epoch: 2 }))
const settled = () => expect.poll(() => match.told).toEqual(match.now)

/** As chance has it. */
function play(random: () => number): void {
  const chance = random()
  if (chance < 0.1) match.chat()
  else if (chance < 0.3) match.command()
  match.tick(random() < 0.2 ? 3 : 1)
}

describe('what is told', () => {
  it('is written down first, whenever its owner dies', async () => {
    const random = seeded(5)
    let behind = 0
    for (let trial = 0; trial < 60; trial++) {
      matchId = randomUUID()
      match = new TestTally(journals, { matchId, epoch: 1 }, patienceMs)
      for (let left = 2 + random() * 40; left > 0; left--) {
        play(random)
        if (random() < 0.7) await turn()
      }
      await expect.poll(() => match.writer.isResumable).toBe(true)
      play(random)
      let hasFailed = false
      const taking = takeOver()
      // What failed is told below, and nothing would ever be stale.
      taking.catch(() => {
        hasFailed = true
      })
      while (match.staleCount === 0 && !hasFailed) {
        play(random)
        await turn()
      }
      const found = await taking
      const { told, now } = match
      for (const name of ['tick', 'events', 'lines', 'commands'] as const)
        expect(found[name]).toBeGreaterThanOrEqual(told[name])
      if (found.tick < now.tick) behind++
      expect(match.staleCount).toBe(1)
    }
    // Else nothing was put to the test.
    expect(behind).toBeGreaterThan(30)
  })

  it('is told in its order, and soon', async () => {
    const random = seeded(6)
    for (let turns = 0; turns < 300; turns++) {
      play(random)
      await turn()
    }
    match.tick(3)
    await expect.poll(() => match.told.events).toBe(match.now.events)
    await settled()
    for (const what of ['event', 'chat', 'command']) {
      const numbers = match.publications
        .filter((one) => one.startsWith(`${what} `))
        .map((one) => Number(one.split(' ')[1]))
      expect(numbers).toEqual(numbers.map((_, index) => index + 1))
    }
    expect(match.resumables).toEqual([true])
  })

  it('is told at once when all before is written down', async () => {
    match.tick(2)
    await expect.poll(() => match.writer.isResumable).toBe(true)
    let isDone = false
    match.writer.after(() => {
      isDone = true
    })
    expect(isDone).toBe(true)
  })

  it('waits for what is on its way', async () => {
    match.tick(3)
    await Promise.resolve()
    const order: number[] = []
    match.writer.after(() => {
      order.push(1)
      match.writer.after(() => order.push(3))
    })
    match.writer.after(() => order.push(2))
    expect(order).toEqual([])
    await expect.poll(() => order).toEqual([1, 2, 3])
  })
})

describe('a writer', () => {
  it('writes once for each snapshot, and once for all that is told in one turn', async () => {
    const writes: JournalWrite[] = []
    const store = {
      isConnected: true,
      write: (key: Parameters<MatchJournals['write']>[0], write: JournalWrite) => {
        writes.push(write)
        return journals.write(key, write)
      },
    }
    match = new TestTally(store, { matchId, epoch: 1 }, patienceMs)
    for (let ticks = 0; ticks < 30; ticks++) {
      match.tick(2)
      match.chat()
      match.command()
      await sleep(2)
    }
    expect(writes).toHaveLength(30)
    expect(writes.filter(({ keyframe }) => keyframe !== undefined)).toHaveLength(4)
    const bytes = writes.map(({ entry }) => entry?.length ?? 0)
    expect(Math.max(...bytes)).toBeLessThan(60)
  })

  it('writes what happens while no ticks are made', async () => {
    for (let count = 0; count < 600; count++) {
      match.command()
      await turn()
    }
    await expect.poll(() => match.told.commands).toBe(600)
    expect((await takeOver()).commands).toBe(600)
    const journal = await others.open({ matchId, epoch: 3 })
    expect(journal !== 'stale_epoch' && journal?.entries.length).toBeLessThanOrEqual(256)
  })

  it('finishes with a keyframe of where the match stands', async () => {
    match.tick(7)
    match.command()
    expect(await match.writer.finish()).toBe(true)
    expect(match.told).toEqual({ ...match.now, tick: 6 })
    const journal = await others.open({ matchId, epoch: 2 })
    expect(journal !== 'stale_epoch' && journal?.entries).toEqual([])
    expect(restoredTally(journal)).toEqual(match.now)
  })

  it('does nothing of what waits when another one has the match', async () => {
    match.tick(6)
    await settled()
    await others.open({ matchId, epoch: 2 })
    match.command()
    await expect.poll(() => match.staleCount).toBe(1)
    match.tick(3)
    match.writer.after(() => match.publications.push('after the end'))
    expect(await match.writer.finish()).toBe(false)
    await sleep(50)
    expect(match.publications).toEqual(['event 1', 'event 2'])
  })

  it('does what waits when the match is over, and nothing when it is lost', async () => {
    line.hold()
    match.command()
    match.writer.close('over')
    expect(match.publications).toEqual(['command 1'])
    const lost = new TestTally(journals, { matchId, epoch: 1 }, patienceMs)
    lost.command()
    lost.writer.close('lost')
    lost.command()
    expect(lost.publications).toEqual([])
  })
})

describe('without Redis', () => {
  beforeEach(() => {
    journals.close()
    return begin(impatienceMs)
  })

  async function playThrough(fault: () => unknown, mend: () => unknown): Promise<void> {
    match.tick(6)
    await settled()
    await fault()
    match.tick(2)
    match.chat()
    match.command()
    await expect.poll(() => match.told.commands).toBe(1)
    await expect.poll(() => match.resumables).toEqual([true, false])
    for (let turns = 0; turns < 100; turns++) {
      match.tick(3)
      match.chat()
      await turn()
    }
    expect(match.told).toMatchObject({ events: 102, lines: 101 })
    await mend()
    await expect.poll(() => match.resumables).toEqual([true, false, true])
    match.tick(4)
    match.command()
    await expect.poll(() => match.told.commands).toBe(2)
    expect(await takeOver()).toEqual(match.now)
  }

  it('players are told all the same, and it writes on when an answer comes again', () =>
    playThrough(
      () => line.hold(),
      () => line.release(),
    ))

  it('players are told all the same, and it writes on when it can connect again', () =>
    playThrough(
      () => line.cut(),
      () => line.mend(),
    ))

  it('nobody waits from the start', async () => {
    line.cut()
    await expect.poll(() => journals.isConnected).toBe(false)
    match.command()
    await expect.poll(() => match.told.commands).toBe(1)
    expect(match.resumables).toEqual([false])
    expect(await match.writer.finish()).toBe(false)
    line.mend()
    await expect.poll(() => match.resumables).toEqual([false, true])
    expect((await takeOver()).commands).toBe(1)
  })

  it('what it had is written afresh when Redis has lost it', async () => {
    match.tick(9)
    match.chat()
    await settled()
    await redis.del(`journal:${matchId}`)
    match.command()
    await expect.poll(() => match.resumables).toEqual([true, false, true])
    expect(match.told.commands).toBe(1)
    expect(await takeOver()).toEqual(match.now)
  })

  it('what was on its way for long and comes late changes nothing', async () => {
    match.tick(6)
    await settled()
    line.hold()
    for (let turns = 0; turns < 20; turns++) {
      match.tick(2)
      match.command()
      await turn()
    }
    await expect.poll(() => match.resumables).toEqual([true, false])
    // Another connection is made, while what went through the first one lies there.
    await sleep(2_500)
    line.release()
    await expect.poll(() => match.resumables).toEqual([true, false, true])
    match.tick(4)
    match.command()
    await expect.poll(() => match.told.commands).toBe(match.now.commands)
    expect(await takeOver()).toEqual(match.now)
  })
})

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
