import { randomUUID } from 'node:crypto'
import { findPartyOf } from '@gameserver/storage/parties'
import { createParty, joinByCode } from '@gameserver/storage/party-membership'
import type { Sql } from '@gameserver/storage/postgres'
import type { SeededPlayer } from './seed-players.ts'

/** Returns the code of a party of these players, led by the first. */
export async function seedParty(
  sql: Sql,
  [leader, ...others]: readonly SeededPlayer[],
): Promise<string | undefined> {
  if (leader === undefined) return undefined
  const made = await createParty(sql, { id: randomUUID(), playerId: leader.id, sizeMax: 4 })
  const party = made === 'in_another_party' ? await findPartyOf(sql, leader.id) : made
  if (party === undefined) return undefined
  for (const { id } of others) await joinByCode(sql, { code: party.code, playerId: id, leaveCurrent: false })
  return party.code
}
