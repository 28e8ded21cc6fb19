import { type CooldownPolicy, findCooldowns } from './cooldowns.ts'
import { addLiveEvents, type NewLiveEvent } from './live-events.ts'
import type { Sql, Transaction } from './postgres.ts'

/** One entry in a queue: of a player, or of players who come into one match and one team. */
export interface NewTicket {
  game: string
  mode: string
  /** At least one; with no role, the player is ready for any. */
  members: { playerId: string; roles?: readonly string[] | undefined }[]
  playersMin: number
  playersMax: number
  /** For the queue's rules to look at. */
  properties?: Readonly<Record<string, string | number | boolean | null>>
}

/**
 * `unchanged`: the player holds the very same ticket already, as after a repeated request. `cooling_down`: one of the players
 * has let others down of late.
 */
export type EnqueueOutcome =
  | 'queued'
  | 'unchanged'
  | 'already_queued'
  | 'in_match'
  | 'in_room'
  | 'cooling_down'

/** Of who has not played in this game and mode: the beginning of openskill. */
export const newRating = { mu: 25, sigma: 25 / 3 }

/**
 * Gives the players a ticket. Their rows are locked before, in the order of their ids, here and where matches are formed, so
 * that nobody gets a ticket while a match is being made of the former one. Who holds a ticket takes no lock: repeating costs
 * others nothing.
 */
export async function enqueue(
  sql: Sql,
  ticket: NewTicket,
  cooldowns?: CooldownPolicy,
): Promise<EnqueueOutcome> {
  return sql.begin(
    async (transaction) =>
      (await compareWithHeld(transaction, ticket)) ?? insertTicket(transaction, ticket, { cooldowns }),
  )
}

/** Undefined: none of the players holds a ticket. */
export async function compareWithHeld(
  transaction: Transaction,
  ticket: NewTicket,
): Promise<'unchanged' | 'already_queued' | undefined> {
  const { game, mode, members, playersMin, playersMax, properties = {} } = ticket
  const held = await transaction<{ ticketId: string; isSame: boolean }[]>`
    select p.ticket_id as "ticketId", t.game = ${game} and t.mode = ${mode} and t.players_min = ${playersMin}
      and t.players_max = ${playersMax}
      and t.properties = ${transaction.json(properties)}::jsonb and p.roles = m.roles::jsonb as "isSame"
    from ticket_players p join tickets t on t.id = p.ticket_id join ${memberRows(transaction, members)} using (player_id)`
  if (held.length === 0) return undefined
  const isOne = held.length === members.length && new Set(held.map(({ ticketId }) => ticketId)).size === 1
  return isOne && held.every(({ isSame }) => isSame) ? 'unchanged' : 'already_queued'
}

/** For who holds no ticket. A party's row is locked already. */
export async function insertTicket(
  transaction: Transaction,
  ticket: NewTicket,
  { partyId, cooldowns }: { partyId?: string; cooldowns: CooldownPolicy | undefined },
): Promise<EnqueueOutcome> {
  const { game, mode, members, playersMin, playersMax, properties = {} } = ticket
  const playerIds = members.map(({ playerId }) => playerId)
  await lockPlayers(transaction, playerIds)
  const [match] = await transaction`
    select from match_players where player_id = any(${playerIds}::uuid[]) and live limit 1`
  if (match !== undefined) return 'in_match'
  const [room] =
    await transaction`select from room_members where player_id = any(${playerIds}::uuid[]) limit 1`
  if (room !== undefined) return 'in_room'
  const held = await compareWithHeld(transaction, ticket)
  if (held !== undefined) return held
  // Whoever is struck loses the ticket with it: looked for before, a strike would be missed.
  if (cooldowns && (await findCooldowns(transaction, playerIds, cooldowns, game)).length > 0)
    return 'cooling_down'
  const [inserted] = await transaction<{ id: string }[]>`
    insert into tickets (game, mode, players_min, players_max, properties, party_id, reason)
    values (${game}, ${mode}, ${playersMin}, ${playersMax}, ${transaction.json(properties)},
      ${partyId ?? null}, 'just joined')
    returning id`
  await transaction`
    insert into ticket_players (ticket_id, player_id, mu, sigma, roles, latencies)
    select ${inserted?.id as string}, m.player_id, coalesce(r.mu, ${newRating.mu}), coalesce(r.sigma, ${newRating.sigma}),
      m.roles::jsonb, coalesce(l.latencies, '{}')
    from ${memberRows(transaction, members)}
    left join player_latencies l on l.player_id = m.player_id
    left join ratings r on r.player_id = m.player_id and r.game = ${game} and r.mode = ${mode}`
  return 'queued'
}

/** In one order for everybody. */
export async function lockPlayers(transaction: Transaction, playerIds: readonly string[]): Promise<void> {
  await transaction`
    select from players where id = any(${[...playerIds]}::uuid[]) order by id for no key update`
}

function memberRows(transaction: Transaction, members: NewTicket['members']) {
  return transaction`unnest(
    ${members.map(({ playerId }) => playerId)}::uuid[],
    ${members.map(({ roles = [] }) => JSON.stringify(roles))}::text[]
  ) as m (player_id, roles)`
}

export interface RemovedTicket {
  id: string
  game: string
  mode: string
}

export type QueueLeftReason = Extract<NewLiveEvent, { kind: 'queue.left' }>['reason']

/** Removes those tickets that are still there, returns them, and tells their players. */
export async function removeTickets(
  transaction: Transaction,
  ticketIds: readonly string[],
  reason: QueueLeftReason,
): Promise<RemovedTicket[]> {
  const locked = await transaction<(RemovedTicket & { playerIds: string[] })[]>`
    select t.id, t.game, t.mode,
      (select jsonb_agg(player_id) from ticket_players where ticket_id = t.id) as "playerIds"
    from tickets t where t.id = any(${[...ticketIds]}::bigint[]) order by t.id for update`
  await transaction`delete from tickets where id = any(${locked.map(({ id }) => id)}::bigint[])`
  await addLiveEvents(
    transaction,
    locked.flatMap(({ game, mode, playerIds }) =>
      (playerIds ?? []).map((playerId) => ({ playerId, kind: 'queue.left' as const, game, mode, reason })),
    ),
  )
  return locked.map(({ id, game, mode }) => ({ id, game, mode }))
}
