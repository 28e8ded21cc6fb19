import type { Room, RoomProperties } from '@gameserver/protocol/rooms'
import { type Place, placesOf } from './player-places.ts'
import type { Sql, Transaction } from './postgres.ts'
import { insertRoom, type NewRoom } from './room-creation.ts'
import { readmitAll } from './room-evictions.ts'
import { isGathering, type LockedRoom, lockRooms, playersOf, readRooms, tellRoomsChanged } from './rooms.ts'
import { lockPlayers } from './tickets.ts'

/** The kind of room that players look for. Who look for the same are seated one after the other. */
export interface WantedRoom {
  game: string
  mode: string
  region: string | null
  /** Those it must have, at least. */
  properties: RoomProperties
  /** Undefined: any number will do. */
  seatsMax: number | undefined
  gameVersion: string
}

/** With the room that is made for the player when there is no other. */
export interface Seeker {
  playerId: string
  newRoom: NewRoom
}

export type FindOutcome = Room | Place

/**
 * Seats players in public waiting rooms without a password, the fullest first, and in new ones when these are full. One
 * transaction for all of them: a lock on what they want makes those wait who want the same, who then find the rooms made here.
 * So no room is made while another one has a seat. Who is in a room such as is wanted stays there.
 */
export async function findOrCreateRooms(
  sql: Sql,
  wanted: WantedRoom,
  seekers: readonly Seeker[],
): Promise<FindOutcome[]> {
  return sql.begin(async (transaction) => {
    await transaction`select pg_advisory_xact_lock(hashtextextended(${keyOf(wanted)}, 0))`
    const rooms = await lockFitting(transaction, wanted, seekers.length)
    const playerIds = seekers.map(({ playerId }) => playerId)
    await lockPlayers(transaction, playerIds)
    const elsewhere = await placesOf(transaction, playerIds)
    const bans = await bansOf(transaction, rooms, playerIds)
    const seated = new Map<string, string>()
    const openings = rooms.map(toOpening)
    for (const { playerId, newRoom } of seekers) {
      if (elsewhere.has(playerId) || seated.has(playerId)) continue
      let opening = openings.find(({ id, seats }) => seats > 0 && !bans.has(`${id} ${playerId}`))
      if (opening === undefined) {
        await insertRoom(transaction, newRoom, playerId)
        opening = { id: newRoom.id, livekitRoom: undefined, seats: newRoom.seatsMax }
        openings.push(opening)
      }
      opening.seats--
      seated.set(playerId, opening.id)
    }
    await seat(transaction, seated, openings)
    const told = await tellRoomsChanged(transaction, [...new Set(seated.values())])
    return outcomesOf(transaction, wanted, playerIds, { seated, elsewhere, told })
  })
}

interface Opening {
  id: string
  /** Undefined: it is new, and nobody has been put out of it. */
  livekitRoom: string | undefined
  seats: number
}

const toOpening = (room: LockedRoom): Opening => {
  return { id: room.id, livekitRoom: room.livekitRoom, seats: room.seatsMax - playersOf(room).length }
}

