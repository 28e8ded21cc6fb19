import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { identify, isRunning, type ProcessIdentity } from './identity.ts'
import { poll } from './poll.ts'

/** Takes the lock, or gives the running process that has it. A lock of a dead process is taken over. */
export function tryLock(file: string): ProcessIdentity | undefined {
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(identify(process.pid)), { flag: 'wx' })
      return undefined
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = readHolder(file)
    if (holder && isRunning(holder)) return holder
    rmSync(file, { force: true })
  }
}

export function unlock(file: string): void {
  rmSync(file, { force: true })
}

export function readHolder(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity
  } catch {
    return undefined
  }
}

/** Runs the work while no other process holds the same lock. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await poll(() => tryLock(file) === undefined, { timeoutMs: Number.POSITIVE_INFINITY, intervalMs: 500 })
  try {
    return await work()
  } finally {
    unlock(file)
  }
}
