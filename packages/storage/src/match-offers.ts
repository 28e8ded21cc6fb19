import { strikePlayers } from './cooldowns.ts'
import { addLiveEvents, type NewLiveEvent } from './live-events.ts'
import { type FormedMatch, formMatches, lockTickets } from './match-forming.ts'
import { iso } from './parties.ts'
import type { Sql, Transaction } from './postgres.ts'
import { withdrawTickets } from './withdraw-tickets.ts'

/**
 * A queue may ask its players before a match is made of their tickets. An offer is in the database from its beginning to its
 * end, so that any process goes on with it: whoever answers last forms the match, in the transaction that notes the answer.
 *
 * Whoever ends an offer has locked all its tickets (and before them, in the usual order, whatever else it needs), then the
 * offer's own row.
 */

/** Offers the matches whose tickets are all still there to their players, and returns them. */
export async function offerMatches(
  transaction: Transaction,
  proposed: readonly FormedMatch[],
  acceptSeconds: number,
): Promise<FormedMatch[]> {
  const present = await lockTickets(transaction, proposed, null)
  const matches = proposed.filter(({ tickets }) => tickets.every(({ id }) => present.has(id)))
  if (matches.length === 0) return []
  const offers = await transaction<{ id: string; expiresAt: Date }[]>`
    insert into match_offers (id, game, mode, region, proposed, expires_at)
    select (p ->> 'id')::uuid, p ->> 'game', p ->> 'mode', p ->> 'region', p,
      clock_timestamp() + ${acceptSeconds} * interval '1 second'
    from jsonb_array_elements(${transaction.json(matches as never)}) as p
    returning id, expires_at as "expiresAt"`
  const seats = matches.flatMap(({ id, seats }) => seats.map(({ playerId }) => ({ id, playerId })))
  const tickets = matches.flatMap(({ id: offerId, tickets }) => tickets.map(({ id }) => ({ id, offerId })))
  await transaction`
    insert into match_offer_players (offer_id, player_id)
    select * from unnest(${seats.map(({ id }) => id)}::uuid[], ${seats.map(({ playerId }) => playerId)}::uuid[])`
  await transaction`
    update tickets t set offer_id = o.offer_id
    from unnest(${tickets.map(({ id }) => id)}::bigint[], ${tickets.map(({ offerId }) => offerId)}::uuid[]) as o (id, offer_id)
    where t.id = o.id`
  const expiryOf = new Map(offers.map(({ id, expiresAt }) => [id, expiresAt.toISOString()]))
  await addLiveEvents(
    transaction,
    matches.flatMap(({ id: offerId, game, mode, seats }) =>
      seats.map(({ playerId }): NewLiveEvent => {
        const expiresAt = expiryOf.get(offerId) as string
        return { playerId, kind: 'match.offered', offerId, game, mode, expiresAt, playerCount: seats.length }
      }),
    ),
  )
  return matches
}

/**
 * `noted`: others are still to answer. `unchanged`: this answer has been given before. `over`: the other players, or the clock,
 * have decided. `unknown`: there is no such offer to this player.
 */
export type AnswerOutcome =
  | { outcome: 'formed'; match: FormedMatch }
  | { outcome: 'noted' | 'declined' | 'unchanged' | 'over' | 'unknown' }

/** Answering again changes nothing. Who has accepted may decline as long as the match is not made. */
export async function answerOffer(
  sql: Sql,
  { offerId, playerId, accept }: { offerId: string; playerId: string; accept: boolean },
): Promise<AnswerOutcome> {
  return sql.begin(async (transaction) => {
    const offer = await lockOffer(transaction, offerId)
    const before = offer?.players.find((player) => player.playerId === playerId)
    if (offer === undefined || before === undefined) return { outcome: 'unknown' }
    const answer = accept ? 'accepted' : 'declined'
    if (offer.outcome !== null) {
      const isRepeated = before.answer === answer && (offer.outcome === 'formed') === accept
      return { outcome: isRepeated ? 'unchanged' : 'over' }
    }
    if (offer.isDue) {
      await failOffer(transaction, offer)
      return { outcome: 'over' }
    }
    if (before.answer === answer) return { outcome: 'unchanged' }
    await noteAnswer(transaction, offer, playerId, answer)
    if (accept) return completeIfAccepted(transaction, offer)
    await failOffer(transaction, offer)
    return { outcome: 'declined' }
  })
}

