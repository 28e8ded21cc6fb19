import type { Sql } from './postgres.ts'
import { forgetChanges, type ScoreChange } from './score-writes.ts'
import { scoresOf } from './scores.ts'

/** Some thousands of rows, which Redis takes within some tens of milliseconds. */
const changesPerPassMax = 50

/**
 * Hands the oldest changes on that have been waiting for at least `olderThanMs`, with their rows as they are now, then forgets
 * them; returns how many there were. A change is handed on again when it could not be forgotten. Processes do not wait for each other.
 */
export async function relayScoreChanges(
  sql: Sql,
  olderThanMs: number,
  apply: (change: ScoreChange) => Promise<void>,
): Promise<number> {
  return sql.begin(async (transaction) => {
    const changes = await transaction<{ id: string; leaderboard: string; season: number; players: string }[]>`
      select id, leaderboard, season, array_to_string(player_ids, ',') as players from score_changes
      where created_at < clock_timestamp() - ${olderThanMs} * interval '1 millisecond'
      order by id limit ${changesPerPassMax} for update skip locked`
    for (const { players, ...change } of changes) {
      await apply({ ...change, scores: await scoresOf(sql, change, players.split(',')) })
    }
    await forgetChanges(
      transaction,
      changes.map(({ id }) => id),
    )
    return changes.length
  })
}
