import { chmodSync, mkdtempSync, readdirSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRunning } from './process/identity.ts'
import { readHolder, tryLock } from './process/lock.ts'
import { endOrphans } from './process/records.ts'

const prefix = 'gameserver-'
/** A folder is locked right after it is made; one that still has no lock is the rest of a failed start. */
const lockedWithinMs = 60_000

/** A state folder for one test run or measurement; its owner stops what it started and removes it. */
export function makeThrowawayFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  chmodSync(folder, 0o755) // Postgres may run as another user than this one.
  tryLock(join(folder, 'lock'))
  return folder
}

export async function removeThrowawayFolder(folder: string): Promise<void> {
  await endOrphans(folder)
  await rm(folder, { recursive: true, force: true })
}

/** Ends and removes what killed runs left: their folders stand, but the process that locked them is gone. */
export async function removeAbandonedFolders(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue
    const folder = join(tmpdir(), name)
    const made = statSync(folder, { throwIfNoEntry: false })
    if (!made) continue // Its owner has removed it meanwhile.
    const owner = readHolder(join(folder, 'lock'))
    const isAbandoned = owner ? !isRunning(owner) : Date.now() - made.mtimeMs > lockedWithinMs
    if (isAbandoned) await removeThrowawayFolder(folder)
  }
}
