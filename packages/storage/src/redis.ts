import type { Redis } from 'ioredis'
import { ImpatientRedis } from './impatient-redis.ts'
import { TimedRedis } from './timed-redis.ts'

export type { Redis }

const options = {
  // 1 ms is usual, and what takes longer is away.
  commandTimeoutMs: 300,
  silenceMsMax: 1_700,
  connectTimeout: 2_000,
  // A command may have been carried out although its answer was lost: it is the caller's to repeat.
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  retryStrategy: (attempts: number) => Math.min(50 * attempts, 1_000),
}

export function connectRedis(url: string): Redis {
  return withoutNoise(new TimedRedis(url, options))
}

/** For who has to answer soon, and asks Redis more than once on the way: only the first one waits in vain. */
export function connectImpatientRedis(
  url: string,
  { commandTimeoutMs = options.commandTimeoutMs }: { commandTimeoutMs?: number } = {},
): Redis {
  return withoutNoise(new ImpatientRedis(url, { ...options, commandTimeoutMs }))
}

/** Without a listener the first lost connection ends the process. Callers see each command reject. */
function withoutNoise(redis: Redis): Redis {
  return redis.on('error', () => {})
}
