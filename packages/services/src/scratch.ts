import { randomBytes } from 'node:crypto'
import Redis from 'ioredis'
import postgres from 'postgres'
import { createDatabase } from './postgres/postgres.ts'

/** What a test file asks for to be alone: the servers are shared by all files, which run side by side. */
export interface Scratch {
  url: string
  drop(): Promise<void>
}

/** An empty database of its own on that server. */
export async function scratchDatabase(serverUrl = required('DATABASE_URL')): Promise<Scratch> {
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

/** Any server has these. The storage's test files name them, each file another one; 0 is everybody's. */
const namedDatabases = 16

/** An empty numbered database of its own on that Redis. Database 0 counts those given out. */
export async function scratchRedis(serverUrl = required('REDIS_URL')): Promise<Scratch> {
  const url = new URL(serverUrl)
  url.pathname = '/0'
  const server = new Redis(url.href)
  const [, databases] = (await server.config('GET', 'databases')) as [string, string]
  const first = Number(databases) > namedDatabases ? namedDatabases : 1
  const given = await server.incr('scratch-databases')
  await server.quit()
  url.pathname = `/${first + (given % (Number(databases) - first))}`
  const empty = async () => {
    const redis = new Redis(url.href)
    await redis.flushdb()
    await redis.quit()
  }
  await empty()
  return { url: url.href, drop: empty }
}

function required(name: string): string {
  const value = process.env[name]
  if (value) return value
  throw new Error(
    `${name} is not set: name this file *.integration.test.ts, so that services are started for it`,
  )
}
