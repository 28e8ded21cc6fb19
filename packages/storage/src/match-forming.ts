import { addLiveEvents, type NewLiveEvent } from './live-events.ts'
import type { Sql, Transaction } from './postgres.ts'

/** The tickets of one queue. */
export interface TicketQueue {
  game: string
  mode: string
  tickets: QueuedTicket[]
}

export interface QueuedTicket {
  id: string
  playerId: string
  playersMin: number
  playersMax: number
  queuedAtMs: number
  reason: string
}

export interface FormedMatch {
  id: string
  game: string
  mode: string
  room: string
  seed: number
  /** In the order of their slots. */
  tickets: { id: string; playerId: string }[]
}

/** What a pass decides: the matches to make, and the reasons to wait that have changed. */
export interface Decision {
  matches: FormedMatch[]
  reasons: { playerId: string; reason: string }[]
}

/** A pass considers the oldest of more than this, which bounds its time; 10,000 take the matcher about 50 ms. */
const ticketsPerPassMax = 10_000

/** Any number will do, as long as nothing else in the database takes the same advisory lock. */
const matcherLock = 7_205_759_404

/**
 * One pass over all queues, in one transaction, by one process at a time: undefined when another has it. Tickets that have
 * gone since they were read take the match made of them with them. Returns the matches that were made.
 *
 * The lock only saves work. That no player gets into two matches is up to the rows: a ticket is deleted once, and a player
 * has one live row in match_players.
 */
export async function matchTickets(
  sql: Sql,
  decide: (queues: TicketQueue[], nowMs: number) => Decision,
): Promise<FormedMatch[] | undefined> {
  return sql.begin(async (transaction) => {
    const [lock] = await transaction<{ isOurs: boolean }[]>`
      select pg_try_advisory_xact_lock(${matcherLock}) as "isOurs"`
    if (!lock?.isOurs) return undefined
    const { queues, nowMs } = await readQueues(transaction)
    if (queues.length === 0) return []
    const { matches, reasons } = decide(queues, nowMs)
    await keepReasons(transaction, reasons)
    return matches.length === 0 ? [] : formMatches(transaction, matches)
  })
}

async function readQueues(transaction: Transaction): Promise<{ queues: TicketQueue[]; nowMs: number }> {
  const rows = await transaction<(QueuedTicket & { game: string; mode: string; nowMs: number })[]>`
    select id, player_id as "playerId", game, mode, players_min as "playersMin", players_max as "playersMax", reason,
      extract(epoch from created_at)::float8 * 1000 as "queuedAtMs",
      extract(epoch from clock_timestamp())::float8 * 1000 as "nowMs"
    from tickets order by created_at limit ${ticketsPerPassMax}`
  const queues = new Map<string, TicketQueue>()
  for (const { game, mode, nowMs: _nowMs, ...ticket } of rows) {
    const key = `${game}/${mode}`
    const queue = queues.get(key) ?? { game, mode, tickets: [] }
    queue.tickets.push(ticket)
    queues.set(key, queue)
  }
  return { queues: [...queues.values()], nowMs: rows.at(-1)?.nowMs ?? 0 }
}

async function keepReasons(transaction: Transaction, reasons: Decision['reasons']): Promise<void> {
  if (reasons.length === 0) return
  await transaction`
    update tickets t set reason = r.reason
    from unnest(
      ${reasons.map(({ playerId }) => playerId)}::uuid[], ${reasons.map(({ reason }) => reason)}::text[]
    ) as r (player_id, reason)
    where t.player_id = r.player_id`
}

async function formMatches(transaction: Transaction, proposed: FormedMatch[]): Promise<FormedMatch[]> {
  const present = await takeTickets(transaction, proposed)
  const matches = proposed.filter(({ tickets }) => tickets.every(({ id }) => present.has(id)))
  if (matches.length === 0) return []
  await transaction`
    insert into matches ${transaction(matches.map(({ tickets: _tickets, ...match }) => match))}`
  const seats = matches.flatMap(({ id, tickets }) =>
    tickets.map(({ playerId }, slot) => ({ id, playerId, slot })),
  )
  await transaction`
    with seat as (
      select * from unnest(
        ${seats.map(({ id }) => id)}::uuid[], ${seats.map(({ playerId }) => playerId)}::uuid[],
        ${seats.map(({ slot }) => slot)}::int[]
      ) as s (match_id, player_id, slot)
    ), used as (
      delete from tickets t using seat where t.player_id = seat.player_id returning t.player_id, t.created_at
    )
    insert into match_players (match_id, player_id, slot, name, queued_at)
    select seat.match_id, seat.player_id, seat.slot, p.name, used.created_at
    from seat join used using (player_id) join players p on p.id = seat.player_id`
  await transaction`
    insert into outbox (topic, payload)
    select 'match.created', jsonb_build_object('matchId', m.id, 'game', m.game, 'mode', m.mode)
    from matches m where m.id = any(${matches.map(({ id }) => id)}::uuid[])`
  await addLiveEvents(transaction, matches.flatMap(foundEvents))
  return matches
}

function foundEvents({ id: matchId, game, mode, tickets }: FormedMatch): NewLiveEvent[] {
  return tickets.map(({ playerId }) => {
    return { playerId, kind: 'match.found', matchId, game, mode, status: 'placing' }
  })
}

/** Locks the players, in one order for everybody, and tells which of the tickets are still there. */
async function takeTickets(transaction: Transaction, proposed: FormedMatch[]): Promise<Set<string>> {
  const tickets = proposed.flatMap(({ tickets }) => tickets)
  await transaction`
    select from players where id = any(${tickets.map(({ playerId }) => playerId)}::uuid[])
    order by id for no key update`
  const present = await transaction<{ id: string }[]>`
    select id from tickets
    where player_id = any(${tickets.map(({ playerId }) => playerId)}::uuid[])
      and id = any(${tickets.map(({ id }) => id)}::bigint[])
    order by player_id for update`
  return new Set(present.map(({ id }) => id))
}
