import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { identify, isRunning, type ProcessIdentity } from './identity.ts'
import { poll } from './poll.ts'

/** What a state folder remembers of a child: enough for the next run to end it should this run be killed. */
export interface ProcessRecord extends ProcessIdentity {
  name: string
  /** A stop signal the program answers with an orderly exit. */
  stopSignal: NodeJS.Signals
}

/** Longest time an orphan gets to stop by itself before SIGKILL; Postgres' shutdown checkpoint is the slowest. */
const orphanStopMs = 5_000

export function recordProcess(
  stateFolder: string,
  pid: number,
  name: string,
  stopSignal: NodeJS.Signals,
): void {
  const identity = identify(pid)
  if (!identity) return
  mkdirSync(recordsFolder(stateFolder), { recursive: true })
  const record: ProcessRecord = { ...identity, name, stopSignal }
  writeFileSync(recordFile(stateFolder, name), JSON.stringify(record))
}

export function forgetProcess(stateFolder: string, name: string): void {
  rmSync(recordFile(stateFolder, name), { force: true })
}

/** Ends what an earlier, killed run left behind. Gives the names of those that were still running. */
export async function endOrphans(stateFolder: string): Promise<string[]> {
  const orphans = readRecords(stateFolder).filter(isRunning)
  for (const orphan of orphans) signalGroup(orphan.pid, orphan.stopSignal)
  await poll(() => !orphans.some(isRunning), { timeoutMs: orphanStopMs })
  for (const orphan of orphans.filter(isRunning)) signalGroup(orphan.pid, 'SIGKILL')
  await poll(() => !orphans.some(isRunning), { timeoutMs: orphanStopMs })
  rmSync(recordsFolder(stateFolder), { recursive: true, force: true })
  return orphans.map((orphan) => orphan.name)
}

/**
 * Every child leads a process group of its own, so that its own children (a dev server's workers) end with it.
 * Postgres's workers watch their postmaster and must not be signalled past it: SIGINT would cancel, not stop.
 */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(signal === 'SIGINT' ? pid : -pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function readRecords(stateFolder: string): ProcessRecord[] {
  try {
    return readdirSync(recordsFolder(stateFolder)).flatMap((file) => {
      try {
        return [JSON.parse(readFileSync(join(recordsFolder(stateFolder), file), 'utf8')) as ProcessRecord]
      } catch {
        return [] // Half-written by a run that was killed just then: its child is not known.
      }
    })
  } catch {
    return []
  }
}

const recordsFolder = (stateFolder: string) => join(stateFolder, 'processes')
const recordFile = (stateFolder: string, name: string) => join(recordsFolder(stateFolder), `${name}.json`)
