import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { waitUntilReady } from '../process/child.ts'
import type { Children } from '../process/children.ts'
import { identify } from '../process/identity.ts'
import { postgresFolder } from './binaries.ts'
import { canEnter, type User, unprivilegedUser } from './unprivileged-user.ts'

export interface PostgresOptions {
  stateFolder: string
  children: Children
  port: number
  password: string
  /** False where the data is thrown away afterwards: then nothing waits for the disk. */
  durable: boolean
}

/** The API, several authorities and tests each keep a pool; Postgres' own default of 100 is soon used up. */
const connectionsMax = 300
/** Recovery after a kill is a matter of seconds; initdb on a slow disk is the longest. */
const startTimeoutMs = 60_000
const owner = 'gameserver'

/** Starts a Postgres of our own on 127.0.0.1, making its data folder the first time. */
export async function startPostgres(options: PostgresOptions): Promise<string> {
  const user = unprivilegedUser()
  const programs = await postgresFolder(user)
  const dataFolder = await prepareDataFolder(options, programs, user)
  await removeStaleLock(dataFolder)

  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    `max_connections=${connectionsMax}`,
    'log_min_messages=warning',
    ...(options.durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ]
  const child = await options.children.start({
    name: 'postgres',
    command: join(programs, 'bin', 'postgres'),
    args: ['-D', dataFolder, '-p', String(options.port), ...settings.flatMap((setting) => ['-c', setting])],
    stateFolder: options.stateFolder,
    cwd: '/',
    user,
    stopSignal: 'SIGINT', // "Fast": ends sessions, writes a checkpoint. SIGTERM would wait for clients to leave.
  })
  const server = `postgres://${owner}:${options.password}@127.0.0.1:${options.port}`
  await waitUntilReady(child, () => answers(`${server}/postgres`), startTimeoutMs)
  await createDatabase(`${server}/postgres`, owner)
  return `${server}/${owner}`
}

export async function createDatabase(serverUrl: string, name: string): Promise<void> {
  const sql = postgres(serverUrl, { max: 1, onnotice: () => {} })
  try {
    const [existing] = await sql`select 1 from pg_database where datname = ${name}`
    if (!existing) await sql`create database ${sql(name)}`
  } finally {
    await sql.end()
  }
}

async function prepareDataFolder(
  { stateFolder, password }: PostgresOptions,
  programs: string,
  user: User | undefined,
): Promise<string> {
  const folder = await reachableFolder(stateFolder, user)
  const dataFolder = join(folder, 'data')
  if (existsSync(join(dataFolder, 'PG_VERSION'))) return dataFolder

  // Made under another name, so that a kill half-way leaves no folder that looks complete.
  const unfinished = join(folder, 'data.unfinished')
  const passwordFile = join(folder, 'password')
  await rm(unfinished, { recursive: true, force: true })
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (user) await chown(passwordFile, user.uid, user.gid)
  const args = [
    `--pgdata=${unfinished}`,
    `--username=${owner}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C', // Messages in English, sorting alike on every system: the built-in provider below knows Unicode.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-sync',
    '--no-instructions',
  ]
  try {
    await promisify(execFile)(join(programs, 'bin', 'initdb'), args, { cwd: '/', ...user })
  } catch (error) {
    throw new Error(
      `Postgres could not make its data folder ${unfinished}: ${(error as { stderr?: string }).stderr || error}`,
    )
  } finally {
    await rm(passwordFile, { force: true })
  }
  await rename(unfinished, dataFolder)
  return dataFolder
}

/** `postgres/` in the state folder; where its user cannot get there (a checkout under /root), a link to elsewhere. */
async function reachableFolder(stateFolder: string, user: User | undefined): Promise<string> {
  const folder = join(stateFolder, 'postgres')
  await mkdir(folder, { recursive: true })
  if (!user) return folder
  await chmod(stateFolder, 0o755)
  if (!canEnter(user, stateFolder)) return elsewhere(folder, user)
  await chown(folder, user.uid, user.gid)
  return folder
}

async function elsewhere(link: string, user: User): Promise<string> {
  const name = createHash('sha256').update(link).digest('hex').slice(0, 12)
  const folder = join('/var/lib/gameserver', `data-${name}`)
  await mkdir(folder, { recursive: true, mode: 0o755 })
  await chown(folder, user.uid, user.gid)
  await rm(link, { recursive: true })
  await symlink(folder, link)
  return folder
}

/** Postgres takes any process with the id in its lock file for itself, even one that got a dead postmaster's id. */
async function removeStaleLock(dataFolder: string): Promise<void> {
  const lock = join(dataFolder, 'postmaster.pid')
  if (!existsSync(lock)) return
  const pid = Number((await readFile(lock, 'utf8')).split('\n')[0])
  const isPostgres = identify(pid) !== undefined && (await commandOf(pid)).includes('postgres')
  if (!isPostgres) await rm(lock, { force: true })
}

async function commandOf(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout,
    () => '',
  )
}

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} })
  try {
    await sql`select 1`
    return true
  } catch {
    return false
  } finally {
    await sql.end({ timeout: 1 })
  }
}
