import { randomUUID } from 'node:crypto'
import { registerGame } from '@gameserver/storage/games'
import type { Sql } from '@gameserver/storage/postgres'

export const game = 'crash'
export const mode = 'quick'
/** Everything that is played counts in it. */
export const boardOfAllTime = `${game}-sum`
/** Its seasons end when `endSeason` says so. */
export const boardOfSeasons = `${game}-season`
const ranksRewarded = 2

/** A match's players are these in another order: so each result goes on from what the ones before have left. */
const playerCount = 4

/** A game, its players, and all that follows from a result. */
export async function prepareContest(sql: Sql): Promise<string[]> {
  await registerGame(sql, {
    id: game,
    name: 'Crash',
    version: '1.0.0',
    description: '',
    players: { min: 2, max: playerCount },
    leaderboards: [
      { id: boardOfAllTime, name: 'All time', policy: 'sum' },
      {
        id: boardOfSeasons,
        name: 'Season',
        policy: 'sum',
        schedule: { every: 'month' },
        rewards: [{ fromRank: 1, toRank: ranksRewarded, reward: { gold: 5 } }],
      },
    ],
    achievements: [1, 2, 5, 10, 20, 50, 100, 200].map((goal) => ({
      id: `${game}-matches-${goal}`,
      name: `${goal} matches`,
      counter: 'matches' as const,
      goal,
    })),
  })
  const ids = Array.from({ length: playerCount }, () => randomUUID())
  await sql`insert into players ${sql(ids.map((id, index) => ({ id, name: `player ${index}` })))}`
  return ids
}

/** As matchmaking leaves it; nothing when it is there already. */
export async function placeMatch(sql: Sql, id: string, playerIds: readonly string[]): Promise<void> {
  const seats = playerIds.map((player_id, slot) => {
    return { match_id: id, player_id, slot, name: `player ${slot}`, queued_at: new Date() }
  })
  await sql.begin(async (transaction) => {
    await transaction`
      insert into matches (id, game, mode, room, seed) values (${id}, ${game}, ${mode}, ${`${game}-${id}`}, 1)
      on conflict do nothing`
    await transaction`insert into match_players ${transaction(seats)} on conflict do nothing`
  })
}

/** The season under way has ended a while ago, as the clock of the database has it. */
export async function endSeason(sql: Sql): Promise<void> {
  await sql`
    update leaderboard_seasons set starts_at = now() - interval '2 minutes', ends_at = now() - interval '1 minute'
    where leaderboard = ${boardOfSeasons} and closed_at is null`
}

/** What a player has won by being at that place of a match: the same for everybody who plays it. */
export const scoreAt = (slot: number) => 10 - slot
/** And what is added to what the player owns. */
export const coinsAt = (slot: number) => 3 + slot
