import { setTimeout as sleep } from 'node:timers/promises'
import {
  abandonMatch,
  type CommitOutcome,
  commitResult,
  markPlayerLeft,
  type PlayerScore,
  reportRemoval,
  setMatchStatus,
} from '@gameserver/storage/matches'
import { isPostgresAway, type Sql } from '@gameserver/storage/postgres'
import type { Logger } from 'pino'

const retryMsMin = 100
/** A database that comes back finds the result at its door within this. */
const retryMsMax = 2_000

/**
 * The match's row, as its owner writes it: one change after the other, each tried until Postgres has it, so that a match
 * goes on while Postgres is away. `overruled` is called when the row says that another owner has it.
 */
export class MatchRecord {
  readonly #sql: Sql
  readonly #matchId: string
  readonly #epoch: number
  readonly #log: Logger
  readonly #overruled: () => void
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: { sql: Sql; matchId: string; epoch: number; log: Logger; overruled: () => void }) {
    this.#sql = options.sql
    this.#matchId = options.matchId
    this.#epoch = options.epoch
    this.#log = options.log
    this.#overruled = options.overruled
  }

  status(status: 'waiting' | 'running'): void {
    void this.#write(`status ${status}`, async () => {
      const isOurs = await setMatchStatus(this.#sql, { ...this.#key, status })
      if (!isOurs) this.#overruled()
    })
  }

  playerLeft(playerId: string): void {
    void this.#write('departure', () => markPlayerLeft(this.#sql, { ...this.#key, playerId }))
  }

  playerRemoved(identity: string, refusals: Readonly<Record<string, number>>): void {
    void this.#write('removal', () => reportRemoval(this.#sql, { ...this.#key, identity, refusals }))
  }

  commit(
    reason: string,
    scores: readonly PlayerScore[],
    metadata: object,
  ): Promise<CommitOutcome | undefined> {
    return this.#write('result', () => commitResult(this.#sql, { ...this.#key, reason, scores, metadata }))
  }

  abandon(reason: string): Promise<boolean | undefined> {
    return this.#write('abandonment', () => abandonMatch(this.#sql, { ...this.#key, reason }))
  }

  get #key() {
    return { matchId: this.#matchId, epoch: this.#epoch }
  }

  /** Undefined when Postgres refused for another reason than being away: trying again would not help. */
  #write<T>(what: string, write: () => Promise<T>): Promise<T | undefined> {
    const written = this.#last.then(() => this.#until(what, write))
    this.#last = written
    return written
  }

  async #until<T>(what: string, write: () => Promise<T>): Promise<T | undefined> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await write()
      } catch (error) {
        if (!isPostgresAway(error)) {
          this.#log.error({ err: error, matchId: this.#matchId }, `${what} refused by the database`)
          return undefined
        }
        if (attempt === 0)
          this.#log.warn({ err: error, matchId: this.#matchId }, `${what} waits for the database`)
        await sleep(Math.min(retryMsMax, retryMsMin * 2 ** Math.min(attempt, 10)))
      }
    }
  }
}
