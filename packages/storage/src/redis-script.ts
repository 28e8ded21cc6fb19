import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'

export interface RedisScript {
  readonly lua: string
  readonly sha: string
}

export type ScriptValue = string | number | Buffer

export function redisScript(lua: string): RedisScript {
  return { lua, sha: createHash('sha1').update(lua).digest('hex') }
}

/** Texts in its answer are strings. */
export function runScript(
  redis: Redis,
  script: RedisScript,
  keys: readonly string[],
  values: readonly ScriptValue[],
): Promise<unknown> {
  return byHash(script, (...how) => redis.call(...how, keys.length, ...keys, ...values))
}

/** Texts in its answer are bytes. */
export function runScriptBuffer(
  redis: Redis,
  script: RedisScript,
  keys: readonly string[],
  values: readonly ScriptValue[],
): Promise<unknown> {
  return byHash(script, (...how) => redis.callBuffer(...how, keys.length, ...keys, ...values))
}

/** Redis looks the script up, and compiles it once; to send and hash its text each time takes longer than to run it. */
async function byHash(
  { lua, sha }: RedisScript,
  ask: (command: string, script: string) => Promise<unknown>,
): Promise<unknown> {
  try {
    return await ask('evalsha', sha)
  } catch (error) {
    if (!(error as Error).message.startsWith('NOSCRIPT')) throw error
    return ask('eval', lua)
  }
}

/** A view, without copying. */
export function bytesOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}
