import { randomUUID } from 'node:crypto'
import type { Sql } from './postgres.ts'
import type { Redis } from './redis.ts'
import { allScores, type Page, type RankedPlayer, type Ranking } from './scores.ts'

/** Members at minus infinity, below every score: they say about the set what a second key could not say reliably. */
const complete = 'complete'
const marked = '-inf'

/** Replaces the builder's mark by the mark of completeness; 0 when the mark is gone and the set with it. */
const finishScript = `
  if not redis.call('zscore', KEYS[1], ARGV[1]) then return 0 end
  redis.call('zremrangebyscore', KEYS[1], '-inf', '-inf')
  redis.call('zadd', KEYS[1], '-inf', '${complete}')
  return 1`

/**
 * A leaderboard's sorted set. It counts only while it carries the mark `complete`, which it gets at the end of a rebuild.
 * Scores are only ever raised, so a rebuild and the relay of new results may interleave as they like; and since the marks
 * are members of the set itself, a wipe in the midst of a rebuild takes them along, and the rebuild starts again.
 */
export class SortedSet implements Ranking {
  readonly #redis: Redis
  readonly #key: string
  readonly #leaderboard: string

  constructor(redis: Redis, leaderboard: string) {
    this.#redis = redis
    this.#leaderboard = leaderboard
    this.#key = `leaderboard:${leaderboard}`
  }

  async isComplete(): Promise<boolean> {
    return (await this.#redis.zscore(this.#key, complete)) !== null
  }

  async total(): Promise<number> {
    return this.#redis.zcount(this.#key, `(${marked}`, '+inf')
  }

  async top({ offset, limit }: Page): Promise<RankedPlayer[]> {
    const reply = await this.#redis.zrevrange(this.#key, offset, offset + limit - 1, 'WITHSCORES')
    const rows: RankedPlayer[] = []
    for (let at = 0; at + 1 < reply.length; at += 2) {
      const [playerId, score] = [reply[at] as string, reply[at + 1] as string]
      if (score !== marked) rows.push({ playerId, score: Number(score), rank: offset + at / 2 + 1 })
    }
    return rows
  }

  async rank(playerId: string): Promise<number | undefined> {
    const above = await this.#redis.zrevrank(this.#key, playerId)
    return above === null ? undefined : above + 1
  }

  async raise(scores: readonly { playerId: string; score: number }[]): Promise<void> {
    if (scores.length === 0) return
    await this.#redis.zadd(
      this.#key,
      'GT',
      ...scores.flatMap(({ playerId, score }) => [`${score}`, playerId]),
    )
  }

  async rebuild(sql: Sql): Promise<void> {
    const builder = `building:${randomUUID()}`
    let isFinished = false
    while (!isFinished) {
      await this.#redis.zadd(this.#key, marked, builder)
      for await (const scores of allScores(sql, this.#leaderboard)) await this.raise(scores)
      isFinished =
        (await this.#redis.eval(finishScript, 1, this.#key, builder)) === 1 || (await this.isComplete())
    }
  }
}
