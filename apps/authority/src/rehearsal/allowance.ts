/** What may be spent: CPU time of this process, all its threads counted, and time on the clock. */
export class Allowance {
  readonly #cpuMsMax: number
  readonly #wallMsMax: number
  readonly #began = { cpu: process.cpuUsage(), wallMs: performance.now() }

  constructor(cpuMsMax: number, wallMsMax: number) {
    this.#cpuMsMax = cpuMsMax
    this.#wallMsMax = wallMsMax
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

  /** One of so many equal parts of what is left. */
  share(parts: number): Allowance {
    return new Allowance((this.#cpuMsMax - this.cpuMs) / parts, (this.#wallMsMax - this.wallMs) / parts)
  }
}
