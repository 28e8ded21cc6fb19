import type { Room, RoomProperties } from '@gameserver/protocol/rooms'
import type { Sql } from './postgres.ts'
import { type HostRefusal, lockAsHost } from './room-leaving.ts'
import { isGathering, memberOf, playersOf, readRoom, tellRoomChanged } from './rooms.ts'

/** What is undefined stays as it is. */
export interface RoomChanges {
  name?: string | undefined
  visibility?: Room['visibility'] | undefined
  /** Null: no password any more. */
  passwordHash?: string | null | undefined
  properties?: RoomProperties | undefined
  seatsMax?: number | undefined
}

export async function updateRoom(
  sql: Sql,
  { hostId, changes }: { hostId: string; changes: RoomChanges },
): Promise<Room | HostRefusal | 'room_running' | 'seats_taken' | 'seats_below_least'> {
  return sql.begin(async (transaction) => {
    const room = await lockAsHost(transaction, hostId)
    if (typeof room === 'string') return room
    if (!isGathering(room)) return 'room_running'
    const { name = null, visibility = null, passwordHash, properties, seatsMax = room.seatsMax } = changes
    if (seatsMax < playersOf(room).length) return 'seats_taken'
    if (seatsMax < room.seatsMin) return 'seats_below_least'
    await transaction`
      update rooms set name = coalesce(${name}, name), visibility = coalesce(${visibility}, visibility),
        seats_max = ${seatsMax},
        password_hash = ${passwordHash === undefined ? transaction`password_hash` : passwordHash},
        properties = ${properties === undefined ? transaction`properties` : transaction.json(properties)}
      where id = ${room.id}`
    return tellRoomChanged(transaction, room.id)
  })
}

export async function setRoomHost(
  sql: Sql,
  { hostId, playerId }: { hostId: string; playerId: string },
): Promise<Room | HostRefusal | 'not_member' | 'is_spectator'> {
  return sql.begin(async (transaction) => {
    const room = await lockAsHost(transaction, hostId)
    if (typeof room === 'string') return room
    const member = memberOf(room, playerId)
    if (member === undefined) return 'not_member'
    if (member.role === 'spectator') return 'is_spectator'
    if (playerId === hostId) return (await readRoom(transaction, room.id)) as Room
    await transaction`update rooms set host_id = ${playerId} where id = ${room.id}`
    return tellRoomChanged(transaction, room.id)
  })
}
