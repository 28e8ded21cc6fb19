import { describe } from '@gameserver/engine'
import { findGames } from '@gameserver/games/find-games.ts'
import type { Room } from '@gameserver/protocol/rooms'
import { registerGame } from '@gameserver/storage/games'
import type { Sql, Transaction } from '@gameserver/storage/postgres'
import { keepGathered } from './keep-gathered.ts'
import { planMatches } from './match-plan.ts'
import { seedFriends } from './seed-friends.ts'
import { missingMatches, seedMatch } from './seed-matches.ts'
import { seedParty } from './seed-party.ts'
import { type SeededPlayer, seedPlayers } from './seed-players.ts'
import { seedRoom } from './seed-rooms.ts'
import { beginSeasonsEarlier } from './seed-seasons.ts'
import { settleSeeded } from './settle-seeded.ts'

/** Six weeks: several seasons of a week. */
const spanMs = 6 * 7 * 24 * 60 * 60 * 1000

export interface Seeded {
  players: SeededPlayer[]
  games: string[]
  /** New with this run. */
  matches: number
  seasonsClosed: number
  /** Code of a party that waits for one more. */
  party: string | undefined
  /** Public rooms with a free seat. */
  rooms: { name: string; game: string; code: string }[]
}

/**
 * Adds players, ended matches and what follows from them, by the functions that real ones go through: what is seeded is what
 * could have happened. Run again, it adds what is missing. One transaction: nobody meets the half of it, nor a match before it
 * is settled.
 */
export async function seed(
  sql: Sql,
  { players: count, matches }: { players: number; matches: number },
): Promise<Seeded> {
  const games = await findGames()
  for (const game of games) await registerGame(sql, describe(game))
  const played = games.filter(({ players }) => players.max >= 2)
  return sql.begin(async (transaction) => {
    const own = within(transaction)
    const players = await seedPlayers(own, count)
    const planned = planMatches({ players: count, games: played, matches, spanMs, nowMs: Date.now() })
    const missing = await missingMatches(own, planned)
    const [first] = missing
    if (first) await beginSeasonsEarlier(own, first.startedAt)
    let added = 0
    for (const match of missing) if (await seedMatch(own, match, players)) added++
    const { seasonsClosed } = await settleSeeded(own)
    await seedFriends(own, players.slice(0, 9))
    const party = await seedParty(own, players.slice(1, 4))
    const rooms: Room[] = []
    for (const [index, game] of played.slice(0, 2).entries()) {
      const room = await seedRoom(own, game, players.slice(4 + 3 * index, 7 + 3 * index))
      if (room) rooms.push(room)
    }
    await keepGathered(own, players.slice(1, 10))
    return {
      players,
      games: played.map(({ id }) => id),
      matches: added,
      seasonsClosed,
      party,
      rooms: rooms.map(({ name, game, code }) => ({ name, game, code })),
    }
  })
}

/** Storage's functions begin transactions of their own: here they are part of this one, and fail together. */
function within(transaction: Transaction): Sql {
  const begin = (work: (whole: Transaction) => Promise<unknown>) => work(transaction)
  return new Proxy(transaction, {
    get: (target, key) => (key === 'begin' ? begin : Reflect.get(target, key)),
  }) as unknown as Sql
}
