import type { Party } from '@gameserver/protocol/party'
import { lockParty, readParty, tellPartyChanged } from './parties.ts'
import { type LeaderRefusal, lockAsLeader } from './party-membership.ts'
import type { Sql } from './postgres.ts'

/** Says whether the player is ready. A ready check that is under way ends when all are. */
export async function setReady(
  sql: Sql,
  { playerId, isReady }: { playerId: string; isReady: boolean },
): Promise<Party | 'not_in_party' | 'party_in_queue'> {
  return sql.begin(async (transaction) => {
    const party = await lockParty(transaction, playerId)
    if (party === undefined) return 'not_in_party'
    if (party.isQueued) return 'party_in_queue'
    const changed = await transaction`
      update party_members set is_ready = ${isReady} where player_id = ${playerId} and is_ready <> ${isReady}`
    if (changed.count === 0) return (await readParty(transaction, party.id)) as Party
    await transaction`
      update parties set ready_check_ends_at = null where id = ${party.id} and ready_check_ends_at is not null
        and not exists (select from party_members where party_id = ${party.id} and not is_ready)`
    return tellPartyChanged(transaction, party.id)
  })
}

/** Asks all members anew whether they are ready; the leader, who asks, is. */
export async function startReadyCheck(
  sql: Sql,
  { leaderId, seconds }: { leaderId: string; seconds: number },
): Promise<Party | LeaderRefusal | 'ready_check_under_way'> {
  return sql.begin(async (transaction) => {
    const party = await lockAsLeader(transaction, leaderId)
    if (typeof party === 'string') return party
    if (party.isReadyCheckUnderWay) return 'ready_check_under_way'
    await transaction`update party_members set is_ready = player_id = ${leaderId} where party_id = ${party.id}`
    if (party.memberIds.length > 1) {
      await transaction`
        update parties set ready_check_ends_at = clock_timestamp() + ${seconds} * interval '1 second'
        where id = ${party.id}`
    }
    return tellPartyChanged(transaction, party.id)
  })
}
