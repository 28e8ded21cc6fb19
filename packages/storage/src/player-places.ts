import type { Transaction } from './postgres.ts'

/** Where a player can be: in one of these at a time, but for a match and the room it is of. */
export type Place = 'in_match' | 'already_queued' | 'in_room'

/** Those of the players, whose rows are locked, that are somewhere, with the room they are in. */
export async function placesOf(
  transaction: Transaction,
  playerIds: readonly string[],
): Promise<Map<string, { place: Place; roomId: string | null }>> {
  const ids = [...playerIds]
  const rows = await transaction<{ playerId: string; place: Place; roomId: string | null }[]>`
    select distinct on (player_id) player_id as "playerId", place, room_id as "roomId" from (
      select player_id, 'in_room' as place, room_id, 1 as nth from room_members where player_id = any(${ids}::uuid[])
      union all select player_id, 'in_match', null, 2 from match_players where player_id = any(${ids}::uuid[]) and live
      union all select player_id, 'already_queued', null, 3 from ticket_players where player_id = any(${ids}::uuid[])
    ) p order by player_id, nth`
  return new Map(rows.map(({ playerId, ...place }) => [playerId, place]))
}
