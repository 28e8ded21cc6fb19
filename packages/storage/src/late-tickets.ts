import { addLiveEvents, type NewLiveEvent } from './live-events.ts'
import { tellPartyChanged } from './parties.ts'
import type { Transaction } from './postgres.ts'

interface LateSeat {
  playerId: string
  /** Null: it was not for a ticket. */
  ticketId: string | null
  partyId: string | null
  /** How many the ticket is for. */
  ticketSize: number
}

const reasonCode = 'match_over'
const reason = 'the match was over before you came; you keep your place in line'

/**
 * A match, which is locked, ends while players to whom it was given late are on their way. They have no part in it: their
 * tickets are put back as they were. A party whose members were not all on their way, or which has changed, waits no more.
 */
export async function returnLateTickets(
  transaction: Transaction,
  match: { matchId: string; game: string; mode: string },
  playedIds: readonly string[],
): Promise<void> {
  const { matchId, game, mode } = match
  const seats = await transaction<LateSeat[]>`
    select player_id as "playerId", ticket_id as "ticketId", ticket ->> 'party_id' as "partyId",
      coalesce(jsonb_array_length(ticket -> 'players'), 0) as "ticketSize"
    from match_players
    where match_id = ${matchId} and is_late and live and player_id <> all(${[...playedIds]}::uuid[])`
  if (seats.length === 0) return
  const returned = new Set<string>()
  for (const [ticketId, of] of byTicket(seats))
    if (of.length === of[0]?.ticketSize && (await isPartyStill(transaction, of))) returned.add(ticketId)
  await putBack(transaction, matchId, [...returned])
  await transaction`
    delete from match_players
    where match_id = ${matchId} and player_id = any(${seats.map(({ playerId }) => playerId)}::uuid[])`
  await addLiveEvents(
    transaction,
    seats.map(({ playerId, ticketId }): NewLiveEvent => {
      return ticketId !== null && returned.has(ticketId)
        ? { playerId, kind: 'queue.updated', game, mode, reasonCode, reason }
        : { playerId, kind: 'match.abandoned', matchId, game, mode, reason: reasonCode }
    }),
  )
}

function byTicket(seats: readonly LateSeat[]): Map<string, LateSeat[]> {
  const tickets = new Map<string, LateSeat[]>()
  for (const seat of seats)
    if (seat.ticketId !== null) tickets.set(seat.ticketId, [...(tickets.get(seat.ticketId) ?? []), seat])
  return tickets
}

async function isPartyStill(transaction: Transaction, seats: readonly LateSeat[]): Promise<boolean> {
  const partyId = seats[0]?.partyId ?? null
  if (partyId === null) return true
  const members = await transaction<{ playerId: string }[]>`
    select player_id as "playerId" from party_members where party_id = ${partyId}`
  const ids = new Set(members.map(({ playerId }) => playerId))
  if (ids.size !== seats.length || !seats.every(({ playerId }) => ids.has(playerId))) return false
  const held = await transaction`
    update parties set queued_at = now() where id = ${partyId} and queued_at is null`
  if (held.count > 0) await tellPartyChanged(transaction, partyId)
  return held.count > 0
}

/** As they were, but for the reason to wait; their players count as just heard of. */
async function putBack(
  transaction: Transaction,
  matchId: string,
  ticketIds: readonly string[],
): Promise<void> {
  if (ticketIds.length === 0) return
  const kept = transaction`
    select distinct on (ticket_id) ticket from match_players
    where match_id = ${matchId} and ticket_id = any(${[...ticketIds]}::bigint[])`
  await transaction`
    insert into tickets overriding system value
    select (jsonb_populate_record(null::tickets,
      k.ticket || jsonb_build_object('reason_code', ${reasonCode}::text, 'reason', ${reason}::text))).* from (${kept}) k`
  await transaction`
    insert into ticket_players
    select (jsonb_populate_record(null::ticket_players, p || jsonb_build_object('seen_at', clock_timestamp()))).*
    from (${kept}) k, jsonb_array_elements(k.ticket -> 'players') p`
}
