import type { Sql, Transaction } from './postgres.ts'

/** For how long a token of a party's room, or of a room that waits for its match, lets its holder in. */
export const shortTokenSeconds = 600

/** LiveKit gives who is in a room a fresh token now and then, as good as ours; and clocks differ. */
const evictionSeconds = shortTokenSeconds + 60

/** After a visit to LiveKit the next one follows after 5, 10, 20… seconds. */
const firstPauseSeconds = 5
const pauseSecondsMax = 120
const retrySeconds = 1

/** A room in the LiveKit of a region; null: in the one that is shared. */
export interface PlacedRoom {
  room: string
  region: string | null
}

/** Who is to be put out of a LiveKit room; without a player, the room is to be closed. */
export interface Eviction extends PlacedRoom {
  playerId: string | null
}

export async function evictPlayer(
  transaction: Transaction,
  room: PlacedRoom,
  playerId: string,
): Promise<void> {
  await insertEviction(transaction, { ...room, playerId })
}

/** Stands for all who were in it. */
export async function evictRoom(transaction: Transaction, { room, region }: PlacedRoom): Promise<void> {
  await transaction`delete from room_evictions where room = ${room}`
  await insertEviction(transaction, { room, region, playerId: null })
}

/** The player is a member again. */
export function readmit(transaction: Transaction, room: string, playerId: string): Promise<void> {
  return readmitAll(transaction, [{ room, playerId }])
}

export async function readmitAll(
  transaction: Transaction,
  members: readonly { room: string; playerId: string }[],
): Promise<void> {
  await transaction`
    delete from room_evictions where (room, player_id) in (select * from unnest(
      ${members.map(({ room }) => room)}::text[], ${members.map(({ playerId }) => playerId)}::uuid[]))`
}

/** What is to be done now, at most `limit`; each is due again later, for as long as a token may be good. */
export async function takeDueEvictions(sql: Sql, limit: number): Promise<Eviction[]> {
  await sql`delete from room_evictions where due_at <= clock_timestamp() and ends_at < clock_timestamp()`
  // Of a subquery in a condition Postgres may make another choice with each row that it looks at.
  return sql<Eviction[]>`
    with due as materialized (
      select id from room_evictions where due_at <= clock_timestamp()
      order by due_at limit ${limit} for update skip locked)
    update room_evictions e set tries = e.tries + 1, due_at = clock_timestamp()
      + least(${pauseSecondsMax}, ${firstPauseSeconds} * 2 ^ least(e.tries, 10)) * interval '1 second'
    from due where e.id = due.id
    returning e.room, e.region, e.player_id as "playerId"`
}

/** LiveKit was away, or the player is there again: soon once more. */
export async function hastenEviction(
  sql: Sql,
  { room, playerId }: Omit<Eviction, 'region'>,
  inSeconds = retrySeconds,
): Promise<void> {
  await sql`
    update room_evictions set due_at = clock_timestamp() + ${inSeconds} * interval '1 second', tries = 0
    where room = ${room} and player_id is not distinct from ${playerId}::uuid`
}

async function insertEviction(transaction: Transaction, { room, region, playerId }: Eviction): Promise<void> {
  await transaction`
    insert into room_evictions (room, region, player_id, ends_at)
    values (${room}, ${region}, ${playerId}, clock_timestamp() + ${evictionSeconds} * interval '1 second')
    on conflict (room, player_id) do update
    set due_at = excluded.due_at, tries = 0, ends_at = excluded.ends_at`
}
