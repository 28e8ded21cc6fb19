import type { Room, RoomRole, RoomStatus } from '@gameserver/protocol/rooms'
import { roomSpectatorsMost } from '@gameserver/protocol/rooms'
import { lockParty } from './parties.ts'
import { type Place, placesOf } from './player-places.ts'
import type { Sql, Transaction } from './postgres.ts'
import { readmitAll } from './room-evictions.ts'
import {
  dropInColumn,
  isApartFromHost,
  isGathering,
  type LockedRoom,
  lockRooms,
  memberOf,
  playersOf,
  readRoom,
  tellRoomChanged,
} from './rooms.ts'
import { addSeats, type SeatRefusal } from './seats.ts'
import { lockPlayers } from './tickets.ts'

/** What a join depends on, as it is before the room is locked. */
export interface JoinableRoom {
  id: string
  status: RoomStatus
  visibility: Room['visibility']
  passwordHash: string | null
  seatsMax: number
  seatsTaken: number
  gameVersion: string
  allowsSpectators: boolean
  /** Whether players may come into its match while that runs. */
  isDropIn: boolean
  isMember: boolean
  isBanned: boolean
  /** One of the player and the host has blocked the other: then there is no such room, as far as the player is told. */
  isApart: boolean
}

/** A room by its id, or by the code it has while it is not over, as it is for a player. */
export interface JoinQuestion {
  playerId: string
  by: { roomId: string } | { code: string }
}

/** One for each question, undefined where there is no such room: however many ask at once, it is one statement. */
export async function findJoinable(
  sql: Sql,
  questions: readonly JoinQuestion[],
): Promise<(JoinableRoom | undefined)[]> {
  const asked = questions.map(({ playerId, by }) => ({ playerId, id: null, code: null, ...toColumns(by) }))
  const rows = await sql<(JoinableRoom & { nth: number })[]>`
    select q.nth::int, r.id, r.status, r.visibility, r.password_hash as "passwordHash", r.seats_max as "seatsMax",
      r.seats_taken as "seatsTaken", r.game_version as "gameVersion", r.allows_spectators as "allowsSpectators",
      ${dropInColumn(sql)} as "isDropIn",
      exists (select from room_members m where m.player_id = q.player_id and m.room_id = r.id) as "isMember",
      exists (select from room_bans b where b.room_id = r.id and b.player_id = q.player_id) as "isBanned",
      ${isApartFromHost(sql, sql`q.player_id`)} as "isApart"
    from unnest(
      ${asked.map(({ playerId }) => playerId)}::uuid[], ${asked.map(({ id }) => id ?? '')}::text[],
      ${asked.map(({ code }) => code ?? '')}::text[]
    ) with ordinality q (player_id, id, code, nth)
    join rooms r on r.id = coalesce(nullif(q.id, '')::uuid,
      (select c.id from rooms c where c.code = q.code and c.ended_at is null))
    join games g on g.id = r.game`
  const found = new Map(rows.map(({ nth, ...room }) => [nth, room]))
  return questions.map((_, index) => found.get(index + 1))
}

const toColumns = (by: JoinQuestion['by']) => ('code' in by ? { code: by.code } : { id: by.roomId })

export interface Joining {
  role: RoomRole
  /** Undefined: the player has not said which version of the game it is. */
  gameVersion: string | undefined
  isCodeKnown: boolean
}

export type JoinRefusal =
  | 'unknown_room'
  | 'room_ended'
  | 'kicked'
  | 'room_running'
  | 'wrong_version'
  | 'no_spectators'
  | 'room_full'

/** What refuses so many newcomers, whatever their password. Members are not asked. */
export function refuseJoin(
  room: Omit<JoinableRoom, 'id' | 'passwordHash' | 'isMember'>,
  { role, gameVersion, isCodeKnown }: Joining,
  newcomers = 1,
): JoinRefusal | undefined {
  if (room.isApart || (room.visibility === 'private' && !isCodeKnown)) return 'unknown_room'
  if (room.status === 'ended' || room.status === 'abandoned') return 'room_ended'
  if (room.isBanned) return 'kicked'
  if (role === 'player' && !isGathering(room) && !room.isDropIn) return 'room_running'
  if (gameVersion !== undefined && gameVersion !== room.gameVersion) return 'wrong_version'
  if (role === 'spectator' && !room.allowsSpectators) return 'no_spectators'
  if (role === 'player' && room.seatsTaken + newcomers > room.seatsMax) return 'room_full'
  return undefined
}