/** The same for all who want the same. */
function keyOf({ properties, ...wanted }: WantedRoom): string {
  const sorted = Object.entries(properties).sort(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify(['rooms', ...Object.entries(wanted).sort(), sorted])
}

/** As many as could be needed, the fullest first, as they are once locked. */
async function lockFitting(
  transaction: Transaction,
  wanted: WantedRoom,
  count: number,
): Promise<LockedRoom[]> {
  const found = await transaction<{ id: string }[]>`
    select r.id from rooms r where ${fits(transaction, wanted)} and r.status = 'waiting'
      and r.seats_taken < r.seats_max
    order by r.seats_taken desc, r.created_at, r.id limit ${count}`
  const locked = await lockRooms(
    transaction,
    found.map(({ id }) => id),
  )
  const fitting = new Map(locked.filter((room) => isOpen(room)).map((room) => [room.id, room]))
  return found.flatMap(({ id }) => fitting.get(id) ?? [])
}

/** What may have changed while its lock was waited for. Its properties may have, too: then they have changed just now. */
const isOpen = (room: LockedRoom) =>
  room.status === 'waiting' && room.visibility === 'public' && room.passwordHash === null

function fits(transaction: Transaction, wanted: WantedRoom) {
  const { game, mode, region, properties, seatsMax, gameVersion } = wanted
  return transaction`r.visibility = 'public' and r.password_hash is null and r.game = ${game} and r.mode = ${mode}
    and r.region is not distinct from ${region} and r.game_version = ${gameVersion}
    and r.properties @> ${transaction.json(properties)}::jsonb
    ${seatsMax === undefined ? transaction`` : transaction`and r.seats_max = ${seatsMax}`}`
}

/** Where players are not let in: they were put out, or one of them and the host has blocked the other. */
async function bansOf(
  transaction: Transaction,
  rooms: readonly LockedRoom[],
  playerIds: readonly string[],
): Promise<Set<string>> {
  const [roomIds, seekers] = [rooms.map(({ id }) => id), [...playerIds]]
  const bans = await transaction<{ roomId: string; playerId: string }[]>`
    select room_id as "roomId", player_id as "playerId" from room_bans
    where room_id = any(${roomIds}::uuid[]) and player_id = any(${seekers}::uuid[])
    union select r.id, b.blocked_id from rooms r join blocks b on b.player_id = r.host_id
    where r.id = any(${roomIds}::uuid[]) and b.blocked_id = any(${seekers}::uuid[])
    union select r.id, b.player_id from rooms r join blocks b on b.blocked_id = r.host_id
    where r.id = any(${roomIds}::uuid[]) and b.player_id = any(${seekers}::uuid[])`
  return new Set(bans.map(({ roomId, playerId }) => `${roomId} ${playerId}`))
}

async function seat(
  transaction: Transaction,
  seated: ReadonlyMap<string, string>,
  openings: readonly Opening[],
): Promise<void> {
  const [playerIds, roomIds] = [[...seated.keys()], [...seated.values()]]
  await transaction`
    insert into room_members (player_id, room_id)
    select player_id, room_id from unnest(${playerIds}::uuid[], ${roomIds}::uuid[])
      with ordinality s (player_id, room_id, nth)
    order by nth`
  const livekitRooms = new Map(openings.map(({ id, livekitRoom }) => [id, livekitRoom]))
  const returned = [...seated].flatMap(([playerId, roomId]) => {
    const room = livekitRooms.get(roomId)
    return room === undefined ? [] : [{ room, playerId }]
  })
  if (returned.length > 0) await readmitAll(transaction, returned)
}

async function outcomesOf(
  transaction: Transaction,
  wanted: WantedRoom,
  playerIds: readonly string[],
  now: {
    seated: ReadonlyMap<string, string>
    elsewhere: Awaited<ReturnType<typeof placesOf>>
    told: readonly Room[]
  },
): Promise<FindOutcome[]> {
  const rooms = new Map(now.told.map((room) => [room.id, room]))
  const held = await readHeld(
    transaction,
    wanted,
    [...now.elsewhere.values()].flatMap(({ roomId }) => roomId ?? []),
  )
  return playerIds.map((playerId) => {
    const roomId = now.seated.get(playerId)
    if (roomId !== undefined) return rooms.get(roomId) as Room
    const { place, roomId: heldId } = now.elsewhere.get(playerId) as { place: Place; roomId: string | null }
    return held.find(({ id }) => id === heldId) ?? place
  })
}

/** Those of the rooms that are such as is wanted: an answer may have been lost on its way. */
async function readHeld(
  transaction: Transaction,
  wanted: WantedRoom,
  roomIds: readonly string[],
): Promise<Room[]> {
  if (roomIds.length === 0) return []
  const fitting = await transaction<{ id: string }[]>`
    select r.id from rooms r where r.id = any(${[...roomIds]}::uuid[]) and ${fits(transaction, wanted)}`
  const rooms = await readRooms(
    transaction,
    fitting.map(({ id }) => id),
  )
  return rooms.filter(isGathering)
}
