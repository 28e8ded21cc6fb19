import { removeOldLiveEvents } from './live-events.ts'
import type { Sql } from './postgres.ts'

/** What a pass removes of each table, so that it holds no lock for long. */
const rowsPerPassMax = 5_000

/** How long a player can be away and still hear of everything. Who stays away longer reads the state anew. */
const liveEventsKeptHours = 24

/**
 * Removes what nobody asks for any more: sessions long expired, events long relayed or told, old webhooks, keys of scores. Returns how many
 * rows, and whether there is more to remove. Sessions stay for a while, so that a late token is still recognised as reused.
 */
export async function removeOutdated(sql: Sql): Promise<{ rows: number; isMore: boolean }> {
  const removals = [
    await sql`delete from sessions where id in (
      select id from sessions where expires_at < now() - interval '7 days' limit ${rowsPerPassMax})`,
    await sql`delete from outbox where id in (
      select id from outbox where relayed_at < now() - interval '7 days' limit ${rowsPerPassMax})`,
    await sql`delete from webhook_events where id in (
      select id from webhook_events where received_at < now() - interval '7 days' limit ${rowsPerPassMax})`,
    await sql`delete from match_offers where id in (
      select id from match_offers where ended_at < now() - interval '1 day' limit ${rowsPerPassMax})`,
    await sql`delete from queue_strikes where (player_id, match_id) in (
      select player_id, match_id from queue_strikes where struck_at < now() - interval '90 days' limit ${rowsPerPassMax})`,
    await sql`delete from rooms where id in (
      select id from rooms where ended_at < now() - interval '7 days' limit ${rowsPerPassMax})`,
    await sql`delete from score_keys where (leaderboard, key) in (
      select leaderboard, key from score_keys where created_at < now() - interval '1 day' limit ${rowsPerPassMax})`,
  ]
  const counts = removals.map(({ count }) => count)
  counts.push(await removeOldLiveEvents(sql, { keptHours: liveEventsKeptHours, limit: rowsPerPassMax }))
  return {
    rows: counts.reduce((total, count) => total + count, 0),
    isMore: counts.some((count) => count === rowsPerPassMax),
  }
}
