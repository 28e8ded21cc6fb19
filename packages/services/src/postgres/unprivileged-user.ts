import { spawnSync } from 'node:child_process'

export interface User {
  name: string
  uid: number
  gid: number
}

/**
 * Postgres refuses to run as root. Under root it runs as `postgres` where the system has that user, else as `nobody`,
 * which every Linux and macOS has: so no user has to be made. Undefined: this process is no root, and runs it itself.
 */
export function unprivilegedUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name)
    const gid = idOf('-g', name)
    if (uid !== undefined && gid !== undefined) return { name, uid, gid }
  }
  throw new Error(
    'Postgres cannot run as root, and this system has neither a user postgres nor nobody: run as another user',
  )
}

/** Whether that user may enter the folder: all folders above it have to let them through, too. */
export function canEnter(user: User, folder: string): boolean {
  return (
    spawnSync('ls', ['-d', `${folder}/.`], { uid: user.uid, gid: user.gid, stdio: 'ignore', cwd: '/' })
      .status === 0
  )
}

function idOf(flag: string, name: string): number | undefined {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' })
  return status === 0 ? Number(stdout) : undefined
}
