import { afterAll, expect, it } from 'vitest'
import { connectRedis } from './redis.ts'

const redis = connectRedis(process.env.REDIS_URL as string)
afterAll(() => redis.disconnect())

/** Longer than any command may take, and than a connection may be silent. */
const standstillMs = 2_500

it('takes an answer that came while this process stood still, and keeps the connection', async () => {
  await expect.poll(() => redis.ping()).toBe('PONG')
  const { stream } = redis
  const answer = redis.ping()
  // What was asked is sent by then.
  await new Promise(setImmediate)
  const untilMs = performance.now() + standstillMs
  while (performance.now() < untilMs);
  expect(await answer).toBe('PONG')
  expect(await redis.ping()).toBe('PONG')
  expect(redis.stream).toBe(stream)
})
