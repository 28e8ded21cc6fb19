import type { Sql } from './postgres.ts'
import { seenIntervalMs } from './ticket-presence.ts'

export interface WaitingTicket {
  game: string
  mode: string
  reasonCode: string
  reason: string
  waitedSeconds: number
  waiting: number
  position: number
  partyId: string | null
  /** While its players are asked whether they accept a match. */
  offerId: string | null
  members: { playerId: string; mu: number }[]
}

/**
 * The player's ticket with its place in the queue by age; notes that the player has asked. Whoever holds the player's row
 * at the moment is not waited for: the next question will be noted.
 */
export async function askAfterTicket(sql: Sql, playerId: string): Promise<WaitingTicket | undefined> {
  const [ticket] = await sql<WaitingTicket[]>`
    with seen as (
      update ticket_players set seen_at = clock_timestamp() where player_id in (
        select player_id from ticket_players where player_id = ${playerId}
          and seen_at < clock_timestamp() - ${seenIntervalMs} * interval '1 millisecond'
        for update skip locked)
    )
    select t.game, t.mode, t.reason_code as "reasonCode", t.reason, t.party_id as "partyId",
      t.offer_id as "offerId",
      extract(epoch from clock_timestamp() - t.created_at)::float8 as "waitedSeconds",
      (select count(*)::int from tickets o where o.game = t.game and o.mode = t.mode) as waiting,
      (select count(*)::int from tickets o where o.game = t.game and o.mode = t.mode
        and (o.created_at, o.id) <= (t.created_at, t.id)) as position,
      (select jsonb_agg(jsonb_build_object('playerId', m.player_id, 'mu', m.mu) order by m.player_id)
        from ticket_players m where m.ticket_id = t.id) as members
    from ticket_players p join tickets t on t.id = p.ticket_id where p.player_id = ${playerId}`
  return ticket
}

/** How a ticket's wait ended in a match. */
export interface RecentWait {
  waitedMs: number
  players: number
  meanMu: number
}

/** Enough to tell one kind of ticket from another; older ones tell of another hour. */
const recentWaitsMax = 400

/** Of the queue's latest matches, no more than an hour ago. */
export async function recentWaits(sql: Sql, game: string, mode: string): Promise<RecentWait[]> {
  return sql<RecentWait[]>`
    select extract(epoch from max(p.matched_at - p.queued_at))::float8 * 1000 as "waitedMs",
      count(*)::int as players, avg(coalesce(p.mu, 25))::float8 as "meanMu"
    from (
      select id from matches where game = ${game} and mode = ${mode} and created_at > now() - interval '1 hour'
      order by created_at desc limit ${recentWaitsMax}
    ) m join match_players p on p.match_id = m.id
    group by m.id, coalesce(p.ticket_id, -p.slot) limit ${recentWaitsMax}`
}

/** What was measured last, in milliseconds by region; it goes for tickets taken from now on. */
export async function saveLatencies(
  sql: Sql,
  playerId: string,
  latencies: Readonly<Record<string, number>>,
): Promise<void> {
  await sql`
    insert into player_latencies (player_id, latencies) values (${playerId}, ${sql.json(latencies)})
    on conflict (player_id) do update set latencies = excluded.latencies, measured_at = now()`
}
