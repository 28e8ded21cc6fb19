import { type BlockedPlayers, blocksMax, type Friend } from '@gameserver/protocol/friend'
import { type Pair, removeFriendship, tellRemoved } from './friends.ts'
import { addLiveEvents } from './live-events.ts'
import { iso } from './parties.ts'
import type { Sql, Transaction } from './postgres.ts'
import { lockPlayers } from './tickets.ts'

/**
 * The other can neither ask to be friends nor invite to a party any more, and neither finds the other's rooms. What there was
 * between them goes. The other is not told of the block, but of a friendship or an invite that is no more.
 */
export async function blockPlayer(
  sql: Sql,
  pair: Pair,
): Promise<'blocked' | 'unknown_player' | 'too_many_blocks'> {
  return sql.begin(async (transaction) => {
    const { playerId, otherId } = pair
    await lockPlayers(transaction, [playerId, otherId])
    const [found] = await transaction<{ isBlocked: boolean; blocks: number }[]>`
      select exists (select from blocks where player_id = ${playerId} and blocked_id = ${otherId}) as "isBlocked",
        (select count(*) from blocks where player_id = ${playerId})::int as blocks
      from players where id = ${otherId}`
    if (found === undefined) return 'unknown_player'
    if (found.isBlocked) return 'blocked'
    if (found.blocks >= blocksMax) return 'too_many_blocks'
    await transaction`insert into blocks (player_id, blocked_id) values (${playerId}, ${otherId})`
    const requests = await transaction`
      delete from friend_requests
      where from_id = ${otherId} and to_id = ${playerId} or from_id = ${playerId} and to_id = ${otherId}`
    const wereFriends = await removeFriendship(transaction, pair)
    if (requests.count > 0 || wereFriends) await tellRemoved(transaction, pair)
    await tellInvitesGone(transaction, pair)
    return 'blocked'
  })
}

/** They stay as they are with the parties, which are not locked here; but nobody can accept them. */
async function tellInvitesGone(transaction: Transaction, { playerId, otherId }: Pair): Promise<void> {
  const invites = await transaction<{ playerId: string; partyId: string }[]>`
    select player_id as "playerId", party_id as "partyId" from party_invites
    where expires_at > clock_timestamp()
      and (player_id, invited_by) in ((${playerId}, ${otherId}), (${otherId}, ${playerId}))`
  await addLiveEvents(
    transaction,
    invites.map((invite) => ({ ...invite, kind: 'party.uninvited' })),
  )
}

export async function unblockPlayer(sql: Sql, { playerId, otherId }: Pair): Promise<void> {
  await sql`delete from blocks where player_id = ${playerId} and blocked_id = ${otherId}`
}

export async function listBlocked(
  sql: Sql,
  { playerId, offset, limit }: { playerId: string; offset: number; limit: number },
): Promise<BlockedPlayers> {
  const blocked = await sql<Friend[]>`
    select b.blocked_id as "playerId", p.name, ${iso(sql, 'b.since')} as since
    from blocks b join players p on p.id = b.blocked_id
    where b.player_id = ${playerId} order by b.since desc, b.blocked_id offset ${offset} limit ${limit}`
  const [counted] = await sql<{ total: number }[]>`
    select count(*)::int as total from blocks where player_id = ${playerId}`
  return { total: counted?.total ?? 0, blocked: [...blocked] }
}
