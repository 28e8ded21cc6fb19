import type { Party } from '@gameserver/protocol/party'
import { addLiveEvents } from './live-events.ts'
import type { Sql, Transaction } from './postgres.ts'

/**
 * Each change of a party is one transaction that locks the party's row, then players' rows where it needs them, and tells the
 * members. Whoever locks more than one of a kind does so in the order of their ids; tickets come after both.
 */

/** A party that nobody else can change until the transaction ends. */
export interface LockedParty {
  id: string
  room: string
  leaderId: string
  sizeMax: number
  /** In the order in which they joined. */
  memberIds: string[]
  areAllReady: boolean
  isQueued: boolean
  isReadyCheckUnderWay: boolean
}

/** Locks the party that the player is in. Undefined: in none, or put out of it while the lock was waited for. */
export async function lockParty(
  transaction: Transaction,
  playerId: string,
): Promise<LockedParty | undefined> {
  const partyId = await partyIdOf(transaction, playerId)
  if (partyId === undefined) return undefined
  const [party] = await lockParties(transaction, [partyId])
  return party?.memberIds.includes(playerId) ? party : undefined
}

/** Locks those parties that are still there. */
export async function lockParties(
  transaction: Transaction,
  partyIds: readonly string[],
  { skipLocked = false } = {},
): Promise<LockedParty[]> {
  const locked = await transaction<Omit<LockedParty, 'memberIds' | 'areAllReady'>[]>`
    select id, room, leader_id as "leaderId", size_max as "sizeMax", queued_at is not null as "isQueued",
      ready_check_ends_at is not null as "isReadyCheckUnderWay"
    from parties where id = any(${[...partyIds]}::uuid[])
    order by id for update ${skipLocked ? transaction`skip locked` : transaction``}`
  // In a statement of its own, which sees what was committed while the lock was waited for.
  const members = await transaction<{ partyId: string; playerId: string; isReady: boolean }[]>`
    select party_id as "partyId", player_id as "playerId", is_ready as "isReady"
    from party_members where party_id = any(${locked.map(({ id }) => id)}::uuid[]) order by joined_at, player_id`
  return locked.map((party) => {
    const own = members.filter(({ partyId }) => partyId === party.id)
    return {
      ...party,
      memberIds: own.map(({ playerId }) => playerId),
      areAllReady: own.every(({ isReady }) => isReady),
    }
  })
}

export async function partyIdOf(sql: Sql | Transaction, playerId: string): Promise<string | undefined> {
  const [row] = await sql<{ partyId: string }[]>`
    select party_id as "partyId" from party_members where player_id = ${playerId}`
  return row?.partyId
}

/** The party that the player is in. */
export async function findPartyOf(sql: Sql | Transaction, playerId: string): Promise<Party | undefined> {
  const partyId = await partyIdOf(sql, playerId)
  return partyId === undefined ? undefined : readParty(sql, partyId)
}

/** Where the members of the player's party talk. */
export async function findPartyRoomOf(
  sql: Sql,
  playerId: string,
): Promise<{ partyId: string; room: string } | undefined> {
  const [party] = await sql<{ partyId: string; room: string }[]>`
    select p.id as "partyId", p.room from parties p join party_members m on m.party_id = p.id
    where m.player_id = ${playerId}`
  return party
}

export async function readParty(sql: Sql | Transaction, partyId: string): Promise<Party | undefined> {
  const [party] = await sql<Party[]>`
    select p.id, p.code, p.revision, p.leader_id as "leaderId", p.size_max as "sizeMax",
      ${iso(sql, 'p.ready_check_ends_at')} as "readyCheckEndsAt", p.queued_at is not null as "isQueued",
      ${iso(sql, 'p.created_at')} as "createdAt",
      (select jsonb_agg(jsonb_build_object('playerId', m.player_id, 'name', o.name, 'joinedAt', ${iso(sql, 'm.joined_at')},
          'isReady', m.is_ready, 'isAway', m.is_away) order by m.joined_at, m.player_id)
        from party_members m join players o on o.id = m.player_id where m.party_id = p.id) as members,
      (select coalesce(jsonb_agg(jsonb_build_object('playerId', i.player_id, 'name', o.name,
          'expiresAt', ${iso(sql, 'i.expires_at')}) order by i.created_at, i.player_id), '[]')
        from party_invites i join players o on o.id = i.player_id
        where i.party_id = p.id and i.expires_at > clock_timestamp()) as invites
    from parties p where p.id = ${partyId}`
  // Read in the moment in which the last member leaves, it has none.
  return party?.members ? party : undefined
}

/** To be called last in a transaction that has changed the party: tells its members how it is now. */
export async function tellPartyChanged(transaction: Transaction, partyId: string): Promise<Party> {
  await transaction`update parties set revision = revision + 1 where id = ${partyId}`
  const party = await readParty(transaction, partyId)
  if (party === undefined) throw new Error(`party ${partyId} is gone though it was locked`)
  await addLiveEvents(
    transaction,
    party.members.map(({ playerId }) => ({ playerId, kind: 'party.updated', party })),
  )
  return party
}

/** As the API writes times. */
export function iso(sql: Sql | Transaction, column: string) {
  return sql`to_char(${sql(column)} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
