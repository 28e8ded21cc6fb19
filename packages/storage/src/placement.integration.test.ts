import { randomUUID } from 'node:crypto'
import { type Job, Worker } from 'bullmq'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  openPlacementQueue,
  type PlacementJob,
  type PlacementQueue,
  placementQueueName,
} from './placement.ts'
import { connectRedis, type Redis } from './redis.ts'

describe('placement', () => {
  const url = new URL(process.env.REDIS_URL as string)
  let redis: Redis
  let queue: PlacementQueue
  let worker: Worker<PlacementJob> | undefined

  beforeAll(async () => {
    // A database of Redis's own: authorities of other tests take jobs in the usual one.
    url.pathname = '/9'
    redis = connectRedis(url.href)
    await redis.flushdb()
    queue = openPlacementQueue(url.href)
  })
  afterEach(() => worker?.close())
  afterAll(async () => {
    await queue.close()
    redis.disconnect()
  })

  function work(run: (job: Job<PlacementJob>) => Promise<void>): void {
    const connection = connectRedis(url.href).duplicate({
      maxRetriesPerRequest: null,
      commandTimeout: undefined,
    })
    worker = new Worker<PlacementJob>(placementQueueName(), run, { connection })
    worker.on('closed', () => connection.disconnect())
  }

  it('offers a match once, however often it is added', async () => {
    const matchId = randomUUID()
    const taken: PlacementJob[] = []
    for (let count = 0; count < 3; count += 1) await queue.add({ matchId, game: 'arena' })
    work(async ({ data }) => {
      taken.push(data)
      await queue.add(data)
    })
    await expect.poll(() => taken).toEqual([{ matchId, game: 'arena' }])
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(taken).toHaveLength(1)
  })

  it('offers a match again whose job has failed', async () => {
    const matchId = randomUUID()
    let attempts = 0
    work(async () => {
      attempts += 1
      throw new Error('this authority cannot')
    })
    await queue.add({ matchId, game: 'arena' })
    await expect.poll(() => attempts).toBe(1)
    await expect
      .poll(async () => {
        await queue.add({ matchId, game: 'arena' })
        return attempts
      })
      .toBeGreaterThan(1)
  })

  it('gives up soon while Redis is away', async () => {
    const lost = openPlacementQueue('redis://127.0.0.1:1')
    const startedMs = performance.now()
    await expect(lost.add({ matchId: randomUUID(), game: 'arena' })).rejects.toThrow()
    // Left to itself, the queue would wait for ever.
    expect(performance.now() - startedMs).toBeLessThan(10_000)
    await lost.close()
  })
})
