import { type FriendState, friendRequestsMax, friendsMax } from '@gameserver/protocol/friend'
import { addLiveEvents, type NewLiveEvent } from './live-events.ts'
import type { Sql, Transaction } from './postgres.ts'
import { lockPlayers } from './tickets.ts'

/** Between two players. Each change locks both, so that of two at once one sees what the other has done. */
export interface Pair {
  playerId: string
  otherId: string
}

export type FriendRefusal =
  | 'unknown_player'
  | 'blocked'
  | 'request_gone'
  | 'too_many_friends'
  | 'too_many_open_requests'

/** Asks the other to be friends; who has been asked by the other agrees by this. Asking again changes nothing. */
export async function requestFriend(sql: Sql, pair: Pair): Promise<FriendState | FriendRefusal> {
  return sql.begin(async (transaction) => {
    const relation = await lockRelation(transaction, pair)
    if (relation === undefined) return 'unknown_player'
    const { playerId, otherId } = pair
    const { name } = relation.other
    if (relation.areFriends) return { playerId: otherId, name, state: 'friends' }
    if (relation.isApart) return 'blocked'
    if (relation.isAsked) return befriend(transaction, pair, relation)
    if (relation.hasAsked) return { playerId: otherId, name, state: 'requested' }
    const counts = await countsOf(transaction, pair)
    if (counts.areFull) return 'too_many_friends'
    if (counts.outgoing >= friendRequestsMax || counts.incomingOfOther >= friendRequestsMax)
      return 'too_many_open_requests'
    await transaction`insert into friend_requests (from_id, to_id) values (${playerId}, ${otherId})`
    await addLiveEvents(transaction, [
      { playerId: otherId, kind: 'friend.requested', friend: { playerId, name: relation.own.name } },
    ])
    return { playerId: otherId, name, state: 'requested' }
  })
}

/** For who has been asked. Friends stay friends. */
export async function acceptFriend(sql: Sql, pair: Pair): Promise<FriendState | FriendRefusal> {
  return sql.begin(async (transaction) => {
    const relation = await lockRelation(transaction, pair)
    if (relation === undefined) return 'request_gone'
    const { name } = relation.other
    if (relation.areFriends) return { playerId: pair.otherId, name, state: 'friends' }
    return relation.isAsked ? befriend(transaction, pair, relation) : 'request_gone'
  })
}

/** For who has been asked. */
export async function declineFriend(sql: Sql, pair: Pair): Promise<void> {
  await sql.begin(async (transaction) => {
    await lockPlayers(transaction, [pair.playerId, pair.otherId])
    const declined = await transaction`
      delete from friend_requests where from_id = ${pair.otherId} and to_id = ${pair.playerId}`
    if (declined.count > 0) await tellRemoved(transaction, pair)
  })
}

/** They are no friends any more; the player's own request, if that is what there is, is taken back. */
export async function removeFriend(sql: Sql, pair: Pair): Promise<void> {
  await sql.begin(async (transaction) => {
    const { playerId, otherId } = pair
    await lockPlayers(transaction, [playerId, otherId])
    const request = await transaction`
      delete from friend_requests where from_id = ${playerId} and to_id = ${otherId}`
    const friendship = await removeFriendship(transaction, pair)
    if (request.count > 0 || friendship) await tellRemoved(transaction, pair)
  })
}

export async function removeFriendship(
  transaction: Transaction,
  { playerId, otherId }: Pair,
): Promise<boolean> {
  const removed = await transaction`
    delete from friendships
    where player_id = ${playerId} and friend_id = ${otherId} or player_id = ${otherId} and friend_id = ${playerId}`
  return removed.count > 0
}

/** Both, on all their devices. */
export async function tellRemoved(transaction: Transaction, { playerId, otherId }: Pair): Promise<void> {
  await addLiveEvents(transaction, [
    { playerId, kind: 'friend.removed', friendId: otherId },
    { playerId: otherId, kind: 'friend.removed', friendId: playerId },
  ])
}

/** Whether one of them has blocked the other. */
export async function areApart(sql: Sql | Transaction, { playerId, otherId }: Pair): Promise<boolean> {
  const [block] = await sql`
    select from blocks
    where player_id = ${playerId} and blocked_id = ${otherId} or player_id = ${otherId} and blocked_id = ${playerId}
    limit 1`
  return block !== undefined
}

interface Relation {
  own: { name: string }
  other: { name: string }
  areFriends: boolean
  isApart: boolean
  /** The player has been asked by the other. */
  isAsked: boolean
  hasAsked: boolean
}

/** Undefined: one of them is no player. */
async function lockRelation(transaction: Transaction, pair: Pair): Promise<Relation | undefined> {
  const { playerId, otherId } = pair
  await lockPlayers(transaction, [playerId, otherId])
  const [found] = await transaction<
    (Omit<Relation, 'own' | 'other' | 'isApart'> & Record<'own' | 'other', string>)[]
  >`
    select own.name as own, other.name as other,
      exists (select from friendships where player_id = ${playerId} and friend_id = ${otherId}) as "areFriends",
      exists (select from friend_requests where from_id = ${otherId} and to_id = ${playerId}) as "isAsked",
      exists (select from friend_requests where from_id = ${playerId} and to_id = ${otherId}) as "hasAsked"
    from players own, players other where own.id = ${playerId} and other.id = ${otherId}`
  if (found === undefined) return undefined
  const isApart = await areApart(transaction, pair)
  return { ...found, isApart, own: { name: found.own }, other: { name: found.other } }
}

async function befriend(
  transaction: Transaction,
  pair: Pair,
  { own, other }: Relation,
): Promise<FriendState | FriendRefusal> {
  const { playerId, otherId } = pair
  if ((await countsOf(transaction, pair)).areFull) return 'too_many_friends'
  await transaction`
    delete from friend_requests
    where from_id = ${otherId} and to_id = ${playerId} or from_id = ${playerId} and to_id = ${otherId}`
  await transaction`
    insert into friendships (player_id, friend_id, since)
    values (${playerId}, ${otherId}, now()), (${otherId}, ${playerId}, now())`
  const accepted = (to: string, friend: { playerId: string; name: string }): NewLiveEvent => {
    return { playerId: to, kind: 'friend.accepted', friend }
  }
  await addLiveEvents(transaction, [
    accepted(playerId, { playerId: otherId, ...other }),
    accepted(otherId, { playerId, ...own }),
  ])
  return { playerId: otherId, name: other.name, state: 'friends' }
}

/** Exact, since both players are locked. */
async function countsOf(transaction: Transaction, { playerId, otherId }: Pair) {
  const [counts] = await transaction<{ areFull: boolean; outgoing: number; incomingOfOther: number }[]>`
    select
      greatest(
        (select count(*) from friendships where player_id = ${playerId}),
        (select count(*) from friendships where player_id = ${otherId})) >= ${friendsMax} as "areFull",
      (select count(*) from friend_requests where from_id = ${playerId})::int as outgoing,
      (select count(*) from friend_requests where to_id = ${otherId})::int as "incomingOfOther"`
  return counts as { areFull: boolean; outgoing: number; incomingOfOther: number }
}
