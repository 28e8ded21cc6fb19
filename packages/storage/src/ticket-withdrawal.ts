import { answerOffer } from './match-offers.ts'
import type { Sql, Transaction } from './postgres.ts'
import type { RemovedTicket } from './tickets.ts'
import { type HeldTicket, withdrawTickets } from './withdraw-tickets.ts'

/**
 * The player waits no more, nor does the party; a match that was offered is declined. False: there was no ticket, be it that
 * none was taken or that a match has been made of it.
 */
export async function dequeue(sql: Sql, playerId: string): Promise<boolean> {
  for (;;) {
    const outcome = await tryToDequeue(sql, playerId)
    if (typeof outcome === 'boolean') return outcome
    const { outcome: answer } = await answerOffer(sql, { ...outcome, playerId, accept: false })
    if (answer === 'declined') return true
  }
}

/** The offer that the ticket has been taken by. */
async function tryToDequeue(sql: Sql, playerId: string): Promise<boolean | { offerId: string }> {
  return sql.begin(async (transaction) => {
    const [held] = await transaction<HeldTicket[]>`
      select t.id, t.party_id as "partyId" from ticket_players p join tickets t on t.id = p.ticket_id
      where p.player_id = ${playerId}`
    if (held === undefined) return false
    if (held.partyId !== null) await transaction`select from parties where id = ${held.partyId} for update`
    const [ticket] = await transaction<{ offerId: string | null }[]>`
      select offer_id as "offerId" from tickets where id = ${held.id} for update`
    if (ticket === undefined) return false
    if (ticket.offerId !== null) return { offerId: ticket.offerId }
    return (await withdrawTickets(transaction, [held], 'left')).length === 1
  })
}

/**
 * Withdraws the tickets of which a player has not been heard of for so long, and returns them: without that player there is
 * no playing for the party either. Skips rows that others hold, and so can neither wait for a pass that forms matches nor be
 * in its way. A ticket whose players are asked whether they accept a match is left to that: it takes less time.
 */
export async function withdrawUnseen(sql: Sql, ticketTimeoutMs: number): Promise<RemovedTicket[]> {
  return sql.begin(async (transaction) => {
    const due = await transaction<HeldTicket[]>`
      select id, party_id as "partyId" from tickets where offer_id is null and id in (
        select ticket_id from ticket_players where ${isUnseen(transaction, ticketTimeoutMs)})`
    if (due.length === 0) return []
    const parties = await transaction<{ id: string }[]>`
      select id from parties where id = any(${due.flatMap(({ partyId }) => partyId ?? [])}::uuid[])
      order by id for update skip locked`
    const free = await transaction<{ id: string }[]>`
      select id from tickets where id = any(${due.map(({ id }) => id)}::bigint[]) and offer_id is null
        and (party_id is null or party_id = any(${parties.map(({ id }) => id)}::uuid[]))
      order by id for update skip locked`
    const still = await transaction<{ id: string }[]>`
      select ticket_id as id from ticket_players where ticket_id = any(${free.map(({ id }) => id)}::bigint[])
        and ${isUnseen(transaction, ticketTimeoutMs)} for update skip locked`
    const ids = new Set(still.map(({ id }) => id))
    return withdrawTickets(
      transaction,
      due.filter(({ id }) => ids.has(id)),
      'unseen',
    )
  })
}

const isUnseen = (transaction: Transaction, ticketTimeoutMs: number) =>
  transaction`seen_at < clock_timestamp() - ${ticketTimeoutMs} * interval '1 millisecond'`
