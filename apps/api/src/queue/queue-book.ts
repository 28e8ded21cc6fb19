import { findGameQueues } from '@gameserver/storage/games'
import type { Sql } from '@gameserver/storage/postgres'
import type { Logger } from 'pino'
import type { ApiConfig } from '../config.ts'
import type { MatchingRules } from './matching-rules.ts'
import { declaredQueue, type PlayableQueue, usualQueue } from './queue-settings.ts'

/** Games are registered by the authorities, which may bring new rules at any time. */
const keptMs = 2_000

/** The rules of all queues, asked of Postgres at most once in a while. */
export class QueueBook {
  readonly #sql: Sql
  readonly #config: ApiConfig['matchmaking']
  readonly #log: Logger
  readonly #matchingRules: MatchingRules
  readonly #kept = new Map<string, { queue: Promise<PlayableQueue | undefined>; readMs: number }>()

  constructor(options: { sql: Sql; config: ApiConfig; log: Logger; matchingRules: MatchingRules }) {
    const { sql, config, log, matchingRules } = options
    this.#sql = sql
    this.#config = config.matchmaking
    this.#log = log
    this.#matchingRules = matchingRules
  }

  /** Undefined: the game has no such queue. */
  find(game: string, mode: string): Promise<PlayableQueue | undefined> {
    const key = `${game}/${mode}`
    const known = this.#kept.get(key)
    if (known !== undefined && performance.now() - known.readMs < keptMs) return known.queue
    const queue = this.#read(game, mode)
    // Modes are what anybody asks for: only those that there are may be kept.
    queue.then(
      (found) => found === undefined && this.#kept.delete(key),
      () => this.#kept.delete(key),
    )
    this.#kept.set(key, { queue, readMs: performance.now() })
    return queue
  }

  async #read(gameId: string, mode: string): Promise<PlayableQueue | undefined> {
    const game = await findGameQueues(this.#sql, gameId)
    if (game === undefined) return undefined
    const regions = this.#config.regions.map(({ id }) => id)
    const surroundings = { ...game, ...this.#config, regions }
    const declared = Object.hasOwn(game.queues, mode) ? game.queues[mode] : undefined
    if (declared === undefined) return usualQueue(mode, surroundings)
    try {
      const queue = declaredQueue(declared, surroundings)
      return queue.isRuled ? { ...queue, rule: this.#matchingRules.find(gameId, mode) } : queue
    } catch (error) {
      this.#log.error({ err: error, game: gameId, mode }, 'the game declares a queue that makes no sense')
      return usualQueue(mode, surroundings)
    }
  }
}
