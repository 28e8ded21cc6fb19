import type { Sql, Transaction } from './postgres.ts'

/** For how long a token of a party's room, or of a room that waits for its match, lets its holder in. */
export const shortTokenSeconds = 600

/** LiveKit gives who is in a room a fresh token now and then, as good as ours; and clocks differ. */
const evictionSeconds = shortTokenSeconds + 60

/** After a visit to LiveKit the next one follows after 5, 10, 20… seconds. */
const firstPauseSeconds = 5
const pauseSecondsMax = 120
const retrySeconds = 1

/** Who is to be put out of a LiveKit room; without a player, the room is to be closed. */
export interface Eviction {
  room: string
  playerId: string | null
}

export async function evictPlayer(transaction: Transaction, room: string, playerId: string): Promise<void> {
  await insertEviction(transaction, { room, playerId })
}

/** Stands for all who were in it. */
export async function evictRoom(transaction: Transaction, room: string): Promise<void> {
  await transaction`delete from room_evictions where room = ${room}`
  await insertEviction(transaction, { room, playerId: null })
}

/** The player is a member again. */
export async function readmit(transaction: Transaction, room: string, playerId: string): Promise<void> {
  await transaction`delete from room_evictions where room = ${room} and player_id = ${playerId}`
}

/** What is to be done now, at most `limit`; each is due again later, for as long as a token may be good. */
export async function takeDueEvictions(sql: Sql, limit: number): Promise<Eviction[]> {
  await sql`delete from room_evictions where due_at <= clock_timestamp() and ends_at < clock_timestamp()`
  return sql<Eviction[]>`
    update room_evictions e set tries = e.tries + 1, due_at = clock_timestamp()
      + least(${pauseSecondsMax}, ${firstPauseSeconds} * 2 ^ least(e.tries, 10)) * interval '1 second'
    where e.id in (
      select id from room_evictions where due_at <= clock_timestamp()
      order by due_at limit ${limit} for update skip locked)
    returning e.room, e.player_id as "playerId"`
}

/** LiveKit was away, or the player is there again: soon once more. */
export async function hastenEviction(
  sql: Sql,
  { room, playerId }: Eviction,
  inSeconds = retrySeconds,
): Promise<void> {
  await sql`
    update room_evictions set due_at = clock_timestamp() + ${inSeconds} * interval '1 second', tries = 0
    where room = ${room} and player_id is not distinct from ${playerId}::uuid`
}

async function insertEviction(transaction: Transaction, { room, playerId }: Eviction): Promise<void> {
  await transaction`
    insert into room_evictions (room, player_id, ends_at)
    values (${room}, ${playerId}, clock_timestamp() + ${evictionSeconds} * interval '1 second')
    on conflict (room, player_id) do update
    set due_at = excluded.due_at, tries = 0, ends_at = excluded.ends_at`
}
