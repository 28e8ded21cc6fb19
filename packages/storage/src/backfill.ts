import type { QueueName } from './matcher-leases.ts'
import type { Transaction } from './postgres.ts'
import { addSeats, type LateArrival } from './seats.ts'

/** A match that takes newcomers, as a pass over its queue finds it. */
export interface BackfilledMatch {
  id: string
  region: string | null
  playersMax: number
  properties: Record<string, string | number | boolean | null>
  /** Undefined: it has not begun. */
  startedAtMs: number | undefined
  /** Those who are in it, or on their way. */
  players: { playerId: string; team: number; role: string | null; mu: number }[]
  /** Those who have left: they don't come back. */
  leaverIds: string[]
}

/** A ticket that comes into a match. */
export interface Backfill extends LateArrival {
  ticketId: string
  partyId: string | null
}

/** Of those with room, the oldest. A queue with more of them fills these first. */
const matchesPerPassMax = 500

/** Those of the queue with room. Who holds their rows is not waited for: whether the room is still there is seen later. */
export async function readOpenMatches(
  transaction: Transaction,
  { game, mode }: QueueName,
): Promise<BackfilledMatch[]> {
  const rows = await transaction<(Omit<BackfilledMatch, 'players' | 'leaverIds'> & { seats: Seat[] })[]>`
    select m.id, m.region, m.properties, s.seats, coalesce(m.players_max, g.players_max) as "playersMax",
      extract(epoch from m.started_at)::float8 * 1000 as "startedAtMs"
    from matches m join games g on g.id = m.game cross join lateral (
      select count(*) filter (where p.live) as live, jsonb_agg(jsonb_build_object('playerId', p.player_id,
        'team', p.team, 'role', p.role, 'mu', coalesce(p.mu, 25), 'live', p.live)) as seats
      from match_players p where p.match_id = m.id
    ) s
    where m.game = ${game} and m.mode = ${mode} and m.ended_at is null and m.takes_backfill and m.is_open
      and m.status in ('waiting', 'running') and s.live between 1 and coalesce(m.players_max, g.players_max) - 1
    order by m.created_at limit ${matchesPerPassMax}`
  return rows.map(({ seats, startedAtMs, ...match }) => ({
    ...match,
    startedAtMs: startedAtMs ?? undefined,
    players: seats.filter(({ live }) => live),
    leaverIds: seats.filter(({ live }) => !live).map(({ playerId }) => playerId),
  }))
}

type Seat = BackfilledMatch['players'][number] & { live: boolean }

/**
 * Brings the tickets into the matches, whose parties, players and tickets are locked; `present` are those that are still there.
 * Returns those that came in: for the others the seat has gone, or the match has ended, and their tickets wait on.
 */
export async function fillSeats(
  transaction: Transaction,
  proposed: readonly Backfill[],
  present: ReadonlySet<string>,
): Promise<Backfill[]> {
  const arrivals = proposed.filter(({ ticketId }) => present.has(ticketId))
  const refusals = await addSeats(transaction, arrivals)
  return arrivals.filter((_, index) => refusals[index] === undefined)
}
