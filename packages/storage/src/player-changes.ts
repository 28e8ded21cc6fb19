import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { withDeadline } from './deadline.ts'
import type { Sql, Transaction } from './postgres.ts'

const channel = 'player_changes'

/** A beat takes a millisecond or two. What takes longer than this is not a slow server but a connection that is none any more. */
const beatTimeoutMs = 2_000

/**
 * Tells all processes that what they know of the player and his sessions is old. To be called by every transaction that revokes a
 * session or changes what `Player` shows; nobody hears of one that does not commit. Transactions that call it commit one at a
 * time: it is for what players do seldom.
 */
export async function tellPlayerChanged(transaction: Transaction, playerId: string): Promise<void> {
  await transaction`select pg_notify(${channel}, ${playerId})`
}

/** The same for what an `update` returns, of a table called `p`. */
export const tellingPlayerChanged = (sql: Sql) => sql`pg_notify(${channel}, p.id::text)`

export interface PlayerChangesListener {
  changed(playerId: string): void
  /** Changes may have been missed. */
  interrupted(): void
}

/**
 * Hears of players' changes. Postgres hands out notifications in the order of their commits: who hears a beat of its own has heard
 * every change that was committed before that was sent. Beats go over the connection that listens, and what was heard counts no
 * more once that has ended.
 */
export class PlayerChanges {
  readonly #url: string
  readonly #listener: PlayerChangesListener
  readonly #beats = `beats_${randomUUID()}`
  #sql: Sql
  #heardUpToMs = Number.NEGATIVE_INFINITY

  constructor(url: string, listener: PlayerChangesListener) {
    this.#url = url
    this.#listener = listener
    this.#sql = this.#open()
  }

  /** Every change that was committed before this moment of `performance.now()` has been heard. */
  get heardUpToMs(): number {
    return this.#heardUpToMs
  }

  /** Listens each time as well: the driver may have made a new connection. */
  async beat(): Promise<void> {
    const sql = this.#sql
    const listen = `listen ${channel}; listen "${this.#beats}"`
    const beat = `select pg_notify('${this.#beats}', '${performance.now()}')`
    try {
      await withDeadline(sql.unsafe(`${listen}; ${beat}`), beatTimeoutMs, 'Postgres')
    } catch (error) {
      this.#replace(sql)
      throw error
    }
  }

  async close(): Promise<void> {
    await this.#sql.end({ timeout: 0 })
  }

  #open(): Sql {
    const options = {
      max: 1,
      connect_timeout: 2,
      max_lifetime: null,
      fetch_types: false,
      onnotice: () => {},
      connection: { application_name: 'gameserver' },
      onclose: () => this.#interrupt(),
      // What the driver's own `listen` is made of, which does not tell when its connection has become another one.
      onnotify: (name: string, payload: string) => {
        if (name === channel) this.#listener.changed(payload)
        else this.#heardUpToMs = Number(payload)
      },
    }
    return postgres(this.#url, options) as unknown as Sql
  }

  #replace(sql: Sql): void {
    if (this.#sql !== sql) return
    this.#sql = this.#open()
    this.#interrupt()
    sql.end({ timeout: 0 }).catch(() => {})
  }

  #interrupt(): void {
    this.#heardUpToMs = Number.NEGATIVE_INFINITY
    this.#listener.interrupted()
  }
}
