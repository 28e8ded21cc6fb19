import { listLeaderboardRules } from '@gameserver/storage/leaderboard-definitions'
import { seasonAt } from '@gameserver/storage/leaderboard-seasons'
import type { Sql } from '@gameserver/storage/postgres'
import { nextReset } from '@gameserver/storage/reset-schedule'

/** Leaderboards that nobody is on yet began before the first match that is seeded: so its season is over by now. */
export async function beginSeasonsEarlier(sql: Sql, startsAt: Date): Promise<void> {
  for (const rules of await listLeaderboardRules(sql, undefined)) {
    if (rules.game === null) continue
    await sql`
      update leaderboard_seasons s set starts_at = ${startsAt}, ends_at = ${nextReset(rules.schedule, startsAt)}
      where s.leaderboard = ${rules.id} and s.season = 1 and s.closed_at is null and s.starts_at > ${startsAt}
        and not exists (select from leaderboard_seasons o where o.leaderboard = s.leaderboard and o.season > 1)
        and not exists (select from scores o where o.leaderboard = s.leaderboard)`
    await seasonAt(sql, rules, new Date())
  }
}
