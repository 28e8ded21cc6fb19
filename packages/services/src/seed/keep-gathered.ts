import type { Sql } from '@gameserver/storage/postgres'
import type { SeededPlayer } from './seed-players.ts'

/** Nobody plays these players, so they would be dropped within minutes: they are taken for seen until tomorrow. */
export async function keepGathered(sql: Sql, players: readonly SeededPlayer[]): Promise<void> {
  const ids = players.map(({ id }) => id)
  for (const table of ['party_members', 'room_members']) {
    await sql`
      update ${sql(table)} set seen_at = clock_timestamp() + interval '1 day', is_away = false
      where player_id = any(${ids}::uuid[])`
  }
}
