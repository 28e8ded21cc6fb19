import { randomUUID } from 'node:crypto'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connectImpatientRedis, type Redis } from './redis.ts'

/** What holds back all that passes while it is told to. */
let proxy: Server
let isStalled = false
const sockets = new Set<Socket>()
let redis: Redis
const key = `impatient:${randomUUID()}`

beforeAll(async () => {
  const service = new URL(process.env.REDIS_URL as string)
  proxy = createServer((client) => {
    const server = connect(Number(service.port), service.hostname)
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy())
      if (isStalled) from.pause()
    }
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const url = new URL(service)
  url.host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`
  redis = connectImpatientRedis(url.href)
})
afterAll(async () => {
  redis.disconnect()
  for (const socket of sockets) socket.destroy()
  proxy.close()
})

function stall(stalled: boolean): void {
  isStalled = stalled
  for (const socket of sockets) {
    if (stalled) socket.pause()
    else socket.resume()
  }
}

it('waits once for a Redis that hangs, refuses at once then, and asks again when it is back', async () => {
  await expect.poll(() => redis.set(key, 'there', 'EX', 60).catch(() => 'away')).toBe('OK')
  stall(true)
  await expect(redis.get(key)).rejects.toThrow()
  await expect.poll(() => redis.get(key).catch((error: Error) => error.name)).toBe('StorageUnavailable')
  const startedMs = performance.now()
  const answers = await Promise.allSettled(Array.from({ length: 100 }, () => redis.get(key)))
  expect(answers.every(({ status }) => status === 'rejected')).toBe(true)
  expect(performance.now() - startedMs).toBeLessThan(5_000)
  stall(false)
  await expect.poll(() => redis.get(key).catch((error: Error) => error.name)).toBe('there')
})
