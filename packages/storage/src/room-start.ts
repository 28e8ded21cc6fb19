import type { Room } from '@gameserver/protocol/rooms'
import { announceMatches, insertMatches } from './match-forming.ts'
import type { Sql, Transaction } from './postgres.ts'
import { evictPlayer } from './room-evictions.ts'
import { type HostRefusal, lockAsHost } from './room-leaving.ts'
import { isGathering, type LockedRoom, playersOf, tellRoomChanged } from './rooms.ts'
import { lockPlayers, newRating } from './tickets.ts'

/** The match that a room may become in this transaction. */
export interface RoomMatch {
  matchId: string
  seed: number
  /** How many teams the players are dealt into, one after the other; 1: there are none. */
  teams: number
}

export type StartRefusal = HostRefusal | 'room_running' | 'too_few_players' | 'not_ready'

/** Begins the match: for the host, once all other players have said that they are ready. */
export async function startRoom(
  sql: Sql,
  { hostId, ...match }: RoomMatch & { hostId: string },
): Promise<Room | StartRefusal> {
  return sql.begin(async (transaction) => {
    const room = await lockAsHost(transaction, hostId)
    if (typeof room === 'string') return room
    if (!isGathering(room)) return 'room_running'
    const players = playersOf(room)
    if (players.length < room.seatsMin) return 'too_few_players'
    if (!players.every(({ playerId, isReady }) => isReady || playerId === hostId)) return 'not_ready'
    return startMatchOf(transaction, room, match)
  })
}

/**
 * Makes the match of a locked room, whose players are seated in the order in which they joined. It is played in the room's own
 * LiveKit room, from which who only looks on is put out: that is what the spectators' delay is for.
 */
export async function startMatchOf(
  transaction: Transaction,
  room: LockedRoom,
  { matchId, seed, teams }: RoomMatch,
): Promise<Room> {
  const { id, game, mode, region, livekitRoom, members } = room
  const seats = playersOf(room).map(({ playerId }, slot) => ({ playerId, team: slot % teams }))
  await lockPlayers(
    transaction,
    seats.map(({ playerId }) => playerId),
  )
  const playersMax = room.isDropIn ? room.seatsMax : undefined
  const match = { id: matchId, game, mode, room: livekitRoom, seed, region, seats, playersMax }
  await insertMatches(transaction, [match])
  await transaction`
    insert into match_players (match_id, player_id, slot, team, name, queued_at, mu)
    select ${matchId}, m.player_id, m.slot, m.slot % ${teams}::int, o.name, m.joined_at, coalesce(r.mu, ${newRating.mu})
    from (
      select player_id, joined_at, row_number() over (order by turn)::int - 1 as slot
      from room_members where room_id = ${id} and role = 'player'
    ) m join players o on o.id = m.player_id
    left join ratings r on r.player_id = m.player_id and r.game = ${game} and r.mode = ${mode}`
  await transaction`
    update rooms set status = 'running', match_id = ${matchId}, ready_check_ends_at = null where id = ${id}`
  for (const { playerId, role } of members)
    if (role === 'spectator') await evictPlayer(transaction, { room: livekitRoom, region }, playerId)
  await announceMatches(transaction, [match])
  return tellRoomChanged(transaction, id)
}
