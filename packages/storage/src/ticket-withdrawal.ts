import { tellPartyChanged } from './parties.ts'
import type { Sql, Transaction } from './postgres.ts'
import { type QueueLeftReason, type RemovedTicket, removeTickets } from './tickets.ts'

/**
 * The player waits no more, nor does the party. False: there was no ticket, be it that none was taken or that a match has been
 * made of it.
 */
export async function dequeue(sql: Sql, playerId: string): Promise<boolean> {
  return sql.begin(async (transaction) => {
    const [held] = await transaction<HeldTicket[]>`
      select t.id, t.party_id as "partyId" from ticket_players p join tickets t on t.id = p.ticket_id
      where p.player_id = ${playerId}`
    if (held === undefined) return false
    if (held.partyId !== null) await transaction`select from parties where id = ${held.partyId} for update`
    return (await withdraw(transaction, [held], 'left')).length === 1
  })
}

interface HeldTicket {
  id: string
  partyId: string | null
}

/**
 * Withdraws the tickets of which a player has not been heard of for so long, and returns them: without that player there is
 * no playing for the party either. Skips rows that others hold, and so can neither wait for a pass that forms matches nor be
 * in its way.
 */
export async function withdrawUnseen(sql: Sql, ticketTimeoutMs: number): Promise<RemovedTicket[]> {
  return sql.begin(async (transaction) => {
    const due = await transaction<HeldTicket[]>`
      select id, party_id as "partyId" from tickets where id in (
        select ticket_id from ticket_players where ${isUnseen(transaction, ticketTimeoutMs)})`
    if (due.length === 0) return []
    const parties = await transaction<{ id: string }[]>`
      select id from parties where id = any(${due.flatMap(({ partyId }) => partyId ?? [])}::uuid[])
      order by id for update skip locked`
    const free = await transaction<{ id: string }[]>`
      select id from tickets where id = any(${due.map(({ id }) => id)}::bigint[])
        and (party_id is null or party_id = any(${parties.map(({ id }) => id)}::uuid[]))
      order by id for update skip locked`
    const still = await transaction<{ id: string }[]>`
      select ticket_id as id from ticket_players where ticket_id = any(${free.map(({ id }) => id)}::bigint[])
        and ${isUnseen(transaction, ticketTimeoutMs)} for update skip locked`
    const ids = new Set(still.map(({ id }) => id))
    return withdraw(
      transaction,
      due.filter(({ id }) => ids.has(id)),
      'unseen',
    )
  })
}

const isUnseen = (transaction: Transaction, ticketTimeoutMs: number) =>
  transaction`seen_at < clock_timestamp() - ${ticketTimeoutMs} * interval '1 millisecond'`

/** Parties of these tickets are locked. */
async function withdraw(
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
