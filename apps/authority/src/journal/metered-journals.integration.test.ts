import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { MeteredJournals } from './metered-journals.ts'
import { TestRedisLine } from './test-redis-line.ts'

let line: TestRedisLine
let journals: MeteredJournals
let registry: Registry
const matchId = randomUUID()

beforeEach(async () => {
  line = await TestRedisLine.to(process.env.REDIS_URL as string)
  journals = new MeteredJournals(line.url, { commandTimeoutMs: 2_000 })
  registry = new Registry()
  journals.register(registry)
  while (!journals.isConnected) await sleep(5)
})
afterEach(() => {
  journals.close()
  line.close()
})

const write = (epoch: number, serial: number, isAfresh = false) =>
  journals.write(
    { matchId, epoch },
    {
      ...{ serial, isAfresh, keyframe: new Uint8Array(isAfresh ? 100 : 0), entry: new Uint8Array(20) },
      told: [{ log: 'chat', sequence: serial, message: new Uint8Array(5) }],
    },
  )

it('tells how long writes take, how much is written, and what comes of it', async () => {
  expect(await registry.metrics()).toMatch(
    /^gameserver_authority_journal_writes_total\{outcome="unsent"\} 0$/m,
  )
  expect(await write(2, 1, true)).toBe('written')
  expect(await write(2, 2)).toBe('written')
  expect(await write(2, 2)).toBe('out_of_turn')
  expect(await write(1, 3)).toBe('stale_epoch')
  line.hold()
  await expect(write(2, 3)).rejects.toThrow()
  line.cut()
  await expect.poll(() => journals.isConnected).toBe(false)
  await expect(write(2, 3)).rejects.toThrow()

  const text = await registry.metrics()
  const outcomes = { written: 2, out_of_turn: 1, stale_epoch: 1, unanswered: 1, unsent: 1 }
  for (const [outcome, count] of Object.entries(outcomes))
    expect(text).toContain(`gameserver_authority_journal_writes_total{outcome="${outcome}"} ${count}\n`)
  expect(text).toMatch(/^gameserver_authority_journal_write_seconds_count 4$/m)
  const seconds = Number(/^gameserver_authority_journal_write_seconds_sum (.*)$/m.exec(text)?.[1])
  expect(seconds).toBeGreaterThan(0)
  expect(text).toMatch(/^gameserver_authority_journal_bytes_total 250$/m)
})
