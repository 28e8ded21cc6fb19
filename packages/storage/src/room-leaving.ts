import type { Room, RoomLeftReason } from '@gameserver/protocol/rooms'
import { tellEach } from './live-events.ts'
import type { Sql, Transaction } from './postgres.ts'
import { evictPlayer, evictRoom } from './room-evictions.ts'
import {
  isGathering,
  type LockedRoom,
  lockRoomOf,
  lockRooms,
  memberOf,
  playersOf,
  tellRoomChanged,
} from './rooms.ts'

/** Who plays in the room's match leaves that, and the room with it. */
export async function leaveRoom(
  sql: Sql,
  { roomId, playerId }: { roomId: string; playerId: string },
): Promise<'left' | 'not_in_room' | 'in_match'> {
  return sql.begin(async (transaction) => {
    const [room] = await lockRooms(transaction, [roomId])
    if (room === undefined || memberOf(room, playerId) === undefined) return 'not_in_room'
    if (!isGathering(room) && memberOf(room, playerId)?.role === 'player') return 'in_match'
    await removeFromRoom(transaction, room, playerId, 'left')
    return 'left'
  })
}

export type HostRefusal = 'not_in_room' | 'not_host'

/** Puts a member out, for as long as the room lives. */
export async function kickFromRoom(
  sql: Sql,
  { roomId, hostId, playerId }: { roomId: string; hostId: string; playerId: string },
): Promise<Room | HostRefusal | 'not_member' | 'room_running'> {
  return sql.begin(async (transaction) => {
    const room = await lockAsHost(transaction, hostId)
    if (typeof room === 'string') return room
    if (room.id !== roomId) return 'not_in_room'
    const member = memberOf(room, playerId)
    if (member === undefined || playerId === hostId) return 'not_member'
    if (member.role === 'player' && !isGathering(room)) return 'room_running'
    await transaction`insert into room_bans (room_id, player_id) values (${room.id}, ${playerId})`
    // The host is there still, and the room with it.
    return (await removeFromRoom(transaction, room, playerId, 'kicked')) as Room
  })
}

export async function lockAsHost(
  transaction: Transaction,
  playerId: string,
): Promise<LockedRoom | HostRefusal> {
  const room = await lockRoomOf(transaction, playerId)
  if (room === undefined) return 'not_in_room'
  return room.hostId === playerId ? room : 'not_host'
}

/**
 * Takes a member out of a locked room and tells everybody. When the host goes, the player who has been there longest is the host, of
 * those who are not away; with the last player the room is over, unless its match runs: then it is over with that.
 */
export async function removeFromRoom(
  transaction: Transaction,
  room: LockedRoom,
  playerId: string,
  reason: RoomLeftReason,
): Promise<Room | undefined> {
  const { id, livekitRoom, region, hostId } = room
  const place = { room: livekitRoom, region }
  await tellEach(transaction, [playerId], { kind: 'room.left', roomId: id, reason })
  await transaction`delete from room_members where player_id = ${playerId} and room_id = ${id}`
  const remaining = playersOf(room).filter((player) => player.playerId !== playerId)
  if (remaining.length === 0 && isGathering(room)) {
    await endRoom(transaction, room, 'ended', 'closed')
    await evictRoom(transaction, place)
    return undefined
  }
  await evictPlayer(transaction, place, playerId)
  if (hostId === playerId && remaining.length > 0) {
    await transaction`
      update rooms set host_id = (
        select player_id from room_members where room_id = ${id} and role = 'player' order by is_away, turn limit 1)
      where id = ${id}`
  }
  if (room.status === 'ready_check' && memberOf(room, playerId)?.role === 'player')
    await endReadyCheck(transaction, id)
  return tellRoomChanged(transaction, id)
}

/** A locked room waits again. */
export async function endReadyCheck(transaction: Transaction, roomId: string): Promise<void> {
  await transaction`update rooms set status = 'waiting', ready_check_ends_at = null where id = ${roomId}`
}

/** Ends a locked room: its members hear how it was at its end, and that they are in it no more. */
export async function endRoom(
  transaction: Transaction,
  { id }: { id: string },
  status: 'ended' | 'abandoned',
  reason: RoomLeftReason,
): Promise<void> {
  await transaction`
    update rooms set status = ${status}, ended_at = clock_timestamp(), ready_check_ends_at = null where id = ${id}`
  const { members } = await tellRoomChanged(transaction, id)
  await tellEach(
    transaction,
    members.map(({ playerId }) => playerId),
    { kind: 'room.left', roomId: id, reason },
  )
  await transaction`delete from room_members where room_id = ${id}`
  await transaction`update rooms set seats_taken = 0 where id = ${id}`
}
