import type { Transaction } from './postgres.ts'
import { endRoom, removeFromRoom } from './room-leaving.ts'
import { type LockedRoom, lockRooms, memberOf } from './rooms.ts'

/**
 * Locks the rooms that these matches are of, if any: to be called before the matches' own rows are locked. A match's room is known
 * from the transaction on that has made it.
 */
export async function lockRoomsOfMatches(
  transaction: Transaction,
  matchIds: readonly string[],
): Promise<LockedRoom[]> {
  const found = await transaction<{ id: string }[]>`
    select id from rooms where match_id = any(${[...matchIds]}::uuid[]) and status = 'running'`
  if (found.length === 0) return []
  const rooms = await lockRooms(
    transaction,
    found.map(({ id }) => id),
  )
  return rooms.filter(({ status }) => status === 'running')
}

/** A room ends with its match. */
export async function endRoomsOfMatches(
  transaction: Transaction,
  matchIds: readonly string[],
  status: 'ended' | 'abandoned',
): Promise<void> {
  for (const room of await lockRoomsOfMatches(transaction, matchIds))
    await endRoom(transaction, room, status, 'ended')
}

/** Who leaves the match for good leaves its room, too. */
export async function leaveRoomOfMatch(
  transaction: Transaction,
  matchId: string,
  playerId: string,
): Promise<void> {
  for (const room of await lockRoomsOfMatches(transaction, [matchId]))
    if (memberOf(room, playerId)) await removeFromRoom(transaction, room, playerId, 'left')
}
