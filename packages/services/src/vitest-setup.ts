import { type OwnServices, startOwnServices } from './own-services.ts'
import { createProgress } from './progress.ts'

/**
 * Global setup of the vitest projects that need real services: starts Postgres, Valkey and LiveKit once for all of them
 * and names them in the environment, which the test workers inherit. Each project loads its own copy of this module, so
 * the shared start is kept where all copies find it.
 */
interface Shared {
  users: number
  services: Promise<OwnServices>
}
const shared = globalThis as typeof globalThis & { gameserverTestServices?: Shared }

export async function setup(): Promise<void> {
  shared.gameserverTestServices ??= { users: 0, services: startOwnServices(process.env, createProgress()) }
  shared.gameserverTestServices.users++
  const { urls } = await shared.gameserverTestServices.services
  process.env.DATABASE_URL = urls.databaseUrl
  process.env.REDIS_URL = urls.redisUrl
  process.env.LIVEKIT_URL = urls.livekitUrl
  process.env.LIVEKIT_API_KEY = urls.livekitApiKey
  process.env.LIVEKIT_API_SECRET = urls.livekitApiSecret
}

export async function teardown(): Promise<void> {
  const started = shared.gameserverTestServices
  if (!started || --started.users > 0) return
  delete shared.gameserverTestServices
  await (await started.services).stop()
}
