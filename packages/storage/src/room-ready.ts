import type { Room } from '@gameserver/protocol/rooms'
import type { Sql } from './postgres.ts'
import { type HostRefusal, lockAsHost } from './room-leaving.ts'
import { type RoomMatch, startMatchOf } from './room-start.ts'
import { isGathering, lockRoomOf, memberOf, playersOf, readRoom, tellRoomChanged } from './rooms.ts'

/** Says whether the player is ready. The last one who is in a ready check starts the match. */
export async function setRoomReady(
  sql: Sql,
  { playerId, isReady, ...match }: RoomMatch & { playerId: string; isReady: boolean },
): Promise<Room | 'not_in_room' | 'room_running' | 'is_spectator'> {
  return sql.begin(async (transaction) => {
    const room = await lockRoomOf(transaction, playerId)
    if (room === undefined) return 'not_in_room'
    const member = memberOf(room, playerId)
    if (member?.role === 'spectator') return 'is_spectator'
    if (!isGathering(room)) return 'room_running'
    if (member?.isReady === isReady) return (await readRoom(transaction, room.id)) as Room
    await transaction`update room_members set is_ready = ${isReady} where player_id = ${playerId}`
    const others = playersOf(room).filter((player) => player.playerId !== playerId)
    const areAllReady = isReady && others.every((player) => player.isReady)
    if (room.status === 'ready_check' && areAllReady) return startMatchOf(transaction, room, match)
    return tellRoomChanged(transaction, room.id)
  })
}

/** Asks all players anew whether they are ready; the host, who asks, is. The match starts as soon as all are. */
export async function startRoomReadyCheck(
  sql: Sql,
  { hostId, seconds, ...match }: RoomMatch & { hostId: string; seconds: number },
): Promise<Room | HostRefusal | 'room_running' | 'ready_check_under_way' | 'too_few_players'> {
  return sql.begin(async (transaction) => {
    const room = await lockAsHost(transaction, hostId)
    if (typeof room === 'string') return room
    if (!isGathering(room)) return 'room_running'
    if (room.status === 'ready_check') return 'ready_check_under_way'
    const players = playersOf(room)
    if (players.length < room.seatsMin) return 'too_few_players'
    await transaction`
      update room_members set is_ready = player_id = ${hostId} where room_id = ${room.id} and role = 'player'`
    if (players.length === 1) return startMatchOf(transaction, room, match)
    await transaction`
      update rooms set status = 'ready_check',
        ready_check_ends_at = clock_timestamp() + ${seconds} * interval '1 second' where id = ${room.id}`
    return tellRoomChanged(transaction, room.id)
  })
}
