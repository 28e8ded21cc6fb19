import { persistently } from './persistently.ts'
import type { Sql } from './postgres.ts'
import type { StandingScore } from './score-writes.ts'

export interface BoardKey {
  leaderboard: string
  season: number
}

export interface RankedPlayer {
  playerId: string
  rankKey: number
  achievedAtMs: number
  /** From 1. */
  rank: number
}

export interface RankedPage {
  total: number
  rows: RankedPlayer[]
}

export interface Page {
  offset: number
  limit: number
}

/** The order of a season: by rank key, of equal ones whoever was first, of equal times by player id. */
export interface Ranking {
  top(page: Page): Promise<RankedPage>
  /** Without the player's row there are no others. */
  around(playerId: string, rowsEachSide: number): Promise<RankedPage>
  /** Those of these players who have a row. */
  among(playerIds: readonly string[]): Promise<RankedPage>
}

export class PostgresRanking implements Ranking {
  readonly #sql: Sql
  readonly #board: BoardKey

  constructor(sql: Sql, board: BoardKey) {
    this.#sql = sql
    this.#board = board
  }

  async top({ offset, limit }: Page) {
    const [total, rows] = await Promise.all([
      this.#total(),
      this.#sql<Omit<RankedPlayer, 'rank'>[]>`
        select ${columns(this.#sql)} from scores s where ${this.#here}
        order by rank_key, achieved_at, player_id offset ${offset} limit ${limit}`,
    ])
    return { total, rows: rows.map((row, index) => ({ ...row, rank: offset + index + 1 })) }
  }

  async around(playerId: string, rowsEachSide: number) {
    const { total, rows } = await this.among([playerId])
    const rank = rows[0]?.rank
    if (rank === undefined) return { total, rows: [] }
    const offset = Math.max(0, rank - 1 - rowsEachSide)
    return this.top({ offset, limit: rank + rowsEachSide - offset })
  }

  async among(playerIds: readonly string[]) {
    const [total, rows] = await Promise.all([
      this.#total(),
      this.#sql<RankedPlayer[]>`
        select ${columns(this.#sql)}, (
          select count(*)::int from scores o
          where o.leaderboard = s.leaderboard and o.season = s.season
            and (o.rank_key, o.achieved_at, o.player_id) <= (s.rank_key, s.achieved_at, s.player_id)
        ) as rank
        from scores s where ${this.#here} and player_id = any(${[...playerIds]}::uuid[]) order by rank`,
    ])
    return { total, rows: [...rows] }
  }

  async #total(): Promise<number> {
    const [row] = await this.#sql<{ total: number }[]>`
      select count(*)::int as total from scores s where ${this.#here}`
    return row?.total ?? 0
  }

  get #here() {
    return this.#sql`s.leaderboard = ${this.#board.leaderboard} and s.season = ${this.#board.season}`
  }
}

/** Every row of the season, a page at a time and by player, so that scores changed meanwhile move nobody. */
export async function* allScores(
  sql: Sql,
  { leaderboard, season }: BoardKey,
): AsyncGenerator<StandingScore[]> {
  const rowsPerPage = 1_000
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const rows = await persistently(
      () => sql<StandingScore[]>`
        select ${columns(sql)}, revision from scores
        where leaderboard = ${leaderboard} and season = ${season} and player_id > ${after}
        order by player_id limit ${rowsPerPage}`,
    )
    if (rows.length > 0) yield [...rows]
    if (rows.length < rowsPerPage) return
    after = (rows.at(-1) as StandingScore).playerId
  }
}

export async function scoresOf(
  sql: Sql,
  { leaderboard, season }: BoardKey,
  playerIds: readonly string[],
): Promise<StandingScore[]> {
  return sql<StandingScore[]>`
    select ${columns(sql)}, revision from scores
    where leaderboard = ${leaderboard} and season = ${season} and player_id = any(${[...playerIds]}::uuid[])`
}

const columns = (sql: Sql) => sql`
  player_id as "playerId", rank_key as "rankKey", round(extract(epoch from achieved_at) * 1000)::float8 as "achievedAtMs"`
