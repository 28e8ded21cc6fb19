import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * A process id alone does not say which process is meant: ids are reused. Together with the moment the process
 * started it does, so a record left behind by a killed run can be trusted days later.
 */
export interface ProcessIdentity {
  pid: number
  startedAt: string
}

/** Undefined when no such process runs (a zombie counts as not running). */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid)
  return startedAt === undefined ? undefined : { pid, startedAt }
}

export function isRunning(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt
}

function startOnLinux(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  // The second field, the command in brackets, may itself hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined
  const ticksSinceBoot = fields[19]
  return `${readText('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}/${ticksSinceBoot}`
}

function startByPs(pid: number): string | undefined {
  const { status, stdout } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' })
  const [state, ...startedAt] = stdout?.trim().split(/\s+/) ?? []
  return status === 0 && state && !state.startsWith('Z') ? startedAt.join(' ') : undefined
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
