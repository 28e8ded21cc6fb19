import type { Sql } from './postgres.ts'

/**
 * How long a sign of a player counts for those that follow. Players ask about once a second, and a row written each time would
 * cost more than all the reading. Must stay well below the time after which tickets are withdrawn.
 */
export const seenIntervalMs = 3_000

/** Notes that these players are there. Skips rows that others hold, and so waits for nobody. */
export async function noteQueuedSeen(sql: Sql, playerIds: readonly string[]): Promise<void> {
  if (playerIds.length === 0) return
  await sql`
    update ticket_players set seen_at = clock_timestamp() where player_id in (
      select player_id from ticket_players where player_id = any(${[...playerIds]}::uuid[])
        and seen_at < clock_timestamp() - ${seenIntervalMs} * interval '1 millisecond'
      for update skip locked)`
}
