import { Redis } from 'ioredis'

export type { Redis }

/** Every command, queued ones included, is given up after this: 1 ms is usual, and what takes longer is away. */
const commandTimeoutMs = 300

export function connectRedis(url: string): Redis {
  const redis = new Redis(url, {
    commandTimeout: commandTimeoutMs,
    connectTimeout: 2_000,
    // A connection on which commands wait this long without a byte is given up for a new one.
    socketTimeout: 2_000,
    // A command may have been carried out although its answer was lost: it is the caller's to repeat.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempts) => Math.min(50 * attempts, 1_000),
  })
  // Without a listener the first lost connection ends the process. Callers see each command reject.
  redis.on('error', () => {})
  return redis
}
