import { readFileSync } from 'node:fs'

/** Stopped by a signal or a debugger, so it stands still through no fault of its own. False where it can't be known. */
export function isStopped(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name in front of the state may hold anything, brackets too.
    const state = stat.slice(stat.lastIndexOf(')') + 2)[0]
    return state === 'T' || state === 't'
  } catch {
    return false
  }
}
