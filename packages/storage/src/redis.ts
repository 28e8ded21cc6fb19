import { Redis } from 'ioredis'

export type { Redis }

/** As Postgres's deadline: what takes longer is away. */
const commandTimeoutMs = 500

/** A client that answers or rejects soon: commands are not queued while the server is away. */
export function connectRedis(url: string): Redis {
  const redis = new Redis(url, {
    commandTimeout: commandTimeoutMs,
    connectTimeout: 2_000,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempts) => Math.min(50 * attempts, 1_000),
  })
  // Without a listener the first lost connection ends the process. Callers see each command reject.
  redis.on('error', () => {})
  return redis
}
