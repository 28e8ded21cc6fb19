import type { Sql, Transaction } from './postgres.ts'

/** How long a sign of a player counts for those that follow: a fraction of the time after which a member is away. */
const seenIntervalMs = 5_000

export interface Patience {
  /** After which an unseen member is shown as away. */
  awayAfterMs: number
  /** After which an unseen member is dropped. */
  droppedAfterMs: number
}

/** Notes that these players are there. Skips rows that others hold, and so waits for nobody. */
export async function noteMembersSeen(
  sql: Sql,
  table: 'party_members' | 'room_members',
  playerIds: readonly string[],
): Promise<void> {
  if (playerIds.length === 0) return
  await sql`
    update ${sql(table)} set seen_at = clock_timestamp() where player_id in (
      select player_id from ${sql(table)} where player_id = any(${[...playerIds]}::uuid[])
        and seen_at < clock_timestamp() - ${seenIntervalMs} * interval '1 millisecond'
      for update skip locked)`
}

/** Of members about whom something is to be done. */
export const isPresenceDue = (sql: Sql | Transaction, patience: Patience) =>
  sql`(${hasPresenceChanged(sql, patience)} or ${isUnseenTooLong(sql, patience)})`

/** Of members who are shown as away and are not, or the other way round. */
export const hasPresenceChanged = (sql: Sql | Transaction, { awayAfterMs }: Patience) =>
  sql`is_away <> (seen_at < clock_timestamp() - ${awayAfterMs} * interval '1 millisecond')`

export const isUnseenTooLong = (sql: Sql | Transaction, { droppedAfterMs }: Patience) =>
  sql`seen_at < clock_timestamp() - ${droppedAfterMs} * interval '1 millisecond'`
