import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type JournalWrite, MatchJournals, type ToldMessage, toldKept } from './match-journals.ts'
import { connectRedis, type Redis } from './redis.ts'

const url = process.env.REDIS_URL as string
let redis: Redis
let journals: MatchJournals
let matchId: string

beforeAll(async () => {
  redis = connectRedis(url)
  journals = new MatchJournals(url, { commandTimeoutMs: 30_000 })
  while (!journals.isConnected) await sleep(10)
})
beforeEach(() => {
  matchId = randomUUID()
})
afterAll(() => {
  journals.close()
  redis.disconnect()
})

const bytes = (...values: number[]) => Uint8Array.from(values)
const told = (log: ToldMessage['log'], sequence: number): ToldMessage => ({
  log,
  sequence,
  message: bytes(sequence & 255),
})
const begin = (epoch: number, serial: number, keyframe = bytes(epoch)) =>
  write(epoch, { serial, isAfresh: true, keyframe })
const write = (epoch: number, page: Partial<JournalWrite> & { serial: number }) =>
  journals.write({ matchId, epoch }, { isAfresh: false, told: [], ...page })
const add = (epoch: number, serial: number, entry = bytes(serial)) => write(epoch, { serial, entry })

async function open(epoch: number) {
  const journal = await journals.open({ matchId, epoch })
  if (journal === undefined || journal === 'stale_epoch') throw new Error(`opened: ${journal}`)
  return journal
}

/** As plain arrays, whatever kind of bytes they are. */
async function pages(epoch: number) {
  const { keyframe, entries } = await open(epoch)
  return { keyframe: [...keyframe], entries: entries.map((entry) => [...entry]) }
}

describe('a journal', () => {
  it('gives back the keyframe, what came after it in its order, and who wrote it', async () => {
    await begin(1, 7)
    for (let serial = 8; serial < 30; serial++) expect(await add(1, serial)).toBe('written')
    const entries = Array.from({ length: 22 }, (_, index) => [index + 8])
    expect(await pages(2)).toEqual({ keyframe: [1], entries })
    expect((await open(2)).epoch).toBe(1)
  })

  it('is undefined when nothing was written', async () => {
    expect(await journals.open({ matchId, epoch: 1 })).toBeUndefined()
  })

  it('takes any bytes, many of them as well', async () => {
    const all = Uint8Array.from({ length: 256 }, (_, value) => value)
    const large = Uint8Array.from({ length: 2_000_000 }, (_, index) => (index * 31) & 255)
    await begin(1, 1, large)
    await add(1, 2, all.subarray(3, 250))
    await add(1, 3, bytes(13, 10, 0, 255, 36))
    const { keyframe, entries } = await open(1)
    expect(Buffer.compare(keyframe, large)).toBe(0)
    expect(entries.map((entry) => [...entry])).toEqual([[...all.subarray(3, 250)], [13, 10, 0, 255, 36]])
  })

  it('has a keyframe in place of all that came before it', async () => {
    await begin(1, 1)
    for (let serial = 2; serial < 12; serial++) await add(1, serial)
    await write(1, { serial: 12, keyframe: bytes(9) })
    await add(1, 13)
    expect(await pages(1)).toEqual({ keyframe: [9], entries: [[13]] })
  })

  it('keeps the newest messages of each log, whatever keyframes come', async () => {
    await begin(1, 1)
    let serial = 1
    for (let sequence = 1; sequence <= 300; sequence++) {
      const messages =
        sequence <= 60 ? [told('event', sequence), told('chat', sequence)] : [told('event', sequence)]
      await write(1, { serial: ++serial, told: messages, ...(sequence % 50 === 0 && { keyframe: bytes(0) }) })
    }
    const kept = (await open(1)).told
    const sequences = (log: string) => kept.filter((one) => one.log === log).map(({ sequence }) => sequence)
    expect(sequences('event')).toEqual(Array.from({ length: toldKept.event }, (_, index) => index + 45))
    expect(sequences('chat')).toEqual(Array.from({ length: toldKept.chat }, (_, index) => index + 11))
    expect(kept.map(({ message }) => message[0])).toEqual(kept.map(({ sequence }) => sequence & 255))
  })

  it('says how long ago it was written', async () => {
    await begin(1, 1)
    await sleep(200)
    const { ageMs } = await open(1)
    expect(ageMs).toBeGreaterThanOrEqual(190)
    expect(ageMs).toBeLessThan(30_000)
  })

  it('is gone ten minutes after the last write', async () => {
    await begin(1, 1)
    await redis.pexpire(`journal:${matchId}`, 1_000)
    await add(1, 2)
    const leftMs = await redis.pttl(`journal:${matchId}`)
    expect(leftMs).toBeGreaterThan(500_000)
    expect(leftMs).toBeLessThanOrEqual(600_000)
  })

  it('is dropped by its owner, and by nobody before', async () => {
    await begin(2, 1)
    await journals.drop({ matchId, epoch: 1 })
    expect(await pages(2)).toEqual({ keyframe: [2], entries: [] })
    await journals.drop({ matchId, epoch: 2 })
    expect(await journals.open({ matchId, epoch: 2 })).toBeUndefined()
    expect(await begin(1, 9)).toBe('stale_epoch')
  })
})

