import type { Room, RoomRole, RoomStatus } from '@gameserver/protocol/rooms'
import { tellEach } from './live-events.ts'
import { iso } from './parties.ts'
import type { Fragment, Sql, Transaction } from './postgres.ts'
import type { PlacedRoom } from './room-evictions.ts'

/**
 * Each change of a room is one transaction that locks the room's row, after the parties' and before the players' rows it needs,
 * and tells the members. Whoever locks more than one of a kind does so in the order of their ids; tickets and matches come last.
 */

/** A room that nobody else can change until the transaction ends. */
export interface LockedRoom {
  id: string
  game: string
  mode: string
  livekitRoom: string
  status: RoomStatus
  visibility: Room['visibility']
  passwordHash: string | null
  seatsMin: number
  seatsMax: number
  hostId: string | null
  region: string | null
  gameVersion: string
  allowsSpectators: boolean
  /** Null until its match has been made. */
  matchId: string | null
  /** Whether players may come into its match while that runs. */
  isDropIn: boolean
  /** In the order in which they joined. */
  members: LockedRoomMember[]
}

export interface LockedRoomMember {
  playerId: string
  role: RoomRole
  isReady: boolean
}

/** Locks the room that the player is in. Undefined: in none, or put out of it while the lock was waited for. */
export async function lockRoomOf(
  transaction: Transaction,
  playerId: string,
): Promise<LockedRoom | undefined> {
  const roomId = await roomIdOf(transaction, playerId)
  if (roomId === undefined) return undefined
  const [room] = await lockRooms(transaction, [roomId])
  return room && memberOf(room, playerId) && room
}

/** Locks those rooms that are still there, be they over or not. */
export async function lockRooms(
  transaction: Transaction,
  roomIds: readonly string[],
  { skipLocked = false } = {},
): Promise<LockedRoom[]> {
  const locked = await transaction<Omit<LockedRoom, 'members'>[]>`
    select id, game, mode, livekit_room as "livekitRoom", status, visibility, password_hash as "passwordHash",
      seats_min as "seatsMin", seats_max as "seatsMax", host_id as "hostId", region,
      game_version as "gameVersion", allows_spectators as "allowsSpectators", match_id as "matchId",
      (select ${dropInColumn(transaction)} from games g where g.id = game) as "isDropIn"
    from rooms where id = any(${[...roomIds]}::uuid[])
    order by id for update ${skipLocked ? transaction`skip locked` : transaction``}`
  if (locked.length === 0) return []
  // In a statement of its own, which sees what was committed while the lock was waited for.
  const members = await transaction<(LockedRoomMember & { roomId: string })[]>`
    select room_id as "roomId", player_id as "playerId", role, is_ready as "isReady"
    from room_members where room_id = any(${locked.map(({ id }) => id)}::uuid[]) order by turn`
  return locked.map((room) => ({
    ...room,
    members: members
      .filter(({ roomId }) => roomId === room.id)
      .map(({ roomId: _roomId, ...member }) => member),
  }))
}

/** Of `games g`: whether players may come into its matches while they run. */
export const dropInColumn = (sql: Sql | Transaction) =>
  sql`coalesce(g.manifest -> 'dropIn', 'false'::jsonb) <> 'false'::jsonb`

/** Of `rooms r`: whether the player and the room's host have nothing to do with each other, by the wish of either. */
export const isApartFromHost = (sql: Sql | Transaction, playerId: Fragment) =>
  sql`(exists (select from blocks b where b.player_id = r.host_id and b.blocked_id = ${playerId})
    or exists (select from blocks b where b.player_id = ${playerId} and b.blocked_id = r.host_id))`

export const memberOf = ({ members }: LockedRoom, playerId: string) =>
  members.find((member) => member.playerId === playerId)

/** Those who have a seat, in the order in which they joined. */
export const playersOf = ({ members }: LockedRoom) => members.filter(({ role }) => role === 'player')

