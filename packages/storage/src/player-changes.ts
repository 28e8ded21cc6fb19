import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { withDeadline } from './deadline.ts'
import type { Sql, Transaction } from './postgres.ts'

const channel = 'player_changes'

/** A millisecond is usual. What takes longer than this is not a slow server but a connection that is none any more. */
const listenTimeoutMs = 2_000

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
 * every change that was committed before that was sent. Nothing that was heard counts any more when the connection that listens
 * has ended.
 */
export class PlayerChanges {
  readonly #sql: Sql
  readonly #url: string
  readonly #listener: PlayerChangesListener
  readonly #beats = `beats_${randomUUID()}`
  #listening: Sql
  #heardUpToMs = Number.NEGATIVE_INFINITY

  /** Listens on a connection of its own to `url`, and sends beats over `sql`. */
  constructor(sql: Sql, url: string, listener: PlayerChangesListener) {
    this.#sql = sql
    this.#url = url
    this.#listener = listener
    this.#listening = this.#open()
  }

  /** Every change that was committed before this moment of `performance.now()` has been heard. */
  get heardUpToMs(): number {
    return this.#heardUpToMs
  }

  /** Listens each time as well: the driver may have made a new connection. */
  async beat(): Promise<void> {
    const listening = this.#listening
    const listen = listening.unsafe(`listen ${channel}; listen "${this.#beats}"`)
    try {
      await withDeadline(listen, listenTimeoutMs, 'Postgres')
    } catch (error) {
      this.#replace(listening)
      throw error
    }
    await this.#sql`select pg_notify(${this.#beats}, ${`${performance.now()}`})`
  }

  async close(): Promise<void> {
    await this.#listening.end({ timeout: 0 })
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

  #replace(listening: Sql): void {
    if (this.#listening !== listening) return
    this.#listening = this.#open()
    this.#interrupt()
    listening.end({ timeout: 0 }).catch(() => {})
  }

  #interrupt(): void {
    this.#heardUpToMs = Number.NEGATIVE_INFINITY
    this.#listener.interrupted()
  }
}
