import type { Sql } from './postgres.ts'

/** What others than a match's owner change about it while it runs. */
export interface WatchedMatch {
  id: string
  /** How often seats have been added. */
  seatsRevision: number
  /** Since somebody last looked on, by the clock of the database; null: nobody ever has. */
  unwatchedMs: number | null
}

/** Of those matches that are not over, in one question. */
export async function watchMatches(sql: Sql, matchIds: readonly string[]): Promise<WatchedMatch[]> {
  return sql<WatchedMatch[]>`
    select id, seats_revision as "seatsRevision",
      extract(epoch from clock_timestamp() - watched_at)::float8 * 1000 as "unwatchedMs"
    from matches where id = any(${[...matchIds]}::uuid[]) and ended_at is null`
}
