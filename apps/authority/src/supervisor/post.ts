import type { AuthorityProcess } from './authority-process.ts'
import { MemoryWatch } from './memory-watch.ts'
import { RestartPauses } from './restart-pauses.ts'

/** A process that has had too much memory this soon is no leak that takes its time: the next one may be no better. */
const leakMsMin = 60_000

/** Starting takes a core for seconds, and those who have just taken over what was left behind need it first. */
const takeoverMs = 1_000

/** One of the places for processes of a host; there is always a process in it, or about to be started. */
export class Post {
  /** Takes matches that others leave behind, and new ones only when nobody else can. */
  isSpare: boolean
  process: AuthorityProcess | undefined
  /** Leaves when `process` is ready. */
  outgoing: AuthorityProcess | undefined
  #memory: MemoryWatch
  readonly #memoryBytesMax: number
  readonly #pauses = new RestartPauses()
  #restart: NodeJS.Timeout | undefined

  constructor({ isSpare, memoryBytesMax }: { isSpare: boolean; memoryBytesMax: number }) {
    this.isSpare = isSpare
    this.#memoryBytesMax = memoryBytesMax
    this.#memory = new MemoryWatch(memoryBytesMax)
  }

  get hasTooMuchMemory(): boolean {
    if (!this.process?.isReady) return false
    return this.#memory.isTooMuch(this.process.rssBytes, performance.now())
  }

  fill(process: AuthorityProcess): void {
    this.process = process
    this.#memory = new MemoryWatch(this.#memoryBytesMax)
  }

  /** Its process has died: calls back when it is time for another. Returns how long that is. `others`: whether there are any. */
  vacate(restart: () => void, { others }: { others: boolean }): number {
    return this.#vacate(this.process?.workedMs ?? 0, restart, others ? takeoverMs : 0)
  }

  /** Its process is to leave when another is there. Returns how long it is until that is started. */
  relieve(restart: () => void): number {
    this.outgoing = this.process
    const workedMs = this.process?.workedMs ?? 0
    return this.#vacate(workedMs < leakMsMin ? 0 : workedMs, restart)
  }

  close(): void {
    clearTimeout(this.#restart)
  }

  #vacate(workedMs: number, restart: () => void, pauseMsMin = 0): number {
    this.process = undefined
    const pauseMs = Math.max(pauseMsMin, this.#pauses.after(workedMs))
    if (pauseMs === 0) restart()
    else this.#restart = setTimeout(restart, pauseMs)
    return pauseMs
  }
}
