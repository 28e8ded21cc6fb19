import { randomBytes } from 'node:crypto'
import Redis from 'ioredis'
import postgres from 'postgres'
import { createDatabase } from './postgres/postgres.ts'

/** What a test file asks for to be alone: the servers are shared by all files, which run side by side. */

/** An empty database on the server of DATABASE_URL. */
export async function scratchDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const serverUrl = required('DATABASE_URL')
  const name = `scratch_${randomBytes(6).toString('hex')}`
  await createDatabase(serverUrl, name)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return {
    url: url.href,
    async drop() {
      const sql = postgres(serverUrl, { max: 1, onnotice: () => {} })
      await sql`drop database if exists ${sql(name)} with (force)`
      await sql.end()
    },
  }
}

/** The number of an empty Redis database of its own, on the server of REDIS_URL. Database 0 counts those given out. */
export async function scratchRedis(): Promise<{ url: string; drop(): Promise<void> }> {
  const serverUrl = required('REDIS_URL')
  const server = new Redis(serverUrl)
  const number = await server.incr('scratch-databases')
  await server.quit()
  const url = new URL(serverUrl)
  url.pathname = `/${number}`
  return {
    url: url.href,
    async drop() {
      const redis = new Redis(url.href)
      await redis.flushdb()
      await redis.quit()
    },
  }
}

function required(name: string): string {
  const value = process.env[name]
  if (!value)
    throw new Error(
      `${name} is not set: name this file *.integration.test.ts, so that services are started for it`,
    )
  return value
}
