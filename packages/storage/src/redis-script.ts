import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'

export interface RedisScript {
  readonly lua: string
  readonly sha: string
}

export function redisScript(lua: string): RedisScript {
  return { lua, sha: createHash('sha1').update(lua).digest('hex') }
}

/** By its hash, which Redis looks up. It compiles the text once. */
export async function runScript(
  redis: Redis,
  { lua, sha }: RedisScript,
  key: string,
  values: readonly (string | number | Buffer)[],
): Promise<unknown> {
  try {
    return await redis.callBuffer('evalsha', sha, 1, key, ...values)
  } catch (error) {
    if (!(error as Error).message.startsWith('NOSCRIPT')) throw error
    return redis.callBuffer('eval', lua, 1, key, ...values)
  }
}
