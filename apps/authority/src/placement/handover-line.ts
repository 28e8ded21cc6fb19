import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'

/** To enter a room keeps a successor busy: while others still do, which is over when none has said so for this long, it is given nothing. */
const settlingMs = 200
/** Most have entered by then, and none that has waits in vain: a successor is expected to wait for five seconds. */
const settlingMsMax = 1_500
/** Whoever has not had its turn by then has been forgotten. */
const turnMsMax = 1_000
const pollMs = 20

export interface Handover {
  /** Whether the successor's host has time for it, at this moment. */
  turn(): Promise<boolean>
  handOver(): Promise<void>
}

/** Matches that are handed over one after the other. One that fails is told of, and holds none of the others up. */
export class HandoverLine {
  readonly #log: Logger
  readonly #inLine = new Set<string>()
  #last: Promise<unknown> = Promise.resolve()
  #beganMs = 0
  #addedMs = 0

  constructor(log: Logger) {
    this.#log = log
  }

  /** Changes nothing for one that is in line. */
  add(matchId: string, handover: Handover): void {
    if (this.#inLine.has(matchId)) return
    this.#addedMs = performance.now()
    if (this.#inLine.size === 0) this.#beganMs = this.#addedMs
    this.#inLine.add(matchId)
    this.#last = this.#last.then(() => this.#next(matchId, handover))
  }

  async #next(matchId: string, { turn, handOver }: Handover): Promise<void> {
    while (!this.#isSettled) await sleep(pollMs)
    try {
      await hasTurn(turn)
      await handOver()
    } catch (error) {
      this.#log.error({ err: error, matchId }, 'match not handed over')
    }
    this.#inLine.delete(matchId)
  }

  get #isSettled(): boolean {
    const nowMs = performance.now()
    return nowMs - this.#addedMs > settlingMs || nowMs - this.#beganMs > settlingMsMax
  }
}

/** Where it can't be asked, it is not waited for. */
async function hasTurn(turn: () => Promise<boolean>): Promise<void> {
  const untilMs = performance.now() + turnMsMax
  while (performance.now() < untilMs && !(await turn().catch(() => true))) await sleep(pollMs)
}
