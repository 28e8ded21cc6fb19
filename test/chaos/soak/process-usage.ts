import { readdirSync, readFileSync } from 'node:fs'

/** What a process takes, as the kernel says. */
export interface ProcessUsage {
  rssMb: number
  threads: number
  descriptors: number
}

/** Undefined: it has ended. Linux only. */
export function usageOf(pid: number): ProcessUsage | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1])
    const usage = { rssMb: field('VmRSS') / 1_024, threads: field('Threads') }
    // One that has ended and that nobody has asked about has no memory any more.
    if (Number.isNaN(usage.rssMb)) return undefined
    return { ...usage, descriptors: readdirSync(`/proc/${pid}/fd`).length }
  } catch {
    return undefined
  }
}
