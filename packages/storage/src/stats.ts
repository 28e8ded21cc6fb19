import type { Stats } from '@gameserver/protocol/http'
import type { Sql } from './postgres.ts'

type GameStats = Stats['games'][number]

/** What a player has done in each game, over the matches that came to a result. */
export async function playerStats(sql: Sql, playerId: string): Promise<GameStats[]> {
  const rows = await sql<(Omit<GameStats, 'lastPlayedAt'> & { lastPlayedAt: Date })[]>`
    select m.game, count(*)::int as matches,
      (count(*) filter (where p.rank = 1))::int as wins,
      coalesce(max(p.score), 0) as "bestScore", coalesce(sum(p.score), 0) as "totalScore",
      max(m.ended_at) as "lastPlayedAt"
    from match_players p join matches m on m.id = p.match_id
    where p.player_id = ${playerId} and m.status = 'ended'
    group by m.game order by m.game`
  return rows.map((row) => ({ ...row, lastPlayedAt: row.lastPlayedAt.toISOString() }))
}
