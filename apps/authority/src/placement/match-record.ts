import { setTimeout as sleep } from 'node:timers/promises'
import type { LeavingFault } from '@gameserver/storage/cooldowns'
import { type KeptSave, saveKept } from '@gameserver/storage/kept'
import {
  abandonMatch,
  type CommitOutcome,
  commitResult,
  type MatchResult,
  markPlayerLeft,
  reportRemoval,
  setMatchStatus,
} from '@gameserver/storage/matches'
import { isPostgresAway, type Sql } from '@gameserver/storage/postgres'
import { setMatchOpen } from '@gameserver/storage/seats'
import type { Logger } from 'pino'
import type { KeptLedger } from './kept-ledger.ts'

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
  #isKeeping = false

  constructor(options: { sql: Sql; matchId: string; epoch: number; log: Logger; overruled: () => void }) {
    this.#sql = options.sql
    this.#matchId = options.matchId
    this.#epoch = options.epoch
    this.#log = options.log
    this.#overruled = options.overruled
  }

  /** With the region in which the room was opened. */
  status(status: 'waiting' | 'running', region?: string | null): void {
    void this.#write(`status ${status}`, async () => {
      const isOurs = await setMatchStatus(this.#sql, {
        ...this.#key,
        status,
        ...(region !== undefined && { region }),
      })
      if (!isOurs) this.#overruled()
    })
  }

  open(isOpen: boolean): void {
    void this.#write('openness', () => setMatchOpen(this.#sql, { ...this.#key, isOpen }))
  }

  /** Resolves when it is written. */
  async playerLeft(
    playerId: string,
    how: { kept: KeptSave | undefined; fault: LeavingFault | undefined },
  ): Promise<void> {
    await this.#write('departure', () => markPlayerLeft(this.#sql, { ...this.#key, playerId, ...how }))
  }

  /** Saves what is due when it is this write's turn: however long Postgres is away, one write waits, and the newest values. */
  keep(ledger: KeptLedger): void {
    if (this.#isKeeping) return
    this.#isKeeping = true
    const kept = this.#write('kept values', () => this.#saveDue(ledger))
    void kept.then(() => {
      this.#isKeeping = false
    })
  }

  playerRemoved(identity: string, refusals: Readonly<Record<string, number>>): void {
    void this.#write('removal', () => reportRemoval(this.#sql, { ...this.#key, identity, refusals }))
  }

  commit(result: Omit<MatchResult, 'matchId' | 'epoch'>): Promise<CommitOutcome | undefined> {
    return this.#write('result', () => commitResult(this.#sql, { ...this.#key, ...result }))
  }

  abandon(reason: string): Promise<boolean | undefined> {
    return this.#write('abandonment', () => abandonMatch(this.#sql, { ...this.#key, reason }))
  }

  /** Settles when all that was asked for so far is written. */
  get written(): Promise<unknown> {
    return this.#last
  }

  get #key() {
    return { matchId: this.#matchId, epoch: this.#epoch }
  }

  async #saveDue(ledger: KeptLedger): Promise<void> {
    const saves = ledger.due(performance.now())
    if (saves.length === 0) return
    const saved = await saveKept(this.#sql, { ...this.#key, saves })
    if (saved < saves.length)
      this.#log.warn({ due: saves.length, saved }, 'another match has what players own')
    ledger.saved(saves, performance.now())
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