/**
 * Seats the player, or with `withParty` all of the party that the player leads, or nobody. Who is a member stays as before.
 * `passwordHash` is what the player's password was compared with: `changed_meanwhile` when the room has another one by now.
 */
export async function joinRoom(
  sql: Sql,
  joining: Joining & {
    roomId: string
    playerId: string
    withParty: boolean
    passwordHash: string | null
  },
): Promise<Room | JoinRefusal | Place | 'not_in_party' | 'not_leader' | 'changed_meanwhile'> {
  const { roomId, playerId, withParty, passwordHash } = joining
  return sql.begin(async (transaction) => {
    const party = withParty ? await lockParty(transaction, playerId) : undefined
    if (withParty && party === undefined) return 'not_in_party'
    if (party !== undefined && party.leaderId !== playerId) return 'not_leader'
    const [room] = await lockRooms(transaction, [roomId])
    if (room === undefined) return 'unknown_room'
    const newcomers = (party?.memberIds ?? [playerId]).filter((id) => memberOf(room, id) === undefined)
    if (newcomers.length === 0) return (await readRoom(transaction, roomId)) as Room
    const isMember = memberOf(room, playerId) !== undefined
    if (!isMember && room.passwordHash !== null && room.passwordHash !== passwordHash)
      return 'changed_meanwhile'
    const now = { ...room, ...(await countMembers(transaction, room, newcomers)) }
    const known = { ...joining, isCodeKnown: joining.isCodeKnown || isMember }
    const refusal = refuseJoin(now, known, newcomers.length)
    if (refusal !== undefined) return refusal
    if (joining.role === 'spectator' && now.spectators + newcomers.length > roomSpectatorsMost)
      return 'room_full'
    await lockPlayers(transaction, newcomers)
    const [elsewhere] = (await placesOf(transaction, newcomers)).values()
    if (elsewhere !== undefined) return elsewhere.place
    if (joining.role === 'player' && room.matchId !== null) {
      const refused = await seatInMatch(transaction, room.matchId, newcomers)
      if (refused !== undefined) return refused
    }
    return admit(transaction, room, newcomers, joining.role)
  })
}

/** Who comes into a running match comes into the team that lacks most. */
async function seatInMatch(
  transaction: Transaction,
  matchId: string,
  newcomers: readonly string[],
): Promise<JoinRefusal | undefined> {
  const teams = await transaction<{ team: number; live: number }[]>`
    select team, count(*) filter (where live)::int as live from match_players where match_id = ${matchId} group by team`
  const seats = newcomers.map((playerId) => {
    const least = teams.reduce((a, b) => (b.live < a.live || (b.live === a.live && b.team < a.team) ? b : a))
    least.live++
    return { playerId, team: least.team }
  })
  const [refusal] = await addSeats(transaction, [{ matchId, seats }])
  return refusal && refusals[refusal]
}

const refusals = {
  match_over: 'room_ended',
  match_closed: 'room_running',
  match_full: 'room_full',
  been_there: 'room_running',
} as const satisfies Record<SeatRefusal, JoinRefusal>

async function countMembers(transaction: Transaction, room: LockedRoom, newcomers: readonly string[]) {
  const banned = await transaction`
    select from room_bans where room_id = ${room.id} and player_id = any(${[...newcomers]}::uuid[])`
  const apart = await transaction`
    select from rooms r, unnest(${[...newcomers]}::uuid[]) n (player_id)
    where r.id = ${room.id} and ${isApartFromHost(transaction, transaction`n.player_id`)}`
  const seatsTaken = playersOf(room).length
  return {
    seatsTaken,
    spectators: room.members.length - seatsTaken,
    isBanned: banned.count > 0,
    isApart: apart.count > 0,
  }
}

async function admit(
  transaction: Transaction,
  { id, livekitRoom }: LockedRoom,
  newcomers: readonly string[],
  role: RoomRole,
): Promise<Room> {
  await transaction`
    insert into room_members (player_id, room_id, role)
    select player_id, ${id}, ${role} from unnest(${[...newcomers]}::uuid[]) with ordinality n (player_id, nth)
    order by nth`
  await readmitAll(
    transaction,
    newcomers.map((playerId) => ({ room: livekitRoom, playerId })),
  )
  return tellRoomChanged(transaction, id)
}
