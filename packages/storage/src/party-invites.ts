import type { Party, PartyInvite } from '@gameserver/protocol/party'
import { areApart } from './friends.ts'
import { addLiveEvents } from './live-events.ts'
import { iso, lockParties, lockParty, readParty, tellPartyChanged } from './parties.ts'
import type { Sql, Transaction } from './postgres.ts'

/** Long enough to be seen after a match; who comes back later is better asked again. */
const inviteMinutes = 10

/** Of one party at a time: as many as it can have members. */
const invitesPerPartyMax = 16

/** For one player at a time. Above what friends do, below what would bury the player's screen. */
const invitesPerPlayerMax = 20

/**
 * `blocked`: one of the two has blocked the other. `party_full`: there is no seat. `too_many_invites`: the party or the player has
 * as many as there can be.
 */
export type InviteRefusal =
  | 'not_in_party'
  | 'unknown_player'
  | 'blocked'
  | 'already_member'
  | 'party_full'
  | 'party_in_queue'
  | 'too_many_invites'

/** Any member may invite. An invite that is open already stays as it is. */
export async function inviteToParty(
  sql: Sql,
  { playerId, inviteeId }: { playerId: string; inviteeId: string },
): Promise<Party | InviteRefusal> {
  return sql.begin(async (transaction) => {
    const party = await lockParty(transaction, playerId)
    if (party === undefined) return 'not_in_party'
    if (party.isQueued) return 'party_in_queue'
    if (party.memberIds.includes(inviteeId)) return 'already_member'
    if (party.memberIds.length >= party.sizeMax) return 'party_full'
    const [invitee] = await transaction`select from players where id = ${inviteeId}`
    if (invitee === undefined) return 'unknown_player'
    if (await areApart(transaction, { playerId, otherId: inviteeId })) return 'blocked'
    const open = await countOpen(transaction, party.id, inviteeId)
    if (open.isInvited) return (await readParty(transaction, party.id)) as Party
    if (open.ofParty >= invitesPerPartyMax || open.ofPlayer >= invitesPerPlayerMax) return 'too_many_invites'
    await transaction`
      insert into party_invites (party_id, player_id, invited_by, expires_at)
      values (${party.id}, ${inviteeId}, ${playerId}, clock_timestamp() + ${inviteMinutes} * interval '1 minute')
      on conflict (party_id, player_id) do update
      set invited_by = excluded.invited_by, expires_at = excluded.expires_at, created_at = excluded.created_at`
    const [invite] = await readInvites(transaction, inviteeId, party.id)
    if (invite) await addLiveEvents(transaction, [{ playerId: inviteeId, kind: 'party.invited', invite }])
    return tellPartyChanged(transaction, party.id)
  })
}

async function countOpen(transaction: Transaction, partyId: string, inviteeId: string) {
  const [open] = await transaction<{ isInvited: boolean; ofParty: number; ofPlayer: number }[]>`
    select coalesce(bool_or(party_id = ${partyId} and player_id = ${inviteeId}), false) as "isInvited",
      count(*) filter (where party_id = ${partyId})::int as "ofParty",
      count(*) filter (where player_id = ${inviteeId})::int as "ofPlayer"
    from party_invites
    where (party_id = ${partyId} or player_id = ${inviteeId}) and expires_at > clock_timestamp()`
  return open as { isInvited: boolean; ofParty: number; ofPlayer: number }
}

/** Takes an invite back: who has given it may, and the leader. One that is not there needs nothing. */
export async function withdrawInvite(
  sql: Sql,
  { playerId, inviteeId }: { playerId: string; inviteeId: string },
): Promise<Party | 'not_in_party' | 'not_leader'> {
  return sql.begin(async (transaction) => {
    const party = await lockParty(transaction, playerId)
    if (party === undefined) return 'not_in_party'
    const [invite] = await transaction<{ invitedBy: string }[]>`
      select invited_by as "invitedBy" from party_invites
      where party_id = ${party.id} and player_id = ${inviteeId}`
    if (invite === undefined) return (await readParty(transaction, party.id)) as Party
    if (playerId !== party.leaderId && playerId !== invite.invitedBy) return 'not_leader'
    await removeInvite(transaction, party.id, inviteeId)
    return tellPartyChanged(transaction, party.id)
  })
}

export async function declineInvite(
  sql: Sql,
  { playerId, partyId }: { playerId: string; partyId: string },
): Promise<void> {
  await sql.begin(async (transaction) => {
    const [party] = await lockParties(transaction, [partyId])
    if (party === undefined || !(await removeInvite(transaction, partyId, playerId))) return
    await tellPartyChanged(transaction, partyId)
  })
}

/** The invites a player can accept, the newest first. */
export function findInvites(sql: Sql, playerId: string): Promise<PartyInvite[]> {
  return readInvites(sql, playerId)
}

/** Those of a locked party. */
export async function removeExpiredInvites(transaction: Transaction, partyId: string): Promise<boolean> {
  const expired = await transaction<{ playerId: string }[]>`
    delete from party_invites where party_id = ${partyId} and expires_at <= clock_timestamp()
    returning player_id as "playerId"`
  await addLiveEvents(
    transaction,
    expired.map(({ playerId }) => ({ playerId, kind: 'party.uninvited', partyId })),
  )
  return expired.length > 0
}

async function removeInvite(transaction: Transaction, partyId: string, playerId: string): Promise<boolean> {
  const removed = await transaction`
    delete from party_invites where party_id = ${partyId} and player_id = ${playerId}`
  if (removed.count === 0) return false
  await addLiveEvents(transaction, [{ playerId, kind: 'party.uninvited', partyId }])
  return true
}

/** Of `party_invites i`: whether it can be accepted. It can't once one of the two has blocked the other. */
export const isOpen = (sql: Sql | Transaction) =>
  sql`i.expires_at > clock_timestamp() and not exists (select from blocks b
    where (b.player_id, b.blocked_id) in ((i.player_id, i.invited_by), (i.invited_by, i.player_id)))`

async function readInvites(
  sql: Sql | Transaction,
  playerId: string,
  partyId: string | null = null,
): Promise<PartyInvite[]> {
  return sql<PartyInvite[]>`
    select i.party_id as "partyId", jsonb_build_object('playerId', o.id, 'name', o.name) as "invitedBy",
      (select jsonb_agg(n.name order by m.joined_at, m.player_id)
        from party_members m join players n on n.id = m.player_id where m.party_id = i.party_id) as members,
      p.size_max as "sizeMax", ${iso(sql, 'i.expires_at')} as "expiresAt"
    from party_invites i join parties p on p.id = i.party_id join players o on o.id = i.invited_by
    where i.player_id = ${playerId} and ${isOpen(sql)}
      and (${partyId}::uuid is null or i.party_id = ${partyId})
    order by i.created_at desc, i.party_id`
}
