import type { Sql } from './postgres.ts'

/** What a pass removes of each table, so that it holds no lock for long. */
const rowsPerPassMax = 5_000

/**
 * Removes what nobody asks for any more: sessions long expired, events long relayed, old webhooks. Returns how many rows.
 * Sessions stay for a while, so that a late token is still recognised as reused.
 */
export async function removeOutdated(sql: Sql): Promise<number> {
  const removals = [
    await sql`delete from sessions where id in (
      select id from sessions where expires_at < now() - interval '7 days' limit ${rowsPerPassMax})`,
    await sql`delete from outbox where id in (
      select id from outbox where relayed_at < now() - interval '7 days' limit ${rowsPerPassMax})`,
    await sql`delete from webhook_events where id in (
      select id from webhook_events where received_at < now() - interval '7 days' limit ${rowsPerPassMax})`,
  ]
  return removals.reduce((total, { count }) => total + count, 0)
}
