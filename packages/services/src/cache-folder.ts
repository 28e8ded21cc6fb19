import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where programs built or downloaded once are kept, for every checkout of this user. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const folder = env.GAMESERVER_CACHE ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'gameserver')
  mkdirSync(folder, { recursive: true })
  return folder
}
