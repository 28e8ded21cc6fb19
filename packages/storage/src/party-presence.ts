import { type LockedParty, lockParties, tellPartyChanged } from './parties.ts'
import { removeExpiredInvites } from './party-invites.ts'
import { removeMember } from './party-membership.ts'
import type { Sql, Transaction } from './postgres.ts'
import { hasPresenceChanged, isPresenceDue, isUnseenTooLong, type Patience } from './presence.ts'

/** What one pass settles; each is a transaction of its own. */
const partiesPerPassMax = 50

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
  patience: Patience,
): Promise<{ dropped: DroppedMember[]; isMore: boolean }> {
  const due = await sql<{ id: string }[]>`
    select id from parties where ready_check_ends_at <= clock_timestamp()
    union select party_id from party_invites where expires_at <= clock_timestamp()
    union select party_id from party_members where ${isPresenceDue(sql, patience)}
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
  patience: Patience,
): Promise<string | undefined> {
  const hasCheckEnded = await endOverdueReadyCheck(transaction, party.id)
  const haveInvitesExpired = await removeExpiredInvites(transaction, party.id)
  const changed = await transaction`
    update party_members set is_away = not is_away where party_id = ${party.id} and ${hasPresenceChanged(transaction, patience)}`
  const [gone] = await transaction<{ playerId: string }[]>`
    select player_id as "playerId" from party_members where party_id = ${party.id} and ${isUnseenTooLong(transaction, patience)}
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
