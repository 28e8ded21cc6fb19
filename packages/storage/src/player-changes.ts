import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { withDeadline } from './deadline.ts'
import type { Sql, Transaction } from './postgres.ts'

const channel = 'player_changes'

/**
 * Until when what one process has changed may be unknown to another: the others usually hear of it within milliseconds, and ask
 * Postgres again once they can't be sure for this long to have heard of everything.
 */
const unheardMsMax = 1_000

/** Without questions for this long, nobody needs to be sure. */
const idleMs = 5_000

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
 * Hears of players' changes, so that what is known of them need not be asked for each time. Postgres hands out notifications in the order of their commits: who hears a beat of its own has heard
 * every change that was committed before that was sent. Nothing that was heard counts any more when the connection that listens
 * has ended.
 */
export class PlayerChanges {
  readonly #sql: Sql
  readonly #url: string
  readonly #listeners: PlayerChangesListener[] = []
  readonly #beats = `beats_${randomUUID()}`
  #listening: Sql
  /** Every change that was committed before this moment of `performance.now()` has been heard. */
  #heardUpToMs = Number.NEGATIVE_INFINITY
  #askedAtMs = Number.NEGATIVE_INFINITY
  /** Counts what was heard: what was read while something came in may be older than it. */
  #heard = 0

  /** Listens on a connection of its own to `url`, and sends beats over `sql`. */
  constructor(sql: Sql, url: string) {
    this.#sql = sql
    this.#url = url
    this.#listening = this.#open()
  }

  follow(listener: PlayerChangesListener): void {
    this.#listeners.push(listener)
  }

  /** Whether what is remembered of players can be relied on. */
  isUpToDate(): boolean {
    this.#askedAtMs = performance.now()
    return this.#askedAtMs - this.#heardUpToMs < unheardMsMax
  }

  /** Reads something of players, and hands it to `keep` unless a change heard of meanwhile may have made it old. */
  async read<Found>(read: () => Promise<Found>, keep: (found: Found) => void): Promise<Found> {
    const heard = this.#heard
    const isUpToDate = this.isUpToDate()
    const found = await read()
    if (isUpToDate && heard === this.#heard) keep(found)
    return found
  }

  /** For the process that has changed the player, which need not wait until it hears of it. */
  noticed(playerId: string): void {
    this.#heard++
    for (const listener of this.#listeners) listener.changed(playerId)
  }

  /**
   * Makes sure to have heard of everything, if somebody relies on it. Listens each time as well: the driver may have made a new
   * connection.
   */
  async beat(): Promise<void> {
    if (performance.now() - this.#askedAtMs > idleMs) return
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
        if (name === channel) this.noticed(payload)
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
    this.#heard++
    this.#heardUpToMs = Number.NEGATIVE_INFINITY
    for (const listener of this.#listeners) listener.interrupted()
  }
}
