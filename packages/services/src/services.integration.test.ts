import Redis from 'ioredis'
import postgres from 'postgres'
import { expect, test } from 'vitest'
import { scratchDatabase, scratchRedis } from './scratch.ts'

test('Postgres 18 answers, in a database of its own', async () => {
  const database = await scratchDatabase()
  const sql = postgres(database.url, { max: 1 })
  const [row] = await sql`select current_setting('server_version_num')::int as version, lower('ÄÖ') as lower`
  expect(row?.version).toBeGreaterThanOrEqual(180_000)
  expect(row?.lower).toBe('äö')
  await sql.end()
  await database.drop()
})

test('Redis databases given out are apart', async () => {
  const [one, other] = [await scratchRedis(), await scratchRedis()]
  const [redisOne, redisOther] = [new Redis(one.url), new Redis(other.url)]
  await redisOne.set('key', 'one')
  expect(await redisOther.get('key')).toBeNull()
  await Promise.all([redisOne.quit(), redisOther.quit()])
  await Promise.all([one.drop(), other.drop()])
})

test('LiveKit answers', async () => {
  const response = await fetch(String(process.env.LIVEKIT_URL).replace(/^ws/, 'http'))
  expect(await response.text()).toBe('OK')
})
