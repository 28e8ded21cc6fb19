import { freePorts } from '../ports.ts'
import type { Progress } from '../progress.ts'
import { scratchDatabase, scratchRedis } from '../scratch.ts'
import { makeThrowawayFolder, removeAbandonedFolders, removeThrowawayFolder } from '../throwaway-folder.ts'
import type { StackAddresses } from './addresses.ts'
import { Stack } from './stack.ts'

export interface OwnStackOptions {
  authorities?: number
  withArcade?: boolean
  env?: NodeJS.ProcessEnv
  progress: Progress
}

export interface OwnStack {
  addresses: StackAddresses
  /** Where its logs are, until it is stopped. */
  stateFolder: string
  /** Ends it and removes all it wrote. */
  stop(): Promise<void>
}

/**
 * A whole stack for one test or measurement, on free ports, beside whatever else runs. On servers that the environment
 * names it has databases of its own.
 */
export async function startOwnStack(options: OwnStackOptions): Promise<OwnStack> {
  const { authorities = 1, withArcade = false, env = process.env, progress } = options
  await removeAbandonedFolders()
  const stateFolder = makeThrowawayFolder()
  const database = env.DATABASE_URL ? await scratchDatabase(env.DATABASE_URL) : undefined
  const redis = env.REDIS_URL ? await scratchRedis(env.REDIS_URL) : undefined
  const stack = new Stack({
    stateFolder,
    ports: await freePorts(authorities),
    durable: false,
    withArcade,
    reloadsGames: false,
    env: { ...env, DATABASE_URL: database?.url, REDIS_URL: redis?.url },
    progress,
  })
  const stop = async () => {
    await stack.stop()
    await Promise.all([database?.drop(), redis?.drop(), removeThrowawayFolder(stateFolder)])
  }
  try {
    return { addresses: await stack.start(), stateFolder, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
