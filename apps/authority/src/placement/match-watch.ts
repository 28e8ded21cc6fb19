import { type WatchedMatch, watchMatches } from '@gameserver/storage/match-watch'
import { isPostgresAway, type Sql } from '@gameserver/storage/postgres'
import type { Logger } from 'pino'

/** How long a match does not know at most what others have changed about it. */
const intervalMs = 1_000

/** A match that wants to know. */
export interface Watcher {
  readonly matchId: string
  changed(match: WatchedMatch): void
}

/**
 * Asks Postgres, in one question for all matches of the process, what others have changed about them. While Postgres is away
 * matches go on as they are.
 */
export class MatchWatch {
  readonly #sql: Sql
  readonly #log: Logger
  readonly #watchers: () => Iterable<Watcher>
  #timer: NodeJS.Timeout | undefined
  #isStopped = false

  constructor(options: { sql: Sql; log: Logger; watchers: () => Iterable<Watcher> }) {
    this.#sql = options.sql
    this.#log = options.log
    this.#watchers = options.watchers
    this.#next()
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  #next(): void {
    if (this.#isStopped) return
    this.#timer = setTimeout(() => void this.#ask().finally(() => this.#next()), intervalMs)
  }

  async #ask(): Promise<void> {
    const watchers = [...this.#watchers()]
    if (watchers.length === 0) return
    try {
      const matchIds = watchers.map(({ matchId }) => matchId)
      const matches = new Map((await watchMatches(this.#sql, matchIds)).map((match) => [match.id, match]))
      for (const watcher of watchers) {
        const match = matches.get(watcher.matchId)
        if (match && !this.#isStopped) watcher.changed(match)
      }
    } catch (error) {
      if (!isPostgresAway(error)) this.#log.error({ err: error }, 'matches not watched')
    }
  }
}
