import type { PlayedMatch } from '@gameserver/protocol/competition'
import type { Sql } from './postgres.ts'
import type { Rating } from './ratings.ts'

/** Where a page ended: the next one begins after it. */
export interface HistoryCursor {
  /** To the microsecond, as Postgres keeps it. */
  endedAt: string
  id: string
}

export interface HistoryQuery {
  playerId?: string | undefined
  game?: string | undefined
  mode?: string | undefined
  after?: HistoryCursor | undefined
  limit: number
}

type MatchRow = Omit<PlayedMatch, 'players' | 'startedAt' | 'endedAt'> & {
  startedAt: Date | null
  endedAt: Date
  exactEnd: string
}
type PlayerRow = Omit<PlayedMatch['players'][number], 'rating' | 'ratingBefore'> & {
  matchId: string
  mu: number | null
  sigma: number
  muBefore: number
  sigmaBefore: number
}

/** Matches that came to a result, newest first. The cursor is null on the last page. */
export async function matchHistory(
  sql: Sql,
  query: HistoryQuery,
  shown: (rating: Rating) => number,
): Promise<{ matches: PlayedMatch[]; next: HistoryCursor | null }> {
  const rows = await readMatches(sql, { ...query, limit: query.limit + 1 })
  const matches = rows.slice(0, query.limit)
  const players = await readPlayers(
    sql,
    matches.map(({ id }) => id),
  )
  const last = matches.at(-1)
  return {
    matches: matches.map(({ exactEnd: _exactEnd, ...match }) => ({
      ...match,
      startedAt: match.startedAt?.toISOString() ?? null,
      endedAt: match.endedAt.toISOString(),
      players: players.filter(({ matchId }) => matchId === match.id).map((player) => toPlayer(player, shown)),
    })),
    next: rows.length > matches.length && last ? { endedAt: last.exactEnd, id: last.id } : null,
  }
}

async function readMatches(sql: Sql, query: HistoryQuery): Promise<MatchRow[]> {
  const { playerId, game, mode, after, limit } = query
  return sql<MatchRow[]>`
    select m.id, m.game, m.mode, m.reason, m.started_at as "startedAt", m.ended_at as "endedAt",
      to_char(m.ended_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "exactEnd"
    from matches m
    where m.status = 'ended'
      ${playerId ? sql`and m.id in (select match_id from match_players where player_id = ${playerId})` : sql``}
      ${game ? sql`and m.game = ${game}` : sql``}
      ${mode ? sql`and m.mode = ${mode}` : sql``}
      ${after ? sql`and (m.ended_at, m.id) < (${after.endedAt}::text::timestamptz, ${after.id}::uuid)` : sql``}
    order by m.ended_at desc, m.id desc limit ${limit}`
}

async function readPlayers(sql: Sql, matchIds: readonly string[]): Promise<PlayerRow[]> {
  return sql<PlayerRow[]>`
    select p.match_id as "matchId", p.player_id as "playerId", p.name, p.score, p.rank,
      c.mu, c.sigma, c.mu_before as "muBefore", c.sigma_before as "sigmaBefore"
    from match_players p left join rating_changes c using (match_id, player_id)
    where p.match_id = any(${[...matchIds]}::uuid[]) order by p.rank nulls last, p.slot`
}

function toPlayer(
  { playerId, name, score, rank, mu, sigma, muBefore, sigmaBefore }: PlayerRow,
  shown: (rating: Rating) => number,
): PlayedMatch['players'][number] {
  const isRated = mu !== null
  return {
    playerId,
    name,
    score,
    rank,
    rating: isRated ? shown({ mu, sigma }) : null,
    ratingBefore: isRated ? shown({ mu: muBefore, sigma: sigmaBefore }) : null,
  }
}
