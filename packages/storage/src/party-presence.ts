import { type LockedParty, lockParties, tellPartyChanged } from './parties.ts'
import { removeExpiredInvites } from './party-invites.ts'
import { removeMember } from './party-membership.ts'
import type { Sql, Transaction } from './postgres.ts'

/** How long a sign of a player counts for those that follow: a fraction of the time after which a member is away. */
const seenIntervalMs = 5_000

/** What one pass settles; each is a transaction of its own. */
const partiesPerPassMax = 50

/** Notes that these players are there. Skips rows that others hold, and so waits for nobody. */
export async function notePartyMembersSeen(sql: Sql, playerIds: readonly string[]): Promise<void> {
  if (playerIds.length === 0) return
  await sql`
    update party_members set seen_at = clock_timestamp() where player_id in (
      select player_id from party_members where player_id = any(${[...playerIds]}::uuid[])
        and seen_at < clock_timestamp() - ${seenIntervalMs} * interval '1 millisecond'
      for update skip locked)`
}

export interface PartyPatience {
  /** After which an unseen member is shown as away. */
  awayAfterMs: number
  /** After which an unseen member is dropped. */
  droppedAfterMs: number
}

export interface DroppedMember {
  partyId: string
  playerId: string
}

/**
 * Brings parties up to the clock: who is away and who is back, who has been away for too long, ready checks and invites
 * whose time is over. Skips parties that are being changed, which may be another process's pass. Returns the members dropped,
 * and whether there may be more to do.
 */
export async function sweepParties(
  sql: Sql,
  patience: PartyPatience,
): Promise<{ dropped: DroppedMember[]; isMore: boolean }> {
  const due = await sql<{ id: string }[]>`
    select id from parties where ready_check_ends_at <= clock_timestamp()
    union select party_id from party_invites where expires_at <= clock_timestamp()
    union select party_id from party_members where ${presence(sql, patience)}
    limit ${partiesPerPassMax}`
  const dropped: DroppedMember[] = []
  let settled = 0
  for (const { id } of due) {
    await sql.begin(async (transaction) => {
      const [party] = await lockParties(transaction, [id], { skipLocked: true })
      if (party === undefined) return
      settled++
      const playerId = await settle(transaction, party, patience)
      if (playerId !== undefined) dropped.push({ partyId: id, playerId })
    })
  }
  return { dropped, isMore: settled === partiesPerPassMax }
}

/** Returns the member dropped, if any. */
async function settle(
  transaction: Transaction,
  party: LockedParty,
  patience: PartyPatience,
): Promise<string | undefined> {
  const hasCheckEnded = await endOverdueReadyCheck(transaction, party.id)
  const haveInvitesExpired = await removeExpiredInvites(transaction, party.id)
  const changed = await transaction`
    update party_members set is_away = not is_away where party_id = ${party.id} and ${presenceChanged(transaction, patience)}`
  const [gone] = await transaction<{ playerId: string }[]>`
    select player_id as "playerId" from party_members where party_id = ${party.id} and ${tooLong(transaction, patience)}
    order by seen_at limit 1`
  // Tells of everything else, too. Another one, if there is, at the next pass.
  if (gone) await removeMember(transaction, party, gone.playerId, 'unseen')
  else if (hasCheckEnded || haveInvitesExpired || changed.count > 0)
    await tellPartyChanged(transaction, party.id)
  return gone?.playerId
}

async function endOverdueReadyCheck(transaction: Transaction, partyId: string): Promise<boolean> {
  const ended = await transaction`
    update parties set ready_check_ends_at = null
    where id = ${partyId} and ready_check_ends_at <= clock_timestamp()`
  return ended.count > 0
}

const presence = (sql: Sql, patience: PartyPatience) =>
  sql`${presenceChanged(sql, patience)} or ${tooLong(sql, patience)}`

const presenceChanged = (sql: Sql | Transaction, { awayAfterMs }: PartyPatience) =>
  sql`is_away <> (seen_at < clock_timestamp() - ${awayAfterMs} * interval '1 millisecond')`

const tooLong = (sql: Sql | Transaction, { droppedAfterMs }: PartyPatience) =>
  sql`seen_at < clock_timestamp() - ${droppedAfterMs} * interval '1 millisecond'`
