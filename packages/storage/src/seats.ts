import { addLiveEvents, type NewLiveEvent } from './live-events.ts'
import type { ClaimedSeat } from './matches.ts'
import type { Sql, Transaction } from './postgres.ts'
import { newRating } from './tickets.ts'

/** A match of the engine has no more. */
const slotsMax = 128

/** Players who come into a match that has been made already: together, or not at all. */
export interface LateArrival {
  matchId: string
  seats: NewSeat[]
  /** What they get the seats for; undefined: no ticket. It is there, and locked. */
  ticketId?: string | undefined
  /** Undefined: as many as the match may have. */
  teams?: TeamLimits | undefined
}

export interface NewSeat {
  playerId: string
  team: number
  role?: string | undefined
}

/** How many a team may have, in all and of each role. */
export interface TeamLimits {
  size: number
  roles?: Readonly<Record<string, number>> | undefined
}

/** `match_closed`: the game takes nobody now. `been_there`: one of the players has left the match, and does not come back. */
export type SeatRefusal = 'match_over' | 'match_closed' | 'match_full' | 'been_there'

/**
 * Adds seats to matches, and says of each arrival why not, if so. The matches' rows are locked in the order of their ids, after
 * the players', and what is compared is what the rows say then: seats never exceed what there are. Slots are new ones: results
 * are kept by slot, also of those who have left.
 */
export async function addSeats(
  transaction: Transaction,
  arrivals: readonly LateArrival[],
): Promise<(SeatRefusal | undefined)[]> {
  const matches = await lockMatches(
    transaction,
    arrivals.map(({ matchId }) => matchId),
  )
  const seated: SeatedArrival[] = []
  const refusals = arrivals.map((arrival) => {
    const match = matches.get(arrival.matchId)
    if (match === undefined) return 'match_over'
    const refusal = refuse(match, arrival)
    if (refusal === undefined) seated.push({ ...arrival, match, slots: take(match, arrival) })
    return refusal
  })
  if (seated.length > 0) await seat(transaction, seated)
  return refusals
}

interface LockedMatch {
  id: string
  game: string
  mode: string
  status: 'placing' | 'waiting' | 'running'
  isOpen: boolean
  playersMax: number
  nextSlot: number
  seats: { playerId: string; team: number; role: string | null; live: boolean }[]
}

type SeatedArrival = LateArrival & { match: LockedMatch; slots: number[] }

/** Those that are not over. */
async function lockMatches(
  transaction: Transaction,
  matchIds: readonly string[],
): Promise<Map<string, LockedMatch>> {
  const matches = await transaction<Omit<LockedMatch, 'nextSlot' | 'seats'>[]>`
    select m.id, m.game, m.mode, m.status, m.is_open as "isOpen", coalesce(m.players_max, g.players_max) as "playersMax"
    from matches m join games g on g.id = m.game
    where m.id = any(${[...matchIds]}::uuid[]) and m.ended_at is null order by m.id for no key update of m`
  const seats = await transaction<(LockedMatch['seats'][number] & { matchId: string; slot: number })[]>`
    select match_id as "matchId", player_id as "playerId", slot, team, role, live from match_players
    where match_id = any(${matches.map(({ id }) => id)}::uuid[])`
  return new Map(
    matches.map((match) => {
      const own = seats.filter(({ matchId }) => matchId === match.id)
      return [match.id, { ...match, seats: own, nextSlot: 1 + Math.max(-1, ...own.map(({ slot }) => slot)) }]
    }),
  )
}

function refuse(match: LockedMatch, { seats, teams }: LateArrival): SeatRefusal | undefined {
  if (!match.isOpen) return 'match_closed'
  const before = new Set(match.seats.map(({ playerId }) => playerId))
  if (seats.some(({ playerId }) => before.has(playerId))) return 'been_there'
  const together = [...match.seats.filter(({ live }) => live), ...seats]
  const isFull = together.length > match.playersMax || match.nextSlot + seats.length > slotsMax
  return isFull || (teams && seats.some(({ team }) => !fits(together, team, teams)))
    ? 'match_full'
    : undefined
}

function fits(
  seats: readonly { team: number; role?: string | null | undefined }[],
  team: number,
  limits: TeamLimits,
) {
  const own = seats.filter((seat) => seat.team === team)
  const roles = Object.entries(limits.roles ?? {})
  return (
    own.length <= limits.size &&
    roles.every(([role, most]) => own.filter((seat) => seat.role === role).length <= most)
  )
}

