import type { Match, MatchStatus } from '@gameserver/protocol/http'
import type { Sql } from './postgres.ts'

/** A match as the API tells it, with its players by slot. */
export async function findMatch(sql: Sql, matchId: string): Promise<Match | undefined> {
  const [match] = await sql<MatchRow[]>`
    select id, game, mode, room, region, status, epoch, reason,
      created_at as "createdAt", started_at as "startedAt", ended_at as "endedAt"
    from matches where id = ${matchId}`
  if (match === undefined) return undefined
  const players = await sql<Match['players']>`
    select player_id as "playerId", name, slot, team, role, score, rank from match_players
    where match_id = ${matchId} order by slot`
  return {
    ...match,
    players: [...players],
    createdAt: match.createdAt.toISOString(),
    startedAt: match.startedAt?.toISOString() ?? null,
    endedAt: match.endedAt?.toISOString() ?? null,
  }
}

export interface LiveMatch {
  id: string
  game: string
  gameVersion: string
  room: string
  /** Where it is played; null: in none of the regions. */
  region: string | null
  status: MatchStatus
}

/** The one match the player is in, if any. */
export async function findLiveMatch(sql: Sql, playerId: string): Promise<LiveMatch | undefined> {
  const [match] = await sql<LiveMatch[]>`
    select m.id, m.game, g.version as "gameVersion", m.room, m.region, m.status
    from match_players p join matches m on m.id = p.match_id join games g on g.id = m.game
    where p.player_id = ${playerId} and p.live`
  return match
}

type MatchRow = Omit<Match, 'players' | 'createdAt' | 'startedAt' | 'endedAt'> & {
  createdAt: Date
  startedAt: Date | null
  endedAt: Date | null
}
