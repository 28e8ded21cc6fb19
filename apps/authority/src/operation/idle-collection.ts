import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** A match that has just ended leaves its room, and a next one may begin at once. */
const idleMs = 2_000

/** To collect all garbage stops a process for 30 to 80 ms. */
const collectEveryMs = 60_000

/**
 * Collects the garbage of a process that has just stopped playing. V8 does so by itself when memory gets scarce by its own measure, which
 * is after many minutes, and amid the ticks of whatever is played then.
 */
export class IdleCollection {
  readonly #isIdle: () => boolean
  #collectedMs = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined

  constructor(isIdle: () => boolean) {
    this.#isIdle = isIdle
  }

  /** A match has ended. */
  matchEnded(): void {
    clearTimeout(this.#timer)
    const dueMs = Math.max(idleMs, this.#collectedMs + collectEveryMs - performance.now())
    this.#timer = setTimeout(() => this.#collect(), dueMs).unref()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #collect(): void {
    if (!this.#isIdle()) return
    this.#collectedMs = performance.now()
    collectGarbage()
  }
}

/** As `node --expose-gc` would offer it to everybody. */
const collectGarbage: () => void = (() => {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
})()
