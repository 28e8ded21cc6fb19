import { type Backfill, type BackfilledMatch, fillSeats, readOpenMatches } from './backfill.ts'
import { addLiveEvents } from './live-events.ts'
import { type FormedMatch, formMatches, lockTickets, releaseParties } from './match-forming.ts'
import { offerMatches } from './match-offers.ts'
import type { QueueName } from './matcher-leases.ts'
import type { Sql, Transaction } from './postgres.ts'

export interface QueuedTicket {
  id: string
  partyId: string | null
  members: {
    playerId: string
    mu: number
    sigma: number
    roles: string[]
    /** Undefined: none was measured. */
    latencyMs?: Record<string, number>
  }[]
  playersMin: number
  playersMax: number
  properties: Record<string, string | number | boolean | null>
  queuedAtMs: number
  reason: string
}

/** What a pass decides: the seats to fill and the matches to make, and the reasons to wait that have changed. */
export interface Decision {
  backfills?: Backfill[]
  matches: FormedMatch[]
  reasons: ChangedReason[]
}

export interface ChangedReason {
  ticketId: string
  code: string
  text: string
}

/** A pass considers the oldest of more than this, which bounds its time: reading and matching them take some 0.3 s. */
const ticketsPerPassMax = 10_000

/**
 * A pass makes no more than this of matches, those of the oldest tickets: some 0.6 s, far below the deadline of a transaction,
 * beyond which nothing would come of it. Parties are told one by one.
 */
const playersPerPassMax = 5_000
const partiesPerPassMax = 200
/** Tickets that come into running matches; each may be a party. */
const backfillsPerPassMax = 200

/** The others' reasons follow at the next passes: telling all of a large queue at once would hold up its matches. */
const reasonsPerPassMax = 500

/** The matches that were made, or offered, and the tickets that came into running ones. */
export interface QueuePass {
  matches: FormedMatch[]
  backfills: Backfill[]
}

/**
 * One pass over a queue, in one transaction. Tickets that have gone since they were read take the match made of them with
 * them. With `acceptSeconds` matches are offered to their players, who have so long to accept; with `isBackfilled` it is told the
 * running matches that have room. That no player gets into two matches is up to the rows: a ticket is deleted once, and a player
 * has one live row in match_players.
 */
export async function matchQueue(
  sql: Sql,
  queue: QueueName,
  decide: (tickets: QueuedTicket[], nowMs: number, open: BackfilledMatch[]) => Decision,
  {
    acceptSeconds,
    isBackfilled = false,
  }: { acceptSeconds?: number | undefined; isBackfilled?: boolean } = {},
): Promise<QueuePass> {
  return sql.begin(async (transaction) => {
    const { tickets, nowMs } = await readQueue(transaction, queue)
    if (tickets.length === 0) return { matches: [], backfills: [] }
    const open = isBackfilled ? await readOpenMatches(transaction, queue) : []
    const { backfills = [], matches: proposed, reasons } = decide(tickets, nowMs, open)
    const matches = withinBounds(proposed)
    const filled =
      backfills.length === 0 ? [] : await fill(transaction, backfills.slice(0, backfillsPerPassMax), matches)
    const made = matches.length === 0 ? [] : await make(transaction, matches, acceptSeconds)
    if (reasons.length > 0) await keepReasons(transaction, queue, reasons.slice(0, reasonsPerPassMax))
    return { matches: made, backfills: filled }
  })
}

/** All that the pass is about is locked at once, in the usual order. */
async function fill(
  transaction: Transaction,
  backfills: readonly Backfill[],
  matches: readonly FormedMatch[],
): Promise<Backfill[]> {
  const comings = backfills.map(({ ticketId, partyId, seats }) => ({
    tickets: [{ id: ticketId, partyId }],
    seats,
  }))
  const present = await lockTickets(transaction, [...comings, ...matches], null)
  const filled = await fillSeats(transaction, backfills, present)
  await releaseParties(
    transaction,
    filled.map(({ ticketId, partyId }) => ({ tickets: [{ id: ticketId, partyId }] })),
  )
  return filled
}

function make(transaction: Transaction, matches: readonly FormedMatch[], acceptSeconds: number | undefined) {
  return acceptSeconds === undefined
    ? formMatches(transaction, matches)
    : offerMatches(transaction, matches, acceptSeconds)
}

function withinBounds(matches: readonly FormedMatch[]): FormedMatch[] {
  let [players, parties] = [0, 0]
  const beyond = matches.findIndex(({ seats, tickets }) => {
    players += seats.length
    parties += tickets.filter(({ partyId }) => partyId !== null).length
    return players > playersPerPassMax || parties > partiesPerPassMax
  })
  // One is made in any case.
  return beyond < 0 ? [...matches] : matches.slice(0, Math.max(1, beyond))
}

async function readQueue(
  transaction: Transaction,
  { game, mode }: QueueName,
): Promise<{ tickets: QueuedTicket[]; nowMs: number }> {
  const rows = await transaction<(QueuedTicket & { nowMs: number })[]>`
    select t.id, t.party_id as "partyId", t.players_min as "playersMin", t.players_max as "playersMax",
      t.properties, t.reason,
      extract(epoch from t.created_at)::float8 * 1000 as "queuedAtMs",
      extract(epoch from clock_timestamp())::float8 * 1000 as "nowMs",
      (select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('playerId', p.player_id, 'mu', p.mu, 'sigma', p.sigma,
          'roles', p.roles, 'latencyMs', nullif(p.latencies, '{}'))) order by p.player_id)
        from ticket_players p where p.ticket_id = t.id) as members
    from tickets t where t.game = ${game} and t.mode = ${mode} and t.offer_id is null
    order by t.created_at, t.id limit ${ticketsPerPassMax}`
  const tickets = rows.filter(({ members }) => members !== null).map(({ nowMs: _nowMs, ...ticket }) => ticket)
  return { tickets, nowMs: rows.at(-1)?.nowMs ?? 0 }
}

/** Whom another player has let down reads of it for so long, whatever the queue says. */
const returnedReasonMs = 5_000

/** Skips tickets that others hold: they are about to go, or will be told at the next pass. */
async function keepReasons(
  transaction: Transaction,
  queue: QueueName,
  reasons: readonly ChangedReason[],
): Promise<void> {
  const changed = await transaction<(Pick<ChangedReason, 'code' | 'text'> & { playerIds: string[] })[]>`
    with changing as (
      select id from tickets where id = any(${reasons.map(({ ticketId }) => ticketId)}::bigint[]) and offer_id is null
        and (returned_at is null or returned_at < clock_timestamp() - ${returnedReasonMs} * interval '1 millisecond')
      for update skip locked
    )
    update tickets t set reason_code = r.code, reason = r.text
    from changing join unnest(
      ${reasons.map(({ ticketId }) => ticketId)}::bigint[], ${reasons.map(({ code }) => code)}::text[],
      ${reasons.map(({ text }) => text)}::text[]
    ) as r (id, code, text) using (id)
    where t.id = changing.id
    returning r.code, r.text,
      (select jsonb_agg(player_id) from ticket_players p where p.ticket_id = t.id) as "playerIds"`
  await addLiveEvents(
    transaction,
    changed.flatMap(({ code, text, playerIds }) =>
      (playerIds ?? []).map((playerId) => {
        return { playerId, kind: 'queue.updated' as const, ...queue, reasonCode: code, reason: text }
      }),
    ),
  )
}
