import type { Sql, Transaction } from './postgres.ts'
import { hasPresenceChanged, isPresenceDue, isUnseenTooLong, type Patience } from './presence.ts'
import { endReadyCheck, removeFromRoom } from './room-leaving.ts'
import { isGathering, type LockedRoom, lockRooms, tellRoomChanged } from './rooms.ts'

/** What one pass settles; each is a transaction of its own. */
const roomsPerPassMax = 50

export interface DroppedFromRoom {
  roomId: string
  playerId: string
}

/**
 * Brings rooms up to the clock: who is away and who is back, who has been away for too long, ready checks whose time is over.
 * Who plays is the match's to look after. Skips rooms that are being changed, which may be another process's pass. Returns the
 * members dropped, and whether there may be more to do.
 */
export async function sweepRooms(
  sql: Sql,
  patience: Patience,
): Promise<{ dropped: DroppedFromRoom[]; isMore: boolean }> {
  const due = await sql<{ id: string }[]>`
    select id from rooms where ready_check_ends_at <= clock_timestamp()
    union select room_id from room_members m join rooms r on r.id = m.room_id
    where r.status in ('waiting', 'ready_check') and ${isPresenceDue(sql, patience)}
    limit ${roomsPerPassMax}`
  const dropped: DroppedFromRoom[] = []
  let settled = 0
  for (const { id } of due) {
    await sql.begin(async (transaction) => {
      const [room] = await lockRooms(transaction, [id], { skipLocked: true })
      if (room === undefined || !isGathering(room)) return
      settled++
      const playerId = await settle(transaction, room, patience)
      if (playerId !== undefined) dropped.push({ roomId: id, playerId })
    })
  }
  return { dropped, isMore: settled === roomsPerPassMax }
}

/** Returns the member dropped, if any. */
async function settle(
  transaction: Transaction,
  room: LockedRoom,
  patience: Patience,
): Promise<string | undefined> {
  const overdue = await transaction`
    select from rooms where id = ${room.id} and ready_check_ends_at <= clock_timestamp()`
  if (overdue.count > 0) await endReadyCheck(transaction, room.id)
  const changed = await transaction`
    update room_members set is_away = not is_away
    where room_id = ${room.id} and ${hasPresenceChanged(transaction, patience)}`
  const [gone] = await transaction<{ playerId: string }[]>`
    select player_id as "playerId" from room_members
    where room_id = ${room.id} and ${isUnseenTooLong(transaction, patience)} order by seen_at limit 1`
  // Tells of everything else, too. Another one, if there is, at the next pass.
  if (gone) await removeFromRoom(transaction, room, gone.playerId, 'unseen')
  else if (overdue.count + changed.count > 0) await tellRoomChanged(transaction, room.id)
  return gone?.playerId
}
