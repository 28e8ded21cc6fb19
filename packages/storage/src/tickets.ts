import { addLiveEvents } from './live-events.ts'
import type { Sql, Transaction } from './postgres.ts'

export interface NewTicket {
  playerId: string
  game: string
  mode: string
  playersMin: number
  playersMax: number
  reason: string
}

/** `unchanged`: the player holds the very same ticket already, as after a repeated request. */
export type EnqueueOutcome = 'queued' | 'unchanged' | 'already_queued' | 'in_match'

/**
 * Gives the player a ticket. The player's row is locked before, here and where matches are formed, so that nobody gets
 * a ticket while a match is being made of the former one. Who holds a ticket takes no lock: repeating costs others nothing.
 */
export async function enqueue(sql: Sql, ticket: NewTicket): Promise<EnqueueOutcome> {
  const { playerId, game, mode, playersMin, playersMax, reason } = ticket
  return sql.begin(async (transaction) => {
    const held = await compareWithHeld(transaction, ticket)
    if (held !== undefined) return held
    await transaction`select from players where id = ${playerId} for no key update`
    const [match] = await transaction`select from match_players where player_id = ${playerId} and live`
    if (match !== undefined) return 'in_match'
    const inserted = await transaction`
      insert into tickets (player_id, game, mode, players_min, players_max, reason)
      values (${playerId}, ${game}, ${mode}, ${playersMin}, ${playersMax}, ${reason})
      on conflict (player_id) do nothing`
    if (inserted.count === 1) return 'queued'
    return (await compareWithHeld(transaction, ticket)) ?? 'already_queued'
  })
}

async function compareWithHeld(
  transaction: Transaction,
  { playerId, game, mode, playersMin, playersMax }: NewTicket,
): Promise<'unchanged' | 'already_queued' | undefined> {
  const [held] = await transaction<{ isSame: boolean }[]>`
    select game = ${game} and mode = ${mode} and players_min = ${playersMin} and players_max = ${playersMax} as "isSame"
    from tickets where player_id = ${playerId}`
  if (held === undefined) return undefined
  return held.isSame ? 'unchanged' : 'already_queued'
}

/** False: there was no ticket, be it that none was taken or that a match has been made of it. */
export async function dequeue(sql: Sql, playerId: string): Promise<boolean> {
  return sql.begin(async (transaction) => {
    const removed = await transaction<RemovedTicket[]>`
      delete from tickets where player_id = ${playerId} returning player_id as "playerId", game, mode`
    await tellLeft(transaction, removed, 'left')
    return removed.length === 1
  })
}

interface RemovedTicket {
  playerId: string
  game: string
  mode: string
}

async function tellLeft(
  transaction: Transaction,
  tickets: readonly RemovedTicket[],
  reason: 'left' | 'unseen',
): Promise<void> {
  await addLiveEvents(
    transaction,
    tickets.map((ticket) => ({ ...ticket, kind: 'queue.left', reason })),
  )
}

export interface WaitingTicket {
  game: string
  mode: string
  reason: string
  waitedSeconds: number
  waiting: number
  position: number
}

/**
 * How long a question counts for those that follow. Players ask about once a second, and a row written each time would
 * cost more than all the reading. Must stay well below the time after which tickets are withdrawn.
 */
export const seenIntervalMs = 3_000

/**
 * The player's ticket with its place in the queue by age; notes that the player has asked. Whoever holds the ticket's row
 * at the moment is not waited for: the next question will be noted.
 */
export async function askAfterTicket(sql: Sql, playerId: string): Promise<WaitingTicket | undefined> {
  const [ticket] = await sql<WaitingTicket[]>`
    with seen as (
      update tickets set seen_at = clock_timestamp() where player_id in (
        select player_id from tickets where player_id = ${playerId}
          and seen_at < clock_timestamp() - ${seenIntervalMs} * interval '1 millisecond'
        for update skip locked)
    )
    select t.game, t.mode, t.reason,
      extract(epoch from clock_timestamp() - t.created_at)::float8 as "waitedSeconds",
      (select count(*)::int from tickets o where o.game = t.game and o.mode = t.mode) as waiting,
      (select count(*)::int from tickets o where o.game = t.game and o.mode = t.mode
        and (o.created_at, o.player_id) <= (t.created_at, t.player_id)) as position
    from tickets t where t.player_id = ${playerId}`
  return ticket
}

/**
 * Withdraws the tickets whose players have not asked after them for so long, and returns their queues. Skips rows that
 * others hold, and so can neither wait for a pass that forms matches nor be in its way.
 */
export async function withdrawUnseen(
  sql: Sql,
  ticketTimeoutMs: number,
): Promise<{ game: string; mode: string }[]> {
  return sql.begin(async (transaction) => {
    const withdrawn = await transaction<RemovedTicket[]>`
      delete from tickets where player_id in (
        select player_id from tickets
        where seen_at < clock_timestamp() - ${ticketTimeoutMs} * interval '1 millisecond'
        for update skip locked)
      returning player_id as "playerId", game, mode`
    await tellLeft(transaction, withdrawn, 'unseen')
    return withdrawn.map(({ game, mode }) => ({ game, mode }))
  })
}

/** What half of the queue's latest 50 players waited at most; null when nobody has been matched in the last hour. */
export async function medianWaitSeconds(sql: Sql, game: string, mode: string): Promise<number | null> {
  const [row] = await sql<{ seconds: number | null }[]>`
    select percentile_cont(0.5) within group (order by waited) as seconds from (
      select extract(epoch from p.matched_at - p.queued_at)::float8 as waited
      from matches m join match_players p on p.match_id = m.id
      where m.game = ${game} and m.mode = ${mode} and m.created_at > now() - interval '1 hour'
      order by m.created_at desc limit 50
    ) latest`
  return row?.seconds ?? null
}
