import { tellPartyChanged } from './parties.ts'
import type { Transaction } from './postgres.ts'
import { type QueueLeftReason, type RemovedTicket, removeTickets } from './tickets.ts'

export interface HeldTicket {
  id: string
  partyId: string | null
}

/** Removes those tickets that are still there, returns them, and tells their players and parties. The parties are locked. */
export async function withdrawTickets(
  transaction: Transaction,
  tickets: readonly HeldTicket[],
  reason: QueueLeftReason,
): Promise<RemovedTicket[]> {
  const removed = await removeTickets(
    transaction,
    tickets.map(({ id }) => id),
    reason,
  )
  const gone = new Set(removed.map(({ id }) => id))
  for (const { id, partyId } of tickets) {
    if (partyId === null || !gone.has(id)) continue
    await transaction`update parties set queued_at = null where id = ${partyId}`
    await tellPartyChanged(transaction, partyId)
  }
  return removed
}
