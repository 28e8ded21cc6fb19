import { requestFriend } from '@gameserver/storage/friends'
import type { Sql } from '@gameserver/storage/postgres'
import type { SeededPlayer } from './seed-players.ts'

/** The first of these players has most of the others as friends; the last one has asked, and waits for an answer. */
export async function seedFriends(sql: Sql, [first, ...others]: readonly SeededPlayer[]): Promise<void> {
  if (first === undefined) return
  for (const [index, { id }] of others.entries()) {
    await requestFriend(sql, { playerId: id, otherId: first.id })
    if (index < others.length - 1) await requestFriend(sql, { playerId: first.id, otherId: id })
  }
}
