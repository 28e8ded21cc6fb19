import type { RoomListing, RoomStatus } from '@gameserver/protocol/rooms'
import type { Sql } from './postgres.ts'
import { isApartFromHost, listingColumns } from './rooms.ts'

/** Where a page ended: the next one begins after it. */
export interface RoomCursor {
  /** To the microsecond, as Postgres keeps it. */
  createdAt: string
  id: string
}

export interface RoomQuery {
  /** Rooms are left out whose host and this player have nothing to do with each other. */
  playerId: string
  game?: string | undefined
  mode?: string | undefined
  region?: string | undefined
  status?: RoomStatus | undefined
  hasFreeSeat?: boolean | undefined
  hasPassword?: boolean | undefined
  /** Anywhere in the name, in whatever case. */
  text?: string | undefined
  /** As they are written; a number or a truth value is the one that is written so. */
  properties?: Readonly<Record<string, string>>
  after?: RoomCursor | undefined
  limit: number
}

/** Public rooms that are not over, newest first: rooms that come or go between two pages shift nothing. */
export async function listRooms(
  sql: Sql,
  query: RoomQuery,
): Promise<{ rooms: RoomListing[]; next: RoomCursor | null }> {
  const { game, mode, region, status, hasFreeSeat, hasPassword, text, properties = {}, after, limit } = query
  const rows = await sql<(RoomListing & { exactStart: string })[]>`
    select ${listingColumns(sql)},
      to_char(r.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "exactStart"
    from rooms r where r.visibility = 'public' and r.ended_at is null
      and not ${isApartFromHost(sql, sql`${query.playerId}::uuid`)}
      ${game === undefined ? sql`` : sql`and r.game = ${game}`}
      ${mode === undefined ? sql`` : sql`and r.mode = ${mode}`}
      ${region === undefined ? sql`` : sql`and r.region = ${region}`}
      ${status === undefined ? sql`` : sql`and r.status = ${status}`}
      ${hasFreeSeat === undefined ? sql`` : sql`and (r.seats_taken < r.seats_max) = ${hasFreeSeat}`}
      ${hasPassword === undefined ? sql`` : sql`and (r.password_hash is not null) = ${hasPassword}`}
      ${text === undefined ? sql`` : sql`and strpos(lower(r.name), lower(${text})) > 0`}
      ${withProperties(sql, properties)}
      ${after ? sql`and (r.created_at, r.id) < (${after.createdAt}::text::timestamptz, ${after.id}::uuid)` : sql``}
    order by r.created_at desc, r.id desc limit ${limit + 1}`
  const rooms = rows.slice(0, limit).map(({ exactStart: _exactStart, ...room }) => room)
  const last = rows[limit - 1]
  return { rooms, next: rows.length > limit && last ? { createdAt: last.exactStart, id: last.id } : null }
}

function withProperties(sql: Sql, properties: Readonly<Record<string, string>>) {
  return Object.entries(properties).reduce(
    (before, [name, value]) => sql`${before} and r.properties ->> ${name} = ${value}`,
    sql``,
  )
}
