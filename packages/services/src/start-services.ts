import { startLivekit } from './livekit/livekit.ts'
import { findLivekit } from './livekit/livekit-binary.ts'
import type { Ports } from './ports.ts'
import { startPostgres } from './postgres/postgres.ts'
import type { Children } from './process/children.ts'
import type { Progress } from './progress.ts'
import type { Secrets } from './secrets.ts'
import { startValkey } from './valkey/valkey.ts'
import { findValkey } from './valkey/valkey-binary.ts'

/** Where the three services are. Names as the applications read them from their environment. */
export interface ServiceUrls {
  databaseUrl: string
  redisUrl: string
  livekitUrl: string
  livekitApiKey: string
  livekitApiSecret: string
}

export interface ServiceOptions {
  stateFolder: string
  ports: Ports
  secrets: Secrets
  /** False: data for a test or a measurement, thrown away afterwards. */
  durable: boolean
  webhookUrl: string | undefined
  progress: Progress
  env: NodeJS.ProcessEnv
  /** Has each server from the moment it runs, so that the caller can stop it should another one fail. */
  children: Children
}

/** Postgres, Valkey or Redis, and LiveKit: those named by the environment as they are, the others started here. */
export async function startServices(options: ServiceOptions): Promise<ServiceUrls> {
  const [databaseUrl, redisUrl, livekit] = await Promise.all([
    database(options),
    redis(options),
    livekitServer(options),
  ])
  return { databaseUrl, redisUrl, ...livekit }
}

async function database({ env, progress, ports, secrets, ...options }: ServiceOptions): Promise<string> {
  if (env.DATABASE_URL) return env.DATABASE_URL
  return progress.during('starting Postgres', () =>
    startPostgres({ ...options, port: ports.postgres, password: secrets.postgresPassword }),
  )
}

async function redis({ env, progress, ports, secrets, ...options }: ServiceOptions): Promise<string> {
  if (env.REDIS_URL) return env.REDIS_URL
  const binary = await findValkey(progress)
  return startValkey({ ...options, binary, port: ports.redis, password: secrets.redisPassword })
}

async function livekitServer({ env, progress, ports, secrets, ...options }: ServiceOptions) {
  if (env.LIVEKIT_URL) {
    const {
      LIVEKIT_URL: livekitUrl,
      LIVEKIT_API_KEY: livekitApiKey,
      LIVEKIT_API_SECRET: livekitApiSecret,
    } = env
    if (livekitApiKey && livekitApiSecret) return { livekitUrl, livekitApiKey, livekitApiSecret }
    throw new Error('LIVEKIT_URL is set: set LIVEKIT_API_KEY and LIVEKIT_API_SECRET of that server too')
  }
  const binary = await findLivekit(progress)
  const url = await startLivekit({
    ...options,
    binary,
    port: ports.livekit,
    tcpPort: ports.livekitTcp,
    udpPort: ports.livekitUdp,
    apiKey: secrets.livekitApiKey,
    apiSecret: secrets.livekitApiSecret,
    nodeIp: env.LIVEKIT_NODE_IP || '127.0.0.1',
  })
  return { livekitUrl: url, livekitApiKey: secrets.livekitApiKey, livekitApiSecret: secrets.livekitApiSecret }
}
