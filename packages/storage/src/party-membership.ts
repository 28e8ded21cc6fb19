import { randomBytes } from 'node:crypto'
import type { Party, PartyLeftReason } from '@gameserver/protocol/party'
import { newJoinCode, repeatUntilFree } from './join-codes.ts'
import { addLiveEvents } from './live-events.ts'
import {
  type LockedParty,
  lockParties,
  lockParty,
  partyIdOf,
  readParty,
  tellPartyChanged,
} from './parties.ts'
import { isOpen } from './party-invites.ts'
import { endQueueing } from './party-queueing.ts'
import type { Sql, Transaction } from './postgres.ts'
import { evictPlayer, evictRoom, readmit } from './room-evictions.ts'

/** A new party with the player as its leader. */
export async function createParty(
  sql: Sql,
  { id, playerId, sizeMax }: { id: string; playerId: string; sizeMax: number },
): Promise<Party | 'in_another_party'> {
  return sql.begin(async (transaction) => {
    await lockPlayer(transaction, playerId)
    if ((await partyIdOf(transaction, playerId)) !== undefined) return 'in_another_party'
    await repeatUntilFree(async () => {
      const room = `party-${randomBytes(4).toString('hex')}`
      const inserted = await transaction`
        insert into parties (id, code, leader_id, room, size_max)
        values (${id}, ${newJoinCode()}, ${playerId}, ${room}, ${sizeMax}) on conflict do nothing`
      return inserted.count === 1
    })
    await transaction`insert into party_members (party_id, player_id) values (${id}, ${playerId})`
    return tellPartyChanged(transaction, id)
  })
}

export type JoinRefusal = 'in_another_party' | 'party_full' | 'party_in_queue'
interface Joining {
  playerId: string
  /** Leave the party that the player is in for this one. */
  leaveCurrent: boolean
}

/** Joins the party that has the code. Joining the own party changes nothing. */
export async function joinByCode(
  sql: Sql,
  { code, ...joining }: Joining & { code: string },
): Promise<Party | JoinRefusal | 'unknown_code'> {
  const find: Find = (transaction) => transaction`select id from parties where code = ${code}`
  return (await join(sql, joining, find)) ?? 'unknown_code'
}

/** Joins the party to which the player has an invite that has not expired. */
export async function joinByInvite(
  sql: Sql,
  { partyId, ...joining }: Joining & { partyId: string },
): Promise<Party | JoinRefusal | 'invite_gone'> {
  const { playerId } = joining
  const find: Find = (transaction) => transaction`
    select party_id as id from party_members where party_id = ${partyId} and player_id = ${playerId}
    union select i.party_id from party_invites i
    where i.party_id = ${partyId} and i.player_id = ${playerId} and ${isOpen(transaction)}`
  return (await join(sql, joining, find)) ?? 'invite_gone'
}

type Find = (transaction: Transaction) => Promise<{ id: string }[]>

/**
 * Undefined: there is no such party, or no longer. When something changed while its locks were waited for, they would be the
 * wrong ones: it begins anew without any.
 */
async function join(sql: Sql, joining: Joining, find: Find): Promise<Party | JoinRefusal | undefined> {
  for (;;) {
    const outcome = await sql.begin((transaction) => tryToJoin(transaction, joining, find))
    if (outcome !== 'changed_meanwhile') return outcome
  }
}

async function tryToJoin(
  transaction: Transaction,
  { playerId, leaveCurrent }: Joining,
  find: Find,
): Promise<Party | JoinRefusal | 'changed_meanwhile' | undefined> {
  const [wanted] = await find(transaction)
  if (wanted === undefined) return undefined
  const currentId = await partyIdOf(transaction, playerId)
  if (currentId === wanted.id) return readParty(transaction, wanted.id)
  if (currentId !== undefined && !leaveCurrent) return 'in_another_party'
  const locked = await lockParties(transaction, currentId ? [wanted.id, currentId] : [wanted.id])
  await lockPlayer(transaction, playerId)
  const [still] = await find(transaction)
  const isAsBefore = still?.id === wanted.id && (await partyIdOf(transaction, playerId)) === currentId
  const party = locked.find(({ id }) => id === wanted.id)
  if (!isAsBefore || party === undefined) return 'changed_meanwhile'
  if (party.isQueued) return 'party_in_queue'
  if (party.memberIds.length >= party.sizeMax) return 'party_full'
  const current = locked.find(({ id }) => id === currentId)
  if (current) await removeMember(transaction, current, playerId, 'left')
  return admit(transaction, party, playerId)
}

async function admit(transaction: Transaction, party: LockedParty, playerId: string): Promise<Party> {
  const { id, room } = party
  await transaction`insert into party_members (party_id, player_id) values (${id}, ${playerId})`
  const answered = await transaction`
    delete from party_invites where party_id = ${id} and player_id = ${playerId}`
  if (answered.count > 0)
    await addLiveEvents(transaction, [{ playerId, kind: 'party.uninvited', partyId: id }])
  await readmit(transaction, room, playerId)
  await resetReadiness(transaction, id)
  return tellPartyChanged(transaction, id)
}

