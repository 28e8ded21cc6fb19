import type { Sql } from './postgres.ts'

/**
 * Kinds of LiveKit rooms of which a player is in one at most, by one device. `match`: also while the room waits for it, which is
 * played in the same one.
 */
export type VisitPlace = 'match' | 'party'

/** The player comes in anew: visits before this one are over. From 1. */
export async function beginVisit(sql: Sql, playerId: string, place: VisitPlace): Promise<number> {
  const [row] = await sql<[{ visit: number }]>`
    insert into room_visits as v (player_id, place, visit) values (${playerId}, ${place}, 1)
    on conflict (player_id, place) do update set visit = v.visit + 1
    returning visit`
  return row.visit
}

/** Whether nobody has come in as this player since. */
export async function isNewestVisit(
  sql: Sql,
  playerId: string,
  place: VisitPlace,
  visit: number,
): Promise<boolean> {
  const newer = await sql`
    select from room_visits where player_id = ${playerId} and place = ${place} and visit > ${visit}`
  return newer.length === 0
}