/** An offer as one of its players finds it. */
export interface OpenOffer {
  id: string
  expiresAt: string
  remainingMs: number
  acceptedCount: number
  playerCount: number
  hasAccepted: boolean
}

/** Undefined: it is over. */
export async function askAfterOffer(
  sql: Sql,
  { offerId, playerId }: { offerId: string; playerId: string },
): Promise<OpenOffer | undefined> {
  const [offer] = await sql<OpenOffer[]>`
    select o.id, ${iso(sql, 'o.expires_at')} as "expiresAt",
      greatest(0, extract(epoch from o.expires_at - clock_timestamp()) * 1000)::int as "remainingMs",
      count(*) filter (where p.answer = 'accepted')::int as "acceptedCount",
      jsonb_array_length(o.proposed -> 'seats') as "playerCount",
      coalesce(bool_or(p.answer = 'accepted') filter (where p.player_id = ${playerId}), false) as "hasAccepted"
    from match_offers o join match_offer_players p on p.offer_id = o.id
    where o.id = ${offerId} and o.outcome is null group by o.id`
  return offer
}

/**
 * Ends the offers whose time is up, on any process, and returns how many: those who have not answered wait no more, the others
 * wait on.
 */
export async function expireOffers(sql: Sql): Promise<number> {
  const due = await sql<{ id: string }[]>`
    select id from match_offers where outcome is null and expires_at <= clock_timestamp()
    order by expires_at limit ${offersPerPassMax}`
  let expired = 0
  for (const { id } of due) {
    await sql.begin(async (transaction) => {
      const offer = await lockOffer(transaction, id)
      if (offer === undefined || offer.outcome !== null || !offer.isDue) return
      await failOffer(transaction, offer)
      expired++
    })
  }
  return expired
}

/** Each is a transaction of some 5 ms; what is left over is the next pass's. */
const offersPerPassMax = 100

/** A member has left the party, which is locked, while its ticket was offered a match: that is a refusal. */
export async function declineByLeaving(
  transaction: Transaction,
  offerId: string,
  playerId: string,
): Promise<void> {
  const offer = await lockOffer(transaction, offerId, { isPartyLocked: true })
  if (offer === undefined || offer.outcome !== null) return
  await noteAnswer(transaction, offer, playerId, 'declined')
  await failOffer(transaction, offer)
}

/**
 * An offer over whose end nobody was for so long has found all processes, or the database, away: players may have been unable
 * to answer. Above what a pass, or a machine that stands still, takes.
 */
const neglectMs = 15_000

interface LockedOffer {
  proposed: FormedMatch
  outcome: 'formed' | 'failed' | null
  isDue: boolean
  isNeglected: boolean
  players: { playerId: string; answer: 'accepted' | 'declined' | null; ticketId: string | null }[]
}

/** With all that its end may change: its parties, players and tickets; with one party locked already, its tickets alone. */
async function lockOffer(
  transaction: Transaction,
  offerId: string,
  { isPartyLocked = false } = {},
): Promise<LockedOffer | undefined> {
  const [known] = await transaction<{ proposed: FormedMatch; outcome: LockedOffer['outcome'] }[]>`
    select proposed, outcome from match_offers where id = ${offerId}`
  if (known === undefined) return undefined
  if (known.outcome === null) {
    if (isPartyLocked)
      await transaction`select from tickets where offer_id = ${offerId} order by id for update`
    else await lockTickets(transaction, [known.proposed], offerId)
  }
  const [offer] = await transaction<Pick<LockedOffer, 'outcome' | 'isDue' | 'isNeglected'>[]>`
    select outcome, expires_at <= clock_timestamp() as "isDue",
      expires_at < clock_timestamp() - ${neglectMs} * interval '1 millisecond' as "isNeglected"
    from match_offers where id = ${offerId} for update`
  const players = await transaction<LockedOffer['players']>`
    select p.player_id as "playerId", p.answer, t.ticket_id as "ticketId"
    from match_offer_players p left join ticket_players t on t.player_id = p.player_id
    where p.offer_id = ${offerId}`
  return offer && { ...offer, proposed: known.proposed, players: [...players] }
}

