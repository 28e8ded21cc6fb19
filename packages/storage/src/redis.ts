import { Redis } from 'ioredis'
import { ImpatientRedis } from './impatient-redis.ts'

export type { Redis }

/** Every command, queued ones included, is given up after this: 1 ms is usual, and what takes longer is away. */
const commandTimeoutMs = 300

const options = {
  commandTimeout: commandTimeoutMs,
  connectTimeout: 2_000,
  // A connection on which commands wait this long without a byte is given up for a new one.
  socketTimeout: 2_000,
  // A command may have been carried out although its answer was lost: it is the caller's to repeat.
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  retryStrategy: (attempts: number) => Math.min(50 * attempts, 1_000),
}

export function connectRedis(url: string): Redis {
  return withoutNoise(new Redis(url, options))
}

/** For who has to answer soon, and asks Redis more than once on the way: only the first one waits in vain. */
export function connectImpatientRedis(url: string): Redis {
  return withoutNoise(new ImpatientRedis(url, options))
}

/** Without a listener the first lost connection ends the process. Callers see each command reject. */
function withoutNoise(redis: Redis): Redis {
  return redis.on('error', () => {})
}