function take(match: LockedMatch, { seats }: LateArrival): number[] {
  match.seats.push(...seats.map(({ playerId, team, role = null }) => ({ playerId, team, role, live: true })))
  return seats.map(() => match.nextSlot++)
}

async function seat(transaction: Transaction, arrivals: readonly SeatedArrival[]): Promise<void> {
  const rows = arrivals.flatMap(({ match, seats, slots, ticketId = '0' }) =>
    seats.map(({ playerId, team, role = '' }, index) => {
      return { matchId: match.id, playerId, slot: slots[index] as number, team, role, ticketId }
    }),
  )
  const inserted = await transaction`
    insert into match_players (match_id, player_id, slot, team, role, name, queued_at, mu, ticket_id, is_late, ticket)
    select s.match_id, s.player_id, s.slot, s.team, nullif(s.role, ''), o.name, coalesce(t.created_at, now()),
      coalesce(p.mu, r.mu, ${newRating.mu}), t.id, true, ${ticketText(transaction)}
    from unnest(
      ${rows.map(({ matchId }) => matchId)}::uuid[], ${rows.map(({ playerId }) => playerId)}::uuid[],
      ${rows.map(({ slot }) => slot)}::int[], ${rows.map(({ team }) => team)}::int[],
      ${rows.map(({ role }) => role)}::text[], ${rows.map(({ ticketId }) => ticketId)}::bigint[]
    ) as s (match_id, player_id, slot, team, role, ticket_id)
    join matches m on m.id = s.match_id join players o on o.id = s.player_id
    left join tickets t on t.id = s.ticket_id
    left join ticket_players p on p.ticket_id = t.id and p.player_id = s.player_id
    left join ratings r on r.player_id = s.player_id and r.game = m.game and r.mode = m.mode`
  if (inserted.count !== rows.length) throw new Error('a player is gone since the ticket was read')
  const ticketIds = rows.map(({ ticketId }) => ticketId)
  // What a newcomer wishes goes for those to come.
  await transaction`
    update matches m set seats_revision = seats_revision + 1,
      players_max = least(players_max, (select min(t.players_max) from tickets t
        join match_players p on p.ticket_id = t.id where p.match_id = m.id and t.id = any(${ticketIds}::bigint[])))
    where id = any(${arrivals.map(({ match }) => match.id)}::uuid[])`
  await transaction`delete from tickets where id = any(${ticketIds}::bigint[])`
  await addLiveEvents(transaction, arrivals.flatMap(foundEvents))
}

/** The ticket with its players, as rows that can be put back. */
const ticketText = (transaction: Transaction) => transaction`
  case when t.id is not null then to_jsonb(t) || jsonb_build_object('players',
    (select jsonb_agg(to_jsonb(tp)) from ticket_players tp where tp.ticket_id = t.id)) end`

function foundEvents({ match, seats }: SeatedArrival): NewLiveEvent[] {
  const { id: matchId, game, mode, status } = match
  return seats.map(({ playerId }) => ({ playerId, kind: 'match.found', matchId, game, mode, status }))
}

/** The seats of a match whose players have not left, and how often some were added. Undefined for a stale epoch. */
export async function findSeats(
  sql: Sql,
  { matchId, epoch }: { matchId: string; epoch: number },
): Promise<{ revision: number; seats: ClaimedSeat[] } | undefined> {
  const [match] = await sql<{ revision: number; seats: ClaimedSeat[] | null }[]>`
    select seats_revision as revision,
      (select jsonb_agg(jsonb_build_object('playerId', player_id, 'name', name, 'slot', slot, 'team', team, 'role', role)
          order by slot) from match_players where match_id = m.id and left_at is null) as seats
    from matches m where id = ${matchId} and epoch = ${epoch} and ended_at is null`
  return match && { revision: match.revision, seats: match.seats ?? [] }
}

/** Whether the game takes newcomers from now on. Nothing happens when the epoch is stale. */
export async function setMatchOpen(
  sql: Sql,
  { matchId, epoch, isOpen }: { matchId: string; epoch: number; isOpen: boolean },
): Promise<void> {
  await sql`update matches set is_open = ${isOpen} where id = ${matchId} and epoch = ${epoch} and ended_at is null`
}
