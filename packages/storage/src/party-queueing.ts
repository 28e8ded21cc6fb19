import type { Party } from '@gameserver/protocol/party'
import { tellPartyChanged } from './parties.ts'
import type { Transaction } from './postgres.ts'

/** The locked party waits in a queue from now on: until then its members stay as they are, but for who leaves. */
export async function beginQueueing(transaction: Transaction, partyId: string): Promise<Party> {
  await transaction`update parties set queued_at = clock_timestamp() where id = ${partyId}`
  return tellPartyChanged(transaction, partyId)
}

/** The locked party waits no longer: a member has left it, or it has a match. Its members are told with what else has changed. */
export async function endQueueing(transaction: Transaction, partyId: string): Promise<void> {
  await transaction`update parties set queued_at = null where id = ${partyId}`
}
