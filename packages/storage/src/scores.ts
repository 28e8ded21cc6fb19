import type { Sql } from './postgres.ts'

export interface RankedPlayer {
  playerId: string
  score: number
  /** From 1. */
  rank: number
}

export interface Page {
  offset: number
  limit: number
}

/** The order of a leaderboard. Equal scores are ordered by player id, descending, as a sorted set does it. */
export interface Ranking {
  total(): Promise<number>
  top(page: Page): Promise<RankedPlayer[]>
  rank(playerId: string): Promise<number | undefined>
}

export class PostgresRanking implements Ranking {
  readonly #sql: Sql
  readonly #leaderboard: string

  constructor(sql: Sql, leaderboard: string) {
    this.#sql = sql
    this.#leaderboard = leaderboard
  }

  async total(): Promise<number> {
    const [row] = await this.#sql<{ total: number }[]>`
      select count(*)::int as total from scores where leaderboard = ${this.#leaderboard}`
    return row?.total ?? 0
  }

  async top({ offset, limit }: Page): Promise<RankedPlayer[]> {
    const rows = await this.#sql<Omit<RankedPlayer, 'rank'>[]>`
      select player_id as "playerId", score from scores where leaderboard = ${this.#leaderboard}
      order by score desc, player_id desc offset ${offset} limit ${limit}`
    return rows.map((row, index) => ({ ...row, rank: offset + index + 1 }))
  }

  async rank(playerId: string): Promise<number | undefined> {
    const [row] = await this.#sql<{ rank: number }[]>`
      select (
        select count(*)::int from scores o where o.leaderboard = s.leaderboard
          and (o.score, o.player_id) >= (s.score, s.player_id)
      ) as rank
      from scores s where s.leaderboard = ${this.#leaderboard} and s.player_id = ${playerId}`
    return row?.rank
  }
}

/** Every score of the leaderboard, a page at a time and by player, so that scores raised meanwhile move nobody. */
export async function* allScores(
  sql: Sql,
  leaderboard: string,
): AsyncGenerator<{ playerId: string; score: number }[]> {
  const rowsPerPage = 2_000
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const rows = await sql<{ playerId: string; score: number }[]>`
      select player_id as "playerId", score from scores
      where leaderboard = ${leaderboard} and player_id > ${after} order by player_id limit ${rowsPerPage}`
    if (rows.length > 0) yield [...rows]
    if (rows.length < rowsPerPage) return
    after = (rows.at(-1) as { playerId: string }).playerId
  }
}