async function noteAnswer(
  transaction: Transaction,
  { proposed, players }: LockedOffer,
  playerId: string,
  answer: 'accepted' | 'declined',
): Promise<void> {
  await transaction`
    update match_offer_players set answer = ${answer}, answered_at = clock_timestamp()
    where offer_id = ${proposed.id} and player_id = ${playerId}`
  const player = players.find((candidate) => candidate.playerId === playerId)
  if (player) player.answer = answer
}

async function completeIfAccepted(transaction: Transaction, offer: LockedOffer): Promise<AnswerOutcome> {
  const { proposed, players } = offer
  const { id: offerId, game, mode, seats } = proposed
  const accepted = players.filter(({ answer }) => answer === 'accepted')
  if (accepted.length < seats.length) {
    await addLiveEvents(
      transaction,
      players.map(({ playerId }): NewLiveEvent => {
        const counts = { acceptedCount: accepted.length, playerCount: seats.length }
        return { playerId, kind: 'offer.updated', offerId, game, mode, ...counts }
      }),
    )
    return { outcome: 'noted' }
  }
  const [match] = await formMatches(transaction, [proposed], offerId)
  if (match === undefined)
    throw new Error(`a ticket of offer ${offerId} is gone though the offer is not over`)
  await endOffer(transaction, offerId, 'formed')
  return { outcome: 'formed', match }
}

/**
 * Those who declined wait no more; when none did, those who have not answered, if they could. A party's ticket is one: it goes for all its
 * members, but none is struck who is not at fault. Whoever is left is where they were in the queue.
 */
async function failOffer(
  transaction: Transaction,
  { proposed, players, isNeglected }: LockedOffer,
): Promise<void> {
  const { id: offerId, game, tickets } = proposed
  const declined = players.filter(({ answer }) => answer === 'declined')
  const fault = declined.length > 0 ? 'declined' : 'unanswered'
  const unanswered = isNeglected ? [] : players.filter(({ answer }) => answer === null)
  const atFault = declined.length > 0 ? declined : unanswered
  await strikePlayers(transaction, {
    game,
    matchId: offerId,
    playerIds: atFault.map(({ playerId }) => playerId),
    fault,
  })
  const lost = new Set(atFault.map(({ ticketId }) => ticketId))
  await withdrawTickets(
    transaction,
    tickets.filter(({ id }) => lost.has(id)),
    fault,
  )
  await returnTickets(transaction, proposed)
  await endOffer(transaction, offerId, 'failed')
}

async function returnTickets(transaction: Transaction, { id, game, mode }: FormedMatch): Promise<void> {
  const reason = {
    reasonCode: 'offer_failed',
    reason: 'a player did not accept; you keep your place in line',
  }
  const returned = await transaction<{ playerId: string }[]>`
    with returned as (
      update tickets set offer_id = null, returned_at = clock_timestamp(),
        reason_code = ${reason.reasonCode}, reason = ${reason.reason}
      where offer_id = ${id} returning id
    )
    select p.player_id as "playerId" from ticket_players p join returned on returned.id = p.ticket_id`
  await addLiveEvents(
    transaction,
    returned.map(({ playerId }) => ({ playerId, kind: 'queue.updated', game, mode, ...reason })),
  )
}

async function endOffer(
  transaction: Transaction,
  offerId: string,
  outcome: 'formed' | 'failed',
): Promise<void> {
  await transaction`
    update match_offers set outcome = ${outcome}, ended_at = clock_timestamp() where id = ${offerId}`
}
