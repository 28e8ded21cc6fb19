import type { Leaderboard, OwnRank } from '@gameserver/protocol/http'
import type { Sql } from './postgres.ts'
import type { Redis } from './redis.ts'
import { type Page, PostgresRanking, type RankedPlayer, type Ranking } from './scores.ts'
import { SortedSet } from './sorted-set.ts'

/** Rows shown before and after one's own. */
const aroundRows = 5

/**
 * Leaderboards: the truth in Postgres, read from a sorted set in Redis. A set that is missing (a wiped Redis, a first
 * start) is rebuilt behind the reader's back; until then, and while Redis is away, Postgres answers.
 */
export class Leaderboards {
  readonly #sql: Sql
  readonly #redis: Redis
  readonly #rebuilding = new Map<string, Promise<void>>()

  constructor(sql: Sql, redis: Redis) {
    this.#sql = sql
    this.#redis = redis
  }

  top(leaderboard: string, page: Page): Promise<Leaderboard> {
    return this.#read(leaderboard, async (ranking) => {
      const [total, ranked] = await Promise.all([ranking.total(), ranking.top(page)])
      return { leaderboard, total, rows: await this.#named(ranked) }
    })
  }

  own(leaderboard: string, playerId: string): Promise<OwnRank> {
    return this.#read(leaderboard, async (ranking) => {
      const [total, rank] = await Promise.all([ranking.total(), ranking.rank(playerId)])
      if (rank === undefined) return { leaderboard, total, row: null, around: [] }
      const offset = Math.max(0, rank - 1 - aroundRows)
      const around = await this.#named(await ranking.top({ offset, limit: rank + aroundRows - offset }))
      return { leaderboard, total, row: around.find((row) => row.playerId === playerId) ?? null, around }
    })
  }

  /** Applies committed scores. Harmless when repeated or out of order: a set keeps each player's best. */
  async apply(leaderboard: string, scores: readonly { playerId: string; score: number }[]): Promise<void> {
    await new SortedSet(this.#redis, leaderboard).raise(scores)
  }

  /** Resolves when no rebuild of this process is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#rebuilding.values())
  }

  async #read<T>(leaderboard: string, read: (ranking: Ranking) => Promise<T>): Promise<T> {
    const set = new SortedSet(this.#redis, leaderboard)
    try {
      if (await set.isComplete()) return await read(set)
      this.#rebuild(leaderboard, set)
    } catch {
      // Redis is away. What is wrong with Postgres, if anything, shows below.
    }
    return read(new PostgresRanking(this.#sql, leaderboard))
  }

  #rebuild(leaderboard: string, set: SortedSet): void {
    if (this.#rebuilding.has(leaderboard)) return
    const rebuilding = set
      .rebuild(this.#sql)
      .catch(() => {}) // The next reader tries again.
      .then(() => void this.#rebuilding.delete(leaderboard))
    this.#rebuilding.set(leaderboard, rebuilding)
  }

  async #named(ranked: readonly RankedPlayer[]): Promise<Leaderboard['rows']> {
    if (ranked.length === 0) return []
    const players = await this.#sql<{ id: string; name: string }[]>`
      select id, name from players where id = any(${ranked.map(({ playerId }) => playerId)}::uuid[])`
    const names = new Map(players.map(({ id, name }) => [id, name]))
    return ranked.map((row) => ({ ...row, name: names.get(row.playerId) ?? '' }))
  }
}
