import { displayRating, newRating, rate } from '@gameserver/matchmaking/rating'
import type { Sql } from '@gameserver/storage/postgres'
import { closeDueSeason } from '@gameserver/storage/season-rollover'
import { settleNext } from '@gameserver/storage/settling'

/** As the API waits before it closes a season. */
const seasonGraceMs = 30_000

/** All that follows from the results, and from the seasons that have ended. */
export async function settleSeeded(sql: Sql): Promise<{ settled: number; seasonsClosed: number }> {
  let [settled, seasonsClosed] = [0, 0]
  for (;;) {
    const settlement = await settleNext(sql, { newRating, rate, shown: displayRating })
    if (settlement.outcome === 'failed') throw settlement.error
    if (settlement.outcome === 'nothing_to_do') break
    settled++
  }
  while (await closeDueSeason(sql, { graceMs: seasonGraceMs, newRating })) seasonsClosed++
  await dateBack(sql)
  return { settled, seasonsClosed }
}

/** What a seeded match or an ended season has brought was brought then. */
async function dateBack(sql: Sql): Promise<void> {
  await sql`
    update player_achievements a set unlocked_at = m.ended_at from matches m
    where m.id = a.match_id and m.authority_id = 'seed' and a.unlocked_at > m.ended_at`
  await sql`
    update season_grants g set granted_at = s.ends_at from leaderboard_seasons s
    where s.leaderboard = g.leaderboard and s.season = g.season and g.granted_at = now()`
  await sql`
    update players p set created_at = first.at
    from (
      select s.player_id, min(m.created_at) as at from match_players s join matches m on m.id = s.match_id
      where m.authority_id = 'seed' group by s.player_id
    ) first
    where p.id = first.player_id and p.created_at > first.at`
}