export async function leaveParty(sql: Sql, playerId: string): Promise<'left' | 'not_in_party'> {
  return sql.begin(async (transaction) => {
    const party = await lockParty(transaction, playerId)
    if (party === undefined) return 'not_in_party'
    await removeMember(transaction, party, playerId, 'left')
    return 'left'
  })
}

export type LeaderRefusal = 'not_in_party' | 'not_leader' | 'party_in_queue'

/** Puts a member out, and renews the code, which that member knows. */
export async function kickMember(
  sql: Sql,
  { leaderId, playerId }: { leaderId: string; playerId: string },
): Promise<Party | LeaderRefusal | 'not_member'> {
  return sql.begin(async (transaction) => {
    const party = await lockAsLeader(transaction, leaderId)
    if (typeof party === 'string') return party
    if (!party.memberIds.includes(playerId) || playerId === leaderId) return 'not_member'
    await repeatUntilFree(async () => {
      const code = newJoinCode()
      const renewed = await transaction`
        update parties set code = ${code} where id = ${party.id} and not exists (select from parties where code = ${code})`
      return renewed.count === 1
    })
    await removeMember(transaction, party, playerId, 'kicked')
    return (await readParty(transaction, party.id)) as Party
  })
}

export async function promoteMember(
  sql: Sql,
  { leaderId, playerId }: { leaderId: string; playerId: string },
): Promise<Party | LeaderRefusal | 'not_member'> {
  return sql.begin(async (transaction) => {
    const party = await lockAsLeader(transaction, leaderId)
    if (typeof party === 'string') return party
    if (!party.memberIds.includes(playerId)) return 'not_member'
    if (playerId === leaderId) return (await readParty(transaction, party.id)) as Party
    await transaction`update parties set leader_id = ${playerId} where id = ${party.id}`
    return tellPartyChanged(transaction, party.id)
  })
}

/** Ends the party for all its members. */
export async function disbandParty(sql: Sql, leaderId: string): Promise<'disbanded' | LeaderRefusal> {
  return sql.begin(async (transaction) => {
    const party = await lockAsLeader(transaction, leaderId)
    if (typeof party === 'string') return party
    await tellLeft(transaction, party.id, party.memberIds, 'disbanded')
    await dissolve(transaction, party)
    return 'disbanded'
  })
}

export async function lockAsLeader(
  transaction: Transaction,
  playerId: string,
): Promise<LockedParty | LeaderRefusal> {
  const party = await lockParty(transaction, playerId)
  if (party === undefined) return 'not_in_party'
  if (party.leaderId !== playerId) return 'not_leader'
  return party.isQueued ? 'party_in_queue' : party
}

/**
 * Takes a member out of a locked party and tells everybody. When the leader goes, the member who has been there longest leads,
 * of those who are not away; with the last one the party goes. A queued party waits no longer.
 */
export async function removeMember(
  transaction: Transaction,
  party: LockedParty,
  playerId: string,
  reason: PartyLeftReason,
): Promise<void> {
  const { id, room, leaderId } = party
  await tellLeft(transaction, id, [playerId], reason)
  if (party.isQueued) await endQueueing(transaction, id, playerId)
  if (party.memberIds.length === 1) return dissolve(transaction, party)
  await transaction`delete from party_members where player_id = ${playerId} and party_id = ${id}`
  await evictPlayer(transaction, { room, region: null }, playerId)
  if (leaderId === playerId) {
    await transaction`
      update parties set leader_id = (
        select player_id from party_members where party_id = ${id} order by is_away, joined_at, player_id limit 1)
      where id = ${id}`
  }
  await resetReadiness(transaction, id)
  await tellPartyChanged(transaction, id)
}

/** Who was ready was so with the others who were there. */
async function resetReadiness(transaction: Transaction, partyId: string): Promise<void> {
  await transaction`update party_members set is_ready = false where party_id = ${partyId} and is_ready`
  await transaction`
    update parties set ready_check_ends_at = null where id = ${partyId} and ready_check_ends_at is not null`
}

async function dissolve(transaction: Transaction, { id, room }: LockedParty): Promise<void> {
  const invited = await transaction<{ playerId: string }[]>`
    delete from party_invites where party_id = ${id} returning player_id as "playerId"`
  await addLiveEvents(
    transaction,
    invited.map(({ playerId }) => ({ playerId, kind: 'party.uninvited', partyId: id })),
  )
  await transaction`delete from parties where id = ${id}`
  await evictRoom(transaction, { room, region: null })
}

function tellLeft(
  transaction: Transaction,
  partyId: string,
  playerIds: readonly string[],
  reason: PartyLeftReason,
): Promise<void> {
  return addLiveEvents(
    transaction,
    playerIds.map((playerId) => ({ playerId, kind: 'party.left', partyId, reason })),
  )
}

/** So that a player's parties are made and joined one after the other. */
async function lockPlayer(transaction: Transaction, playerId: string): Promise<void> {
  await transaction`select from players where id = ${playerId} for no key update`
}
