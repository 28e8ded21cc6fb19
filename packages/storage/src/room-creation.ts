import { randomBytes } from 'node:crypto'
import type { Room, RoomProperties } from '@gameserver/protocol/rooms'
import { newJoinCode, repeatUntilFree } from './join-codes.ts'
import { type Place, placesOf } from './player-places.ts'
import type { Sql, Transaction } from './postgres.ts'
import { tellRoomChanged } from './rooms.ts'
import { lockPlayers } from './tickets.ts'

export interface NewRoom {
  id: string
  game: string
  mode: string
  name: string
  visibility: Room['visibility']
  passwordHash: string | null
  seatsMin: number
  seatsMax: number
  properties: RoomProperties
  region: string | null
  gameVersion: string
  allowsSpectators: boolean
}

/** A new room with the player as its host. */
export async function createRoom(
  sql: Sql,
  { hostId, room }: { hostId: string; room: NewRoom },
): Promise<Room | Place> {
  return sql.begin(async (transaction) => {
    await lockPlayers(transaction, [hostId])
    const elsewhere = (await placesOf(transaction, [hostId])).get(hostId)
    if (elsewhere !== undefined) return elsewhere.place
    await insertRoom(transaction, room, hostId)
    await transaction`insert into room_members (player_id, room_id) values (${hostId}, ${room.id})`
    return tellRoomChanged(transaction, room.id)
  })
}

/** Its first member, the host, is still to be added. */
export async function insertRoom(transaction: Transaction, room: NewRoom, hostId: string): Promise<void> {
  await repeatUntilFree(async () => {
    const inserted = await transaction`
      insert into rooms (id, code, game, mode, name, livekit_room, visibility, password_hash, seats_min, seats_max,
        host_id, properties, region, game_version, allows_spectators)
      values (${room.id}, ${newJoinCode()}, ${room.game}, ${room.mode}, ${room.name}, ${livekitRoomOf(room)},
        ${room.visibility}, ${room.passwordHash}, ${room.seatsMin}, ${room.seatsMax}, ${hostId},
        ${transaction.json(room.properties)}, ${room.region}, ${room.gameVersion}, ${room.allowsSpectators})
      on conflict do nothing`
    return inserted.count === 1
  })
}

const livekitRoomOf = ({ game }: NewRoom) => `${game}-${randomBytes(4).toString('hex')}`
