import { randomUUID } from 'node:crypto'
import type { Room } from '@gameserver/protocol/rooms'
import type { Sql } from '@gameserver/storage/postgres'
import { createRoom } from '@gameserver/storage/room-creation'
import { joinRoom } from '@gameserver/storage/room-joining'
import { findRoomOf } from '@gameserver/storage/rooms'
import type { SeededPlayer } from './seed-players.ts'

/** What of a game is needed to open a room for it. */
export interface RoomGame {
  id: string
  version: string
  players: { min: number; max: number }
}

const seatsUsual = 8

/** A public room with a seat left, and the first of these players as its host. Undefined: that one is in something else. */
export async function seedRoom(
  sql: Sql,
  game: RoomGame,
  [host, ...guests]: readonly SeededPlayer[],
): Promise<Room | undefined> {
  if (host === undefined) return undefined
  const seatsMax = Math.min(game.players.max, seatsUsual)
  const room = {
    id: randomUUID(),
    game: game.id,
    mode: 'quick',
    name: `${host.name}’s evening`,
    visibility: 'public' as const,
    passwordHash: null,
    seatsMin: Math.max(2, game.players.min),
    seatsMax,
    properties: {},
    region: null,
    gameVersion: game.version,
    allowsSpectators: true,
  }
  const made = await createRoom(sql, { hostId: host.id, room })
  const opened = typeof made === 'string' ? await findRoomOf(sql, host.id) : made
  if (opened?.status !== 'waiting') return undefined
  for (const { id: playerId } of guests.slice(0, seatsMax - 2)) {
    await joinRoom(sql, {
      ...{ role: 'player', gameVersion: undefined, isCodeKnown: true, withParty: false, passwordHash: null },
      ...{ roomId: opened.id, playerId },
    })
  }
  return findRoomOf(sql, host.id)
}
