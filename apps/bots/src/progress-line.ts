import { Histogram } from '@gameserver/client'
import type { Progress } from './messages.ts'

/** Where nobody can watch a line change, it is written anew at this interval. */
const plainIntervalMs = 5_000

/** One live line on stderr about how the bots are doing. */
export class ProgressLine {
  readonly #byWorker = new Map<number, Progress>()
  readonly #isLive = process.stderr.isTTY === true
  #writtenAtMs = Number.NEGATIVE_INFINITY

  update(worker: number, progress: Progress): void {
    this.#byWorker.set(worker, progress)
    const nowMs = performance.now()
    if (!this.#isLive && nowMs - this.#writtenAtMs < plainIntervalMs) return
    this.#writtenAtMs = nowMs
    process.stderr.write(this.#isLive ? `\r\x1b[K${this.#text()}` : `${this.#text()}\n`)
  }

  /** Leaves the line, so that what follows starts on its own. */
  end(): void {
    if (this.#isLive && this.#byWorker.size > 0) process.stderr.write('\r\x1b[K')
  }

  #text(): string {
    const all = [...this.#byWorker.values()]
    const total = (of: (progress: Progress) => number) => all.reduce((sum, progress) => sum + of(progress), 0)
    const parts = [`${total(({ waiting }) => waiting)} waiting`, `${total(({ playing }) => playing)} playing`]
    const rates = all.map(({ ticksPerSecondMin }) => ticksPerSecondMin).filter((rate) => rate !== null)
    if (rates.length > 0) parts.push(`${Math.min(...rates).toFixed(1)} ticks/s`)
    const latency = new Histogram()
    for (const { inputToStateCounts } of all) latency.merge(new Histogram(inputToStateCounts))
    if (latency.total > 0) {
      const [p50, p99] = [latency.percentileMs(0.5), latency.percentileMs(0.99)]
      parts.push(`input to state ${p50.toFixed(0)} ms (p99 ${p99.toFixed(0)})`)
    }
    return `bots: ${parts.join(', ')}`
  }
}
