import { connectRedis } from '../redis.ts'

/** A database of Redis's own, another one for each file: authorities of other tests take matches in the usual one. */
export function ownRedis(database: number): URL {
  const url = new URL(process.env.REDIS_URL as string)
  url.pathname = `/${database}`
  return url
}

export async function emptied(url: URL): Promise<void> {
  const redis = connectRedis(url.href)
  await redis.flushdb()
  redis.disconnect()
}

/** Until it is answered: a machine may stand still for longer than a command may take, and all commands may be repeated. */
export async function answered<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask()
    } catch (error) {
      if (attempt === 10) throw error
    }
  }
}
