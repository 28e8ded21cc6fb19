import type { Program } from '../stack/program.ts'
import { type ProcessUsage, usageOf } from './process-usage.ts'
import type { Sample } from './slope.ts'

export type UsageSeries = { [Field in keyof ProcessUsage]: Sample[] }

/** Notes what each process of the hosts takes, by its name: `authority-1/<pid>`, the supervisors among them. */
export class UsageWatch {
  readonly series = new Map<string, UsageSeries>()
  readonly #hosts: readonly Program[]
  #atFirst = 0

  constructor(hosts: readonly Program[]) {
    this.#hosts = hosts
  }

  /** Processes that were not there at first: others have ended, and these are in their places. */
  get started(): number {
    return this.series.size - this.#atFirst
  }

  note(atMs: number): void {
    for (const host of this.#hosts)
      for (const pid of host.isRunning ? host.processes() : []) {
        const usage = usageOf(pid)
        if (usage) this.#add(`${host.name}/${pid === host.pid ? 'supervisor' : pid}`, atMs, usage)
      }
    this.#atFirst ||= this.series.size
  }

  #add(name: string, atMs: number, usage: ProcessUsage): void {
    const series = this.series.get(name) ?? { rssMb: [], threads: [], descriptors: [] }
    this.series.set(name, series)
    for (const field of ['rssMb', 'threads', 'descriptors'] as const)
      series[field].push({ atMs, value: usage[field] })
  }
}
