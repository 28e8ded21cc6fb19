import { addLiveEvents, type NewLiveEvent } from './live-events.ts'
import { tellPartyChanged } from './parties.ts'
import type { Transaction } from './postgres.ts'
import { lockPlayers } from './tickets.ts'

export interface FormedMatch {
  id: string
  game: string
  mode: string
  room: string
  seed: number
  /** Where it is to be played; null: anywhere. */
  region: string | null
  /** How many may play at once, newcomers counted in; those it is made of unless told. */
  playersMax?: number | undefined
  /** Undefined: seats that come free are not filled from the queue. */
  backfill?: {
    /** What newcomers must have in common with those it is made of. */
    properties: Readonly<Record<string, string | number | boolean | null>>
  }
  /** Whether who leaves it while it runs has to wait before queueing again. */
  leavingIsPenalised?: boolean
  tickets: { id: string; partyId: string | null }[]
  /** In the order of their slots. */
  seats: { playerId: string; team: number; role?: string | undefined }[]
}

/**
 * Makes those of the matches whose tickets are all still there, and returns them. Parties are locked first, then players, then
 * tickets, each in the order of their ids, as everywhere. `offerId`: the offer that their players have accepted.
 */
export async function formMatches(
  transaction: Transaction,
  proposed: readonly FormedMatch[],
  offerId: string | null = null,
): Promise<FormedMatch[]> {
  const present = await lockTickets(transaction, proposed, offerId)
  const matches = proposed.filter(({ tickets }) => tickets.every(({ id }) => present.has(id)))
  if (matches.length === 0) return []
  await insertMatches(transaction, matches)
  await seatPlayers(transaction, matches)
  await announceMatches(transaction, matches)
  await releaseParties(transaction, matches)
  return matches
}

/** Their players are still to be seated. */
export async function insertMatches(
  transaction: Transaction,
  matches: readonly Omit<FormedMatch, 'tickets'>[],
): Promise<void> {
  const rows = matches.map(({ id, game, mode, room, seed, region, ...match }) => {
    const { leavingIsPenalised = false, playersMax = null, backfill } = match
    const newcomers = {
      takes_backfill: backfill !== undefined,
      players_max: playersMax,
      properties: transaction.json(backfill?.properties ?? {}) as never,
    }
    return { id, game, mode, room, seed, region, leaving_is_penalised: leavingIsPenalised, ...newcomers }
  })
  await transaction`insert into matches ${transaction(rows)}`
}

/** Tells the players of new matches of them, and whoever reads the outbox. */
export async function announceMatches(
  transaction: Transaction,
  matches: readonly Omit<FormedMatch, 'tickets'>[],
): Promise<void> {
  await transaction`
    insert into outbox (topic, payload)
    select 'match.created', jsonb_build_object('matchId', m.id, 'game', m.game, 'mode', m.mode)
    from matches m where m.id = any(${matches.map(({ id }) => id)}::uuid[])`
  await addLiveEvents(transaction, matches.flatMap(foundEvents))
}

/** Tells which of the tickets are still there, and not taken by an offer; or, with `offerId`, by this one. */
export async function lockTickets(
  transaction: Transaction,
  proposed: readonly Pick<FormedMatch, 'tickets' | 'seats'>[],
  offerId: string | null,
): Promise<Set<string>> {
  const tickets = proposed.flatMap((match) => match.tickets)
  await transaction`select from parties where id = any(${partiesOf(proposed)}::uuid[]) order by id for update`
  await lockPlayers(
    transaction,
    proposed.flatMap(({ seats }) => seats.map(({ playerId }) => playerId)),
  )
  const present = await transaction<{ id: string }[]>`
    select id from tickets where id = any(${tickets.map(({ id }) => id)}::bigint[])
      and offer_id is not distinct from ${offerId}::uuid
    order by id for update`
  return new Set(present.map(({ id }) => id))
}

async function seatPlayers(transaction: Transaction, matches: readonly FormedMatch[]): Promise<void> {
  const seats = matches.flatMap(({ id, seats }) => seats.map((seat, slot) => ({ ...seat, id, slot })))
  const ticketIds = matches.flatMap(({ tickets }) => tickets.map(({ id }) => id))
  const seated = await transaction`
    insert into match_players (match_id, player_id, slot, team, role, name, queued_at, mu, ticket_id)
    select seat.match_id, p.player_id, seat.slot, seat.team, nullif(seat.role, ''), o.name, t.created_at, p.mu, t.id
    from unnest(
      ${seats.map(({ id }) => id)}::uuid[], ${seats.map(({ playerId }) => playerId)}::uuid[],
      ${seats.map(({ slot }) => slot)}::int[], ${seats.map(({ team }) => team)}::int[],
      ${seats.map(({ role = '' }) => role)}::text[]
    ) as seat (match_id, player_id, slot, team, role)
    join ticket_players p on p.player_id = seat.player_id and p.ticket_id = any(${ticketIds}::bigint[])
    join tickets t on t.id = p.ticket_id join players o on o.id = p.player_id`
  // A ticket keeps its players for as long as it lives: if one is gone, so is a player's account, and the next pass sees it.
  if (seated.count !== seats.length) throw new Error('a ticket has lost a player since it was read')
  await transaction`delete from tickets where id = any(${ticketIds}::bigint[])`
}

function foundEvents({ id: matchId, game, mode, seats }: Omit<FormedMatch, 'tickets'>): NewLiveEvent[] {
  return seats.map(({ playerId }) => {
    return { playerId, kind: 'match.found', matchId, game, mode, status: 'placing' }
  })
}

/** They wait no more. */
export async function releaseParties(
  transaction: Transaction,
  matches: readonly Pick<FormedMatch, 'tickets'>[],
): Promise<void> {
  const partyIds = partiesOf(matches)
  await transaction`update parties set queued_at = null where id = any(${partyIds}::uuid[])`
  for (const id of partyIds) await tellPartyChanged(transaction, id)
}

function partiesOf(matches: readonly Pick<FormedMatch, 'tickets'>[]): string[] {
  return matches.flatMap(({ tickets }) => tickets.flatMap(({ partyId }) => partyId ?? []))
}
