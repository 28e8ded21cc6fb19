import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'

/** Between two handovers: a successor that has one at a time has each sooner. */
const spacingMs = 60

/** Matches that are handed over one after the other. One that fails is told of, and holds none of the others up. */
export class HandoverLine {
  readonly #log: Logger
  readonly #inLine = new Set<string>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(log: Logger) {
    this.#log = log
  }

  /** Changes nothing for one that is in line. */
  add(matchId: string, handOver: () => Promise<void>): void {
    if (this.#inLine.has(matchId)) return
    this.#inLine.add(matchId)
    this.#last = this.#last.then(() => this.#next(matchId, handOver))
  }

  async #next(matchId: string, handOver: () => Promise<void>): Promise<void> {
    try {
      await handOver()
    } catch (error) {
      this.#log.error({ err: error, matchId }, 'match not handed over')
    }
    this.#inLine.delete(matchId)
    await sleep(spacingMs)
  }
}
