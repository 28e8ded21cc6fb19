import type { FoundPlayer, Friend, FriendRequest, FriendRequests, Friends } from '@gameserver/protocol/friend'
import { iso } from './parties.ts'
import type { Sql } from './postgres.ts'

export async function listFriends(
  sql: Sql,
  { playerId, offset, limit }: { playerId: string; offset: number; limit: number },
): Promise<Friends> {
  const friends = await sql<Friend[]>`
    select f.friend_id as "playerId", p.name, ${iso(sql, 'f.since')} as since
    from friendships f join players p on p.id = f.friend_id
    where f.player_id = ${playerId} order by lower(p.name), f.friend_id offset ${offset} limit ${limit}`
  const [counted] = await sql<{ total: number }[]>`
    select count(*)::int as total from friendships where player_id = ${playerId}`
  return { total: counted?.total ?? 0, friends: [...friends] }
}

export async function findFriendIds(sql: Sql, playerId: string): Promise<string[]> {
  const friends = await sql<{ id: string }[]>`
    select friend_id as id from friendships where player_id = ${playerId}`
  return friends.map(({ id }) => id)
}

export async function listFriendRequests(sql: Sql, playerId: string): Promise<FriendRequests> {
  const requests = await sql<(FriendRequest & { isIncoming: boolean })[]>`
    select p.id as "playerId", p.name, ${iso(sql, 'r.requested_at')} as "requestedAt", r.to_id = ${playerId} as "isIncoming"
    from friend_requests r join players p on p.id = case when r.to_id = ${playerId} then r.from_id else r.to_id end
    where r.to_id = ${playerId} or r.from_id = ${playerId}
    order by r.requested_at desc, p.id`
  const those = (incoming: boolean) =>
    requests
      .filter(({ isIncoming }) => isIncoming === incoming)
      .map(({ isIncoming: _isIncoming, ...request }) => request)
  return { incoming: those(true), outgoing: those(false) }
}

/** Players whose names begin so, but for those who have blocked who asks. */
export async function findPlayersByName(
  sql: Sql,
  { playerId, prefix, limit }: { playerId: string; prefix: string; limit: number },
): Promise<FoundPlayer[]> {
  const players = await sql<FoundPlayer[]>`
    select id as "playerId", name from players p
    where lower(name) collate "C" >= lower(${prefix}) and lower(name) collate "C" < lower(${prefix}) || ${lastLetter}
      and not exists (select from blocks where player_id = p.id and blocked_id = ${playerId})
    order by lower(name) collate "C", id limit ${limit}`
  return [...players]
}

/** No name has a later one: it is no character. */
const lastLetter = '\u{10ffff}'
