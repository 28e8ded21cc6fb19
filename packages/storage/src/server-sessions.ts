import type { MatchStatus } from '@gameserver/protocol/http'
import type { VerifiedSession } from '@gameserver/protocol/server'
import type { Sql } from './postgres.ts'
import { servedPlayerColumns } from './server-matches.ts'

export interface SeatedMatch {
  matchId: string
  game: string
  gameVersion: string
  playedOn: 'authority' | 'server'
  status: MatchStatus
  endpoint: string | null
  slot: number
  team: number
  role: string | null
  /** False: the player has left it for good, or it is over. */
  isLive: boolean
}

/** Undefined: there is no such match, or the player has no seat in it. */
export async function findSeat(
  sql: Sql,
  { matchId, playerId }: { matchId: string; playerId: string },
): Promise<SeatedMatch | undefined> {
  const [seat] = await sql<SeatedMatch[]>`
    select m.id as "matchId", m.game, g.version as "gameVersion", g.played_on as "playedOn", m.status, m.endpoint,
      p.slot, p.team, p.role, p.live as "isLive"
    from match_players p join matches m on m.id = p.match_id join games g on g.id = m.game
    where p.match_id = ${matchId} and p.player_id = ${playerId}`
  return seat
}

/** Who it is that shows a session's token. Undefined: a player who has left the match, or it is over. */
export async function findServedPlayer(
  sql: Sql,
  { matchId, playerId }: { matchId: string; playerId: string },
): Promise<VerifiedSession | undefined> {
  const [player] = await sql<VerifiedSession[]>`
    select p.match_id as "matchId", ${servedPlayerColumns(sql)} from match_players p
    where p.match_id = ${matchId} and p.player_id = ${playerId} and p.live`
  return player
}
