import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from '@gameserver/storage/postgres'

/** Ratings and leaderboards follow a result by a loop of the API. */
const completeMsMax = 15_000
const pollMs = 250

export interface Results {
  /** Matches without something that belongs to a result. */
  missing: number
  /** Matches with something twice. */
  repeated: number
  /** Ids of those that were given up by the server. */
  abandonedIds: string[]
}

interface MatchRow {
  id: string
  status: string
  players: number
  ranked: number
  ratingChanges: number
  /** Of each of its players, who all were new: how many matches the rating and the stats have. */
  ratedMatches: (number | null)[]
  countedMatches: (number | null)[]
  scores: number
  endings: number
}

/** What Postgres has of matches that are over, each with players who have played no other one. */
export async function readResults(sql: Sql, matchIds: readonly string[]): Promise<Results> {
  const givesUpAtMs = performance.now() + completeMsMax
  for (;;) {
    const rows = await Promise.all(matchIds.map((matchId) => readMatch(sql, matchId)))
    const results = {
      missing: rows.filter(isMissingSomething).length,
      repeated: rows.filter(hasSomethingTwice).length,
      abandonedIds: rows.filter(({ status }) => status === 'abandoned').map(({ id }) => id),
    }
    if (results.missing === 0 || performance.now() > givesUpAtMs) return results
    await sleep(pollMs)
  }
}

function isMissingSomething(row: MatchRow): boolean {
  const { players, ranked, ratingChanges, scores, endings } = row
  const isWhole = [ranked, ratingChanges, scores].every((count) => count >= players)
  const isCounted = [...row.ratedMatches, ...row.countedMatches].every((matches) => (matches ?? 0) >= 1)
  return row.status !== 'ended' || endings === 0 || !isWhole || !isCounted
}

function hasSomethingTwice(row: MatchRow): boolean {
  const isCountedTwice = [...row.ratedMatches, ...row.countedMatches].some((matches) => (matches ?? 0) > 1)
  return isCountedTwice || row.endings > 1
}

async function readMatch(sql: Sql, matchId: string): Promise<MatchRow> {
  const [row] = await sql<MatchRow[]>`
    with players as (select * from match_players where match_id = ${matchId})
    select m.id, m.status,
      (select count(*) from players)::int as players,
      (select count(*) from players where rank is not null and score = slot + 1)::int as ranked,
      (select count(*) from rating_changes where match_id = m.id)::int as "ratingChanges",
      (select json_agg(r.matches) from players p left join ratings r
        on r.player_id = p.player_id and r.game = m.game and r.mode = m.mode) as "ratedMatches",
      (select json_agg(s.matches) from players p left join player_stats s
        on s.player_id = p.player_id and s.game = m.game and s.mode = m.mode) as "countedMatches",
      (select count(*) from scores where leaderboard = m.game and match_id = m.id)::int as scores,
      (select count(*) from outbox where topic = 'match.ended' and payload ->> 'matchId' = m.id::text)::int as endings
    from matches m where m.id = ${matchId}`
  if (!row) throw new Error(`Postgres has no match ${matchId}`)
  return row
}
