import { freePorts } from './ports.ts'
import { Children } from './process/children.ts'
import type { Progress } from './progress.ts'
import { loadSecrets } from './secrets.ts'
import { type ServiceUrls, startServices } from './start-services.ts'
import { makeThrowawayFolder, removeAbandonedFolders, removeThrowawayFolder } from './throwaway-folder.ts'

export interface OwnServices {
  urls: ServiceUrls
  /** Ends them and removes all they wrote. */
  stop(): Promise<void>
}

/**
 * Services for one run, on free ports, beside whatever else runs. Those that the environment names are used instead. Durable ones
 * write to the disk as in production, for who measures that.
 */
export async function startOwnServices(
  env: NodeJS.ProcessEnv,
  progress: Progress,
  { durable = false } = {},
): Promise<OwnServices> {
  await removeAbandonedFolders()
  const stateFolder = makeThrowawayFolder()
  const children = new Children()
  const stop = async () => {
    await children.stop()
    await removeThrowawayFolder(stateFolder)
  }
  try {
    const urls = await startServices({
      stateFolder,
      ports: await freePorts(0),
      secrets: loadSecrets(stateFolder),
      durable,
      webhookUrl: undefined,
      progress,
      env,
      children,
    })
    return { urls, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
