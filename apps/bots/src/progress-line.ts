import { Histogram } from '@gameserver/client'
import type { Progress } from './messages.ts'

/** Long enough for two messages of each process, so that a line speaks of all of them. */
const liveIntervalMs = 1_000
/** Where nobody can watch a line change, a new one is written at this interval. */
const plainIntervalMs = 5_000

export interface LineOutlet {
  /** Whether what was written can be written over. */
  readonly isLive: boolean
  write(text: string): void
}

const standardError: LineOutlet = {
  isLive: process.stderr.isTTY === true,
  write: (text) => void process.stderr.write(text),
}

/** One line about how the bots are doing; its latencies are those since it was last written. */
export class ProgressLine {
  readonly #outlet: LineOutlet
  readonly #byWorker = new Map<number, Progress>()
  #inputToState = new Histogram()
  #writtenAtMs = Number.NEGATIVE_INFINITY

  constructor(outlet = standardError) {
    this.#outlet = outlet
  }

  update(worker: number, progress: Progress, nowMs: number): void {
    this.#byWorker.set(worker, progress)
    this.#inputToState.merge(new Histogram(progress.inputToStateCounts))
    const { isLive } = this.#outlet
    if (nowMs - this.#writtenAtMs < (isLive ? liveIntervalMs : plainIntervalMs)) return
    this.#writtenAtMs = nowMs
    this.#outlet.write(isLive ? `\r\x1b[K${this.#text()}` : `${this.#text()}\n`)
    this.#inputToState = new Histogram()
  }

  /** Leaves the line, so that what follows starts on its own. */
  end(): void {
    if (this.#outlet.isLive && this.#byWorker.size > 0) this.#outlet.write('\r\x1b[K')
  }

  #text(): string {
    const all = [...this.#byWorker.values()]
    const total = (of: (progress: Progress) => number) => all.reduce((sum, progress) => sum + of(progress), 0)
    const parts = [`${total(({ waiting }) => waiting)} waiting`, `${total(({ playing }) => playing)} playing`]
    const rates = all.map(({ ticksPerSecondMin }) => ticksPerSecondMin).filter((rate) => rate !== null)
    if (rates.length > 0) parts.push(`${Math.min(...rates).toFixed(1)} ticks/s`)
    const latency = this.#inputToState
    if (latency.total > 0) {
      const [p50, p99] = [latency.percentileMs(0.5), latency.percentileMs(0.99)]
      parts.push(`input to state ${p50.toFixed(0)} ms (p99 ${p99.toFixed(0)})`)
    }
    return `bots: ${parts.join(', ')}`
  }
}