/** Whether its match has not begun. */
export const isGathering = ({ status }: { status: RoomStatus }) =>
  status === 'waiting' || status === 'ready_check'

export async function roomIdOf(sql: Sql | Transaction, playerId: string): Promise<string | undefined> {
  const [row] = await sql<{ roomId: string }[]>`
    select room_id as "roomId" from room_members where player_id = ${playerId}`
  return row?.roomId
}

/** The room that the player is in. */
export async function findRoomOf(sql: Sql, playerId: string): Promise<Room | undefined> {
  const roomId = await roomIdOf(sql, playerId)
  return roomId === undefined ? undefined : readRoom(sql, roomId)
}

/** Where members of a room talk until its match begins. */
export interface GatheringRoom extends PlacedRoom {
  roomId: string
  game: string
  gameVersion: string
}

export async function findGatheringRoomOf(sql: Sql, playerId: string): Promise<GatheringRoom | undefined> {
  const [room] = await sql<GatheringRoom[]>`
    select r.id as "roomId", r.game, r.game_version as "gameVersion", r.livekit_room as room, r.region
    from room_members m join rooms r on r.id = m.room_id
    where m.player_id = ${playerId} and r.status in ('waiting', 'ready_check')`
  return room
}

export async function readRoom(sql: Sql | Transaction, roomId: string): Promise<Room | undefined> {
  const [room] = await readRooms(sql, [roomId])
  return room
}

export async function readRooms(sql: Sql | Transaction, roomIds: readonly string[]): Promise<Room[]> {
  return sql<Room[]>`
    select ${listingColumns(sql)}, r.code, r.revision, r.host_id as "hostId",
      ${iso(sql, 'r.ready_check_ends_at')} as "readyCheckEndsAt", ${iso(sql, 'r.ended_at')} as "endedAt",
      (select coalesce(jsonb_agg(jsonb_build_object('playerId', m.player_id, 'name', o.name, 'role', m.role,
          'isReady', m.is_ready, 'isAway', m.is_away, 'joinedAt', ${iso(sql, 'm.joined_at')}) order by m.turn), '[]')
        from room_members m join players o on o.id = m.player_id where m.room_id = r.id) as members
    from rooms r where r.id = any(${[...roomIds]}::uuid[])`
}

/** What lists show, of `rooms r`. */
export function listingColumns(sql: Sql | Transaction) {
  return sql`r.id, r.game, r.mode, r.name, r.status, r.visibility, r.password_hash is not null as "hasPassword",
    r.seats_min as "seatsMin", r.seats_max as "seatsMax", r.seats_taken as "seatsTaken", r.properties, r.region,
    r.game_version as "gameVersion", r.allows_spectators as "allowsSpectators", r.match_id as "matchId",
    ${iso(sql, 'r.created_at')} as "createdAt"`
}

/** To be called last in a transaction that has changed the room: tells its members how it is now. */
export async function tellRoomChanged(transaction: Transaction, roomId: string): Promise<Room> {
  const [room] = await tellRoomsChanged(transaction, [roomId])
  if (room === undefined) throw new Error(`room ${roomId} is gone though it was locked`)
  return room
}

/** The seats are counted here, and the rows' own check refuses a room that has too many. */
export async function tellRoomsChanged(
  transaction: Transaction,
  roomIds: readonly string[],
): Promise<Room[]> {
  await transaction`
    update rooms r set revision = revision + 1, updated_at = clock_timestamp(),
      seats_taken = (select count(*) from room_members m where m.room_id = r.id and m.role = 'player')
    where id = any(${[...roomIds]}::uuid[])`
  const rooms = await readRooms(transaction, roomIds)
  for (const room of rooms) {
    const memberIds = room.members.map(({ playerId }) => playerId)
    await tellEach(transaction, memberIds, { kind: 'room.updated', room })
  }
  return rooms
}
