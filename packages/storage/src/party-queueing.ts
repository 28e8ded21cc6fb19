import type { Party } from '@gameserver/protocol/party'
import type { CooldownPolicy } from './cooldowns.ts'
import { declineByLeaving } from './match-offers.ts'
import { lockParty, tellPartyChanged } from './parties.ts'
import type { Sql, Transaction } from './postgres.ts'
import {
  compareWithHeld,
  type EnqueueOutcome,
  insertTicket,
  type NewTicket,
  removeTickets,
} from './tickets.ts'

/**
 * `party_changed`: the members are others than the ticket's by now. `party_not_ready`: a member other than the leader has not
 * said to be ready. `member_away`: one has not been heard of for a while.
 */
export type PartyEnqueueOutcome =
  | EnqueueOutcome
  | 'party_changed'
  | 'not_leader'
  | 'party_not_ready'
  | 'member_away'

/** Gives the party one ticket for all its members, who come into one match and one team. */
export async function enqueueParty(
  sql: Sql,
  { leaderId, ...ticket }: NewTicket & { leaderId: string },
  cooldowns?: CooldownPolicy,
): Promise<PartyEnqueueOutcome> {
  return sql.begin(async (transaction) => {
    const party = await lockParty(transaction, leaderId)
    const memberIds = new Set(party?.memberIds)
    const isAsBefore =
      memberIds.size === ticket.members.length &&
      ticket.members.every(({ playerId }) => memberIds.has(playerId))
    if (party === undefined || !isAsBefore) return 'party_changed'
    if (party.leaderId !== leaderId) return 'not_leader'
    const held = await compareWithHeld(transaction, ticket)
    if (held !== undefined) return held
    const refusal = await findUnready(transaction, party.id, leaderId)
    if (refusal !== undefined) return refusal
    const outcome = await insertTicket(transaction, ticket, { partyId: party.id, cooldowns })
    if (outcome === 'queued') await beginQueueing(transaction, party.id)
    return outcome
  })
}

async function findUnready(
  transaction: Transaction,
  partyId: string,
  leaderId: string,
): Promise<'party_not_ready' | 'member_away' | undefined> {
  const [members] = await transaction<{ isOneAway: boolean; areReady: boolean }[]>`
    select bool_or(is_away and player_id <> ${leaderId}) as "isOneAway",
      bool_and(is_ready or player_id = ${leaderId}) as "areReady"
    from party_members where party_id = ${partyId}`
  if (members?.isOneAway) return 'member_away'
  return members?.areReady ? undefined : 'party_not_ready'
}

/** The locked party waits in a queue from now on: until then its members stay as they are, but for who leaves. */
export async function beginQueueing(transaction: Transaction, partyId: string): Promise<Party> {
  await transaction`update parties set queued_at = clock_timestamp() where id = ${partyId}`
  return tellPartyChanged(transaction, partyId)
}

/**
 * The locked party waits no longer, since `leaverId` has left it; its ticket is gone. Its members are told of the party with
 * what else has changed.
 */
export async function endQueueing(
  transaction: Transaction,
  partyId: string,
  leaverId: string,
): Promise<void> {
  await transaction`update parties set queued_at = null where id = ${partyId}`
  for (;;) {
    const [held] = await transaction<{ id: string; offerId: string | null }[]>`
      select id, offer_id as "offerId" from tickets where party_id = ${partyId}`
    if (held === undefined) return
    if (held.offerId !== null) await declineByLeaving(transaction, held.offerId, leaverId)
    else await removeTickets(transaction, [held.id], 'party_changed')
  }
}
