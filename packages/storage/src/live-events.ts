import type { LiveEvent } from '@gameserver/protocol/live-events'
import type { LiveCursor } from './live-cursor.ts'
import type { Sql, Transaction } from './postgres.ts'

/** An event as whoever makes it true writes it; the time is the transaction's. */
export type NewLiveEvent = WithoutTime<LiveEvent> & { playerId: string }
type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'at'> : never

/**
 * Tells players of what the transaction makes true: nobody hears of it unless it commits, and then everybody does who listens
 * or comes back within a day. A player's events are heard in the order of their transactions' first writes, and within a
 * transaction in the order given.
 */
export async function addLiveEvents(
  transaction: Transaction,
  events: readonly NewLiveEvent[],
): Promise<void> {
  if (events.length === 0) return
  const rows = events.map(({ playerId, kind, ...body }) => ({ playerId, kind, body: JSON.stringify(body) }))
  await transaction`
    insert into live_events (player_id, kind, body)
    select player_id, kind, body::jsonb from unnest(
      ${rows.map(({ playerId }) => playerId)}::uuid[], ${rows.map(({ kind }) => kind)}::text[],
      ${rows.map(({ body }) => body)}::text[]
    ) as e (player_id, kind, body)`
}

/** As `addLiveEvents`, where several are told the same: it is sent to Postgres once. */
export async function tellEach(
  transaction: Transaction,
  playerIds: readonly string[],
  { kind, ...body }: WithoutTime<LiveEvent>,
): Promise<void> {
  if (playerIds.length === 0) return
  await transaction`
    insert into live_events (player_id, kind, body)
    select player_id, ${kind}, ${JSON.stringify(body)}::text::jsonb
    from unnest(${[...playerIds]}::uuid[]) as p (player_id)`
}

/** An event as it is read. */
export interface StoredLiveEvent {
  cursor: LiveCursor
  playerId: string
  event: LiveEvent
}

/**
 * Before it, every event there will ever be is there: the oldest transaction still under way, whatever database of the server
 * it is in. Events of that one and of later ones are not read yet, since an earlier one may still come.
 */
export async function liveHorizon(sql: Sql): Promise<LiveCursor> {
  const [row] = await sql<{ horizon: string }[]>`select pg_snapshot_xmin(pg_current_snapshot()) as horizon`
  return horizonOf(row?.horizon)
}

/** The oldest events of all players after `after`, at most `limit`, and up to where they are all. */
export async function readLiveEvents(
  sql: Sql,
  { after, limit }: { after: LiveCursor; limit: number },
): Promise<{ events: StoredLiveEvent[]; upTo: LiveCursor; isMore: boolean }> {
  const rows = await sql<(EventRow & { horizon: string })[]>`
    select h.horizon, e.* from (select pg_snapshot_xmin(pg_current_snapshot()) as horizon) h
    left join lateral (
      select ${eventColumns(sql)} from live_events
      where (xid, id) > (${after.xid.toString()}::xid8, ${after.id.toString()}::bigint) and xid < h.horizon
      order by live_events.xid, live_events.id limit ${limit}
    ) e on true`
  const events = rows.filter(isEvent).map(toStored)
  const isMore = events.length === limit
  return { events, isMore, upTo: (isMore && events.at(-1)?.cursor) || horizonOf(rows[0]?.horizon) }
}

/**
 * The oldest events of one player after `after` and up to `upTo`, at most `limit`. Undefined: it can't be said what followed
 * `after`, because it is too long ago, or not of this database.
 */
export async function readMissedEvents(
  sql: Sql,
  missed: { playerId: string; after: LiveCursor; upTo: LiveCursor; limit: number },
): Promise<StoredLiveEvent[] | undefined> {
  const { playerId, after, upTo, limit } = missed
  const [afterXid, afterId] = [after.xid.toString(), after.id.toString()]
  const rows = await sql<(EventRow & { isKnown: boolean })[]>`
    select r."isKnown", e.* from (
      select (xid, id) <= (${afterXid}::xid8, ${afterId}::bigint)
        and ${afterXid}::xid8 <= pg_snapshot_xmax(pg_current_snapshot()) as "isKnown"
      from live_events_removed
    ) r
    left join lateral (
      select ${eventColumns(sql)} from live_events
      where player_id = ${playerId} and (xid, id) > (${afterXid}::xid8, ${afterId}::bigint)
        and (xid, id) <= (${upTo.xid.toString()}::xid8, ${upTo.id.toString()}::bigint)
      order by live_events.xid, live_events.id limit ${limit}
    ) e on true`
  return rows[0]?.isKnown ? rows.filter(isEvent).map(toStored) : undefined
}

/**
 * Removes the oldest events, at most `limit`, that are older than `keptHours`, and remembers how far that went. They are found
 * at the front of the order, whose times may differ from it by no more than a transaction lasts.
 */
export async function removeOldLiveEvents(
  sql: Sql,
  { keptHours, limit }: { keptHours: number; limit: number },
): Promise<number> {
  const [removed] = await sql<{ count: number }[]>`
    with removed as (
      delete from live_events where (xid, id) in (
        select xid, id from (select xid, id, created_at from live_events order by xid, id limit ${limit}) oldest
        where created_at < now() - ${keptHours} * interval '1 hour')
      returning xid, id
    ), last as (
      select xid, id from removed order by xid desc, id desc limit 1
    ), remembered as (
      update live_events_removed r set xid = last.xid, id = last.id from last
      where (r.xid, r.id) < (last.xid, last.id)
    )
    select count(*)::int as count from removed`
  return removed?.count ?? 0
}

interface EventRow {
  xid: string
  id: string
  playerId: string
  kind: string
  body: object
  createdAt: Date
}

const eventColumns = (sql: Sql) =>
  sql`xid::text, id, player_id as "playerId", kind, body, created_at as "createdAt"`

/** Without any event, the row of the left join has nothing in it. */
const isEvent = (row: EventRow) => row.id !== null

function toStored({ xid, id, playerId, kind, body, createdAt }: EventRow): StoredLiveEvent {
  return {
    cursor: { xid: BigInt(xid), id: BigInt(id) },
    playerId,
    event: { kind, at: createdAt.toISOString(), ...body } as LiveEvent,
  }
}

const horizonOf = (xid = '0'): LiveCursor => ({ xid: BigInt(xid), id: 0n })
