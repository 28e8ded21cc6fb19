import type { LiveCursor } from '@gameserver/storage/live-cursor'
import { liveHorizon, readLiveEvents, type StoredLiveEvent } from '@gameserver/storage/live-events'
import type { Sql } from '@gameserver/storage/postgres'

/** Between two looks for new events. What comes seldom comes alone: after an event others follow soon. */
const intervalMsMin = 50
const intervalMsMax = 100
const intervalGrowth = 1.2

/** Handing them on takes some 30 ms, during which the process does nothing else. */
const eventsPerPassMax = 1_000

export interface LiveTailOptions {
  /** For who wants to listen, and is told soon when it can't be. */
  sql: Sql
  loopSql: Sql
  deliver: (event: StoredLiveEvent) => void
}

/** Reads what happens, for all listeners of this process by one query. While there are none it reads nothing. */
export class LiveTail {
  readonly #options: LiveTailOptions
  #listeners = 0
  #starting: Promise<void> | undefined
  /** All events before it have been delivered; undefined while nobody listens. */
  #cursor: LiveCursor | undefined
  #intervalMs = intervalMsMin

  constructor(options: LiveTailOptions) {
    this.#options = options
  }

  get intervalMs(): number {
    return this.#intervalMs
  }

  /** All events before it have been delivered, none after it. To be asked while attached. */
  get cursor(): LiveCursor {
    if (this.#cursor === undefined) throw new Error('nobody listens')
    return this.#cursor
  }

  /** From now on, until as many times detached, events are delivered. Rejects when Postgres is away. */
  async attach(): Promise<void> {
    this.#listeners++
    try {
      while (this.#cursor === undefined) await this.#start()
    } catch (error) {
      this.detach()
      throw error
    }
  }

  detach(): void {
    this.#listeners--
  }

  /** True: there is more to read. */
  async pass(): Promise<boolean> {
    if (this.#listeners === 0) this.#cursor = undefined
    if (this.#cursor === undefined) return false
    const after = this.#cursor
    const { events, upTo, isMore } = await readLiveEvents(this.#options.loopSql, {
      after,
      limit: eventsPerPassMax,
    })
    this.#cursor = upTo
    for (const event of events) this.#options.deliver(event)
    this.#intervalMs =
      events.length > 0 ? intervalMsMin : Math.min(this.#intervalMs * intervalGrowth, intervalMsMax)
    return isMore
  }

  /** Once for all who wait. */
  #start(): Promise<void> {
    this.#starting ??= liveHorizon(this.#options.sql)
      .then((horizon) => {
        this.#cursor ??= horizon
      })
      .finally(() => {
        this.#starting = undefined
      })
    return this.#starting
  }
}