describe('of a match that is recorded', () => {
  const recorded = async (epoch: number) => {
    const { recorded: kept } = await open(epoch)
    return kept && { base: [...kept.base], ticks: kept.ticks.map((ticks) => [...ticks]) }
  }
  const keyframe = (serial: number, recorded?: JournalWrite['recorded']) =>
    write(1, { serial, keyframe: bytes(serial), recorded })

  it('the base and all ticks since are kept, whatever keyframes come', async () => {
    await write(1, { serial: 1, isAfresh: true, keyframe: bytes(1), recorded: { base: 'this' } })
    await add(1, 2)
    await keyframe(3, { ticks: bytes(30) })
    await add(1, 4)
    await keyframe(5, { ticks: bytes(50) })
    await add(1, 6)
    expect(await recorded(1)).toEqual({ base: [1], ticks: [[30], [50]] })
    expect(await pages(1)).toEqual({ keyframe: [5], entries: [[6]] })
    await keyframe(7, { base: 'former', ticks: bytes(70) })
    expect(await recorded(1)).toEqual({ base: [5], ticks: [[70]] })
    await keyframe(8, { ticks: bytes(80) })
    expect(await recorded(1)).toEqual({ base: [5], ticks: [[70], [80]] })
    await keyframe(9, { base: 'this' })
    expect(await recorded(1)).toEqual({ base: [9], ticks: [] })
    await keyframe(10, { ticks: bytes(100) })
    await keyframe(11, { base: 'none' })
    expect(await recorded(1)).toBeUndefined()
    expect(await redis.hkeys(`journal:${matchId}`)).not.toContain('r10')
  })

  it('who goes on with it keeps them until there are others', async () => {
    await begin(1, 1)
    await open(2)
    const given = { base: bytes(5), ticks: bytes(50) }
    await write(2, { serial: 100, isAfresh: true, keyframe: bytes(2), recorded: given })
    await write(2, { serial: 101, keyframe: bytes(3), recorded: { ticks: bytes(60) } })
    expect(await recorded(3)).toEqual({ base: [5], ticks: [[50], [60]] })
    await write(3, { serial: 5, isAfresh: true, keyframe: bytes(4) })
    expect(await recorded(3)).toBeUndefined()
  })
})

describe('of two owners', () => {
  it('the one before can write no more, once the next one has opened it', async () => {
    await begin(1, 1)
    await add(1, 2)
    await open(2)
    expect(await add(1, 3)).toBe('stale_epoch')
    expect(await begin(1, 4)).toBe('stale_epoch')
    expect(await journals.open({ matchId, epoch: 1 })).toBe('stale_epoch')
    expect(await pages(2)).toEqual({ keyframe: [1], entries: [[2]] })
  })

  it('the next one leaves what is there to a third, until it writes afresh', async () => {
    await begin(1, 100)
    await add(1, 101)
    await open(2)
    expect(await add(2, 102)).toBe('out_of_turn')
    expect(await pages(3)).toEqual({ keyframe: [1], entries: [[101]] })
    expect(await begin(2, 5)).toBe('stale_epoch')
    expect(await begin(3, 5)).toBe('written')
    expect(await add(3, 6)).toBe('written')
    expect(await pages(3)).toEqual({ keyframe: [3], entries: [[6]] })
  })

  it('the next one stops the one before even where nothing had been written', async () => {
    expect(await journals.open({ matchId, epoch: 2 })).toBeUndefined()
    expect(await begin(1, 1)).toBe('stale_epoch')
  })
})

describe('out of turn is', () => {
  it('what comes twice, or late, or after a gap', async () => {
    await begin(1, 1)
    await add(1, 2)
    expect(await add(1, 2)).toBe('out_of_turn')
    expect(await add(1, 4)).toBe('out_of_turn')
    expect(await begin(1, 10)).toBe('written')
    expect(await add(1, 3)).toBe('out_of_turn')
    expect(await begin(1, 9)).toBe('out_of_turn')
    expect(await pages(1)).toEqual({ keyframe: [1], entries: [] })
  })

  it('what comes when all is gone, unless it begins afresh', async () => {
    await begin(1, 1)
    await redis.del(`journal:${matchId}`)
    expect(await add(1, 2)).toBe('out_of_turn')
    expect(await write(1, { serial: 3, keyframe: bytes(3) })).toBe('out_of_turn')
    expect(await begin(1, 4)).toBe('written')
  })

  it('nothing that was sent together, though Redis has forgotten the scripts', async () => {
    await begin(1, 1)
    await redis.script('FLUSH')
    expect(await add(1, 2)).toBe('written')
    const outcomes = await Promise.all([3, 4, 5, 6].map((serial) => add(1, serial)))
    expect(outcomes).toEqual(['written', 'written', 'written', 'written'])
  })
})

it('rejects soon where there is no Redis', async () => {
  const nowhere = new MatchJournals('redis://127.0.0.1:1')
  const startedMs = performance.now()
  await expect(
    nowhere.write({ matchId, epoch: 1 }, { serial: 1, isAfresh: true, keyframe: bytes(1), told: [] }),
  ).rejects.toThrow()
  expect(performance.now() - startedMs).toBeLessThan(5_000)
  expect(nowhere.isConnected).toBe(false)
  nowhere.close()
})
