import type { SeasonGrant } from '@gameserver/protocol/competition'
import type { Sql } from './postgres.ts'

/** What seasons have brought the player, newest first. */
export async function playerGrants(sql: Sql, playerId: string, limit: number): Promise<SeasonGrant[]> {
  const rows = await sql<(Omit<SeasonGrant, 'grantedAt'> & { grantedAt: Date })[]>`
    select leaderboard, season, rank, reward, granted_at as "grantedAt" from season_grants
    where player_id = ${playerId} order by granted_at desc, leaderboard limit ${limit}`
  return rows.map((row) => ({ ...row, grantedAt: row.grantedAt.toISOString() }))
}
