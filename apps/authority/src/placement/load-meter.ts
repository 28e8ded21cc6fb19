import { performance } from 'node:perf_hooks'

/** What is measured follows within about a second: shorter, a start of a match would look like overload. */
const memoryMs = 1_000

/** How busy this process is, of late. */
export class LoadMeter {
  readonly #lateMs: () => number
  #utilization = performance.eventLoopUtilization()
  #atMs = performance.now()
  #cpuShare = 0
  #tickLagMs = 0

  /** `lateMs` tells by how much ticks have been late on average since it was asked last. */
  constructor(lateMs: () => number) {
    this.#lateMs = lateMs
  }

  /** To be called every few hundred ms. */
  measure(): { cpuShare: number; tickLagMs: number } {
    const nowMs = performance.now()
    const newest = 1 - Math.exp((this.#atMs - nowMs) / memoryMs)
    const utilization = performance.eventLoopUtilization()
    const { utilization: share } = performance.eventLoopUtilization(utilization, this.#utilization)
    this.#cpuShare += (share - this.#cpuShare) * newest
    this.#tickLagMs += (this.#lateMs() - this.#tickLagMs) * newest
    this.#utilization = utilization
    this.#atMs = nowMs
    return this.newest
  }

  get newest(): { cpuShare: number; tickLagMs: number } {
    return { cpuShare: this.#cpuShare, tickLagMs: this.#tickLagMs }
  }
}
