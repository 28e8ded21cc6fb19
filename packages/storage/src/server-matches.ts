import type { Heartbeat, HeartbeatAnswer, ServedPlayer } from '@gameserver/protocol/server'
import { tellReady } from './matches.ts'
import type { Sql, Transaction } from './postgres.ts'

/** A match as its server's requests are checked by. */
export interface ServerMatchState {
  game: string
  mode: string
  status: HeartbeatAnswer['status']
  epoch: number
  playerIds: string[]
}

/** Undefined: there is no such match, or no server of the studio has had it. */
export async function findServerMatch(sql: Sql, matchId: string): Promise<ServerMatchState | undefined> {
  const [match] = await sql<(Omit<ServerMatchState, 'playerIds'> & { playerIds: string[] | null })[]>`
    select game, mode, status, epoch,
      (select jsonb_agg(player_id) from match_players where match_id = matches.id) as "playerIds"
    from matches where id = ${matchId} and lease_ends_at is not null`
  return match && { ...match, playerIds: match.playerIds ?? [] }
}

/** Which scores all leaderboards of the game and mode take. */
export async function scoreRange(
  sql: Sql,
  { game, mode }: { game: string; mode: string },
): Promise<{ min: number; max: number }> {
  const [range] = await sql<{ min: number | null; max: number | null }[]>`
    select max(score_min) as min, min(score_max) as max from leaderboards
    where game = ${game} and (mode is null or mode = ${mode})`
  return { min: range?.min ?? Number.NEGATIVE_INFINITY, max: range?.max ?? Number.POSITIVE_INFINITY }
}

/**
 * The server is heard of: it has the match for another `leaseMs`. A lease that has run out is taken up again, as long as no other
 * server has claimed the match, which shows in its epoch. Players are told when they can come, also to a next server.
 */
export async function noteHeartbeat(
  sql: Sql,
  { matchId, leaseMs, heartbeat }: { matchId: string; leaseMs: number; heartbeat: Heartbeat },
): Promise<HeartbeatAnswer | 'unknown_match' | 'stale_epoch'> {
  return sql.begin(async (transaction) => {
    const [match] = await transaction<LockedServerMatch[]>`
      select game, mode, status, epoch, reason from matches
      where id = ${matchId} and lease_ends_at is not null for no key update`
    if (match === undefined) return 'unknown_match'
    if (match.epoch !== heartbeat.epoch) return 'stale_epoch'
    const isOver = match.status === 'ended' || match.status === 'abandoned'
    const isJoinable = !isOver && heartbeat.status !== 'starting'
    const status = isJoinable ? (heartbeat.status as HeartbeatAnswer['status']) : match.status
    if (!isOver) await renewLease(transaction, { ...heartbeat, matchId, leaseMs, status })
    if (isJoinable && match.status === 'placing') await tellReady(transaction, matchId, match)
    return { status, reason: match.reason, players: await readServedPlayers(transaction, matchId) }
  })
}

async function renewLease(
  transaction: Transaction,
  renewal: Omit<Heartbeat, 'status'> & {
    matchId: string
    leaseMs: number
    status: HeartbeatAnswer['status']
  },
): Promise<void> {
  const { matchId, leaseMs, status, endpoint = null, isOpen = null } = renewal
  await transaction`
    update matches set status = ${status}, endpoint = coalesce(${endpoint}, endpoint),
      is_open = coalesce(${isOpen}, is_open), lease_ends_at = now() + ${leaseMs} * interval '1 millisecond',
      started_at = case when ${status} = 'running' then coalesce(started_at, now()) else started_at end
    where id = ${matchId}`
}

interface LockedServerMatch {
  game: string
  mode: string
  status: HeartbeatAnswer['status']
  epoch: number
  reason: string | null
}

/** The seats of a match, by slot. */
export async function readServedPlayers(transaction: Transaction, matchId: string): Promise<ServedPlayer[]> {
  const players = await transaction<ServedPlayer[]>`
    select ${servedPlayerColumns(transaction)}, left_at is not null as "hasLeft"
    from match_players p where match_id = ${matchId} order by slot`
  return [...players]
}

/** Of a seat `p`. A party waits with one ticket, and so does a player without one. */
export const servedPlayerColumns = (sql: Sql | Transaction) => sql`
  p.player_id as "playerId", p.name, p.slot, p.team, p.role,
  case when exists (select from match_players o
      where o.match_id = p.match_id and o.ticket_id = p.ticket_id and o.player_id <> p.player_id)
    then p.ticket_id::text end as party`
