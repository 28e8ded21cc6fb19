import { declareGame, type GameManifest } from './games.ts'
import type { Sql } from './postgres.ts'

/** Ids of leaderboards and achievements that the manifest would declare, and that are another game's. */
export interface TakenIds {
  takenIds: string[]
}

/**
 * Adds a game whose matches are played on servers of the studio, or changes it. Throws a RangeError where what it declares is
 * not named after it.
 */
export async function registerServerGame(
  sql: Sql,
  manifest: GameManifest,
): Promise<'registered' | 'played_by_authorities' | TakenIds> {
  return sql.begin(async (transaction) => {
    const leaderboardIds = manifest.leaderboards?.map(({ id }) => id) ?? []
    const achievementIds = manifest.achievements?.map(({ id }) => id) ?? []
    const taken = await transaction<{ id: string }[]>`
      select id from leaderboards where id = any(${leaderboardIds}::text[]) and game is distinct from ${manifest.id}
      union all
      select id from achievements where id = any(${achievementIds}::text[]) and game is distinct from ${manifest.id}`
    if (taken.length > 0) return { takenIds: taken.map(({ id }) => id) }
    return (await declareGame(transaction, manifest, 'server')) ? 'registered' : 'played_by_authorities'
  })
}

/** Those of the games that are played on servers of the studio. */
export async function serverGames(sql: Sql, games: readonly string[]): Promise<string[]> {
  const found = await sql<{ id: string }[]>`
    select id from games where id = any(${[...games]}::text[]) and played_on = 'server'`
  return found.map(({ id }) => id)
}
