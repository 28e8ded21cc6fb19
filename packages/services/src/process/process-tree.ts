import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** The processes that `pid` has started and that still run, without those that they have started. */
export function childrenOf(pid: number): number[] {
  return processes()
    .filter(({ parent }) => parent === pid)
    .map((process) => process.pid)
}

/** `pid` itself, those it has started, those they have started, and so on: parents before their children. */
export function treeOf(pid: number): number[] {
  const all = processes()
  const tree = [pid]
  for (const parent of tree)
    tree.push(...all.filter((process) => process.parent === parent).map((process) => process.pid))
  return tree
}

/** To all of them, as far as they still run. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

function processes(): { pid: number; parent: number }[] {
  return process.platform === 'linux' ? processesOnLinux() : processesByPs()
}

function processesOnLinux(): { pid: number; parent: number }[] {
  return readdirSync('/proc').flatMap((name) => {
    const stat = /^\d+$/.test(name) ? readText(`/proc/${name}/stat`) : ''
    // The second field, the command in brackets, may itself hold spaces and brackets.
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return parent === undefined || state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent) }]
  })
}

function processesByPs(): { pid: number; parent: number }[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  return rows.map((row) => {
    const [pid, parent] = row.trim().split(/\s+/).map(Number) as [number, number]
    return { pid, parent }
  })
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // It has ended meanwhile.
  }
}
