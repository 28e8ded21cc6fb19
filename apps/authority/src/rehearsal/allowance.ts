import { setImmediate as eventLoop, setTimeout as sleep } from 'node:timers/promises'

/** What may be spent: CPU time of this process, all its threads counted, and time on the clock. */
export class Allowance {
  readonly #cpuMsMax: number
  readonly #wallMsMax: number
  readonly #cpuShare: number
  readonly #began = { cpu: process.cpuUsage(), wallMs: performance.now() }

  /** `cpuShare`: of a core, as which the CPU time is to be spent; more than 1 would mean nothing. */
  constructor(cpuMsMax: number, wallMsMax: number, cpuShare = 1) {
    this.#cpuMsMax = cpuMsMax
    this.#wallMsMax = wallMsMax
    this.#cpuShare = cpuShare
  }

  get cpuMs(): number {
    const { user, system } = process.cpuUsage(this.#began.cpu)
    return (user + system) / 1_000
  }

  get wallMs(): number {
    return performance.now() - this.#began.wallMs
  }

  get isSpent(): boolean {
    return this.cpuMs >= this.#cpuMsMax || this.wallMs >= this.#wallMsMax
  }

  /** To be called every few milliseconds: whoever waits for the event loop has its turn, and others have their share of the CPU. */
  async rest(): Promise<void> {
    const aheadMs = this.#cpuShare < 1 ? this.cpuMs / this.#cpuShare - this.wallMs : 0
    await (aheadMs > 1 ? sleep(aheadMs) : eventLoop())
  }

  /** One of so many equal parts of what is left. */
  share(parts: number): Allowance {
    const cpuMsMax = (this.#cpuMsMax - this.cpuMs) / parts
    return new Allowance(cpuMsMax, (this.#wallMsMax - this.wallMs) / parts, this.#cpuShare)
  }
}
