import type { Stats } from '@gameserver/protocol/http'
import type { EndedMatch } from './competitors.ts'
import type { Sql, Transaction } from './postgres.ts'

type GameStats = Stats['games'][number]

/** What a player has done in each game, over the matches that came to a result. */
export async function playerStats(sql: Sql, playerId: string): Promise<GameStats[]> {
  const rows = await sql<(Omit<GameStats, 'lastPlayedAt'> & { lastPlayedAt: Date })[]>`
    select game, matches, wins, score_best as "bestScore", score_sum as "totalScore",
      win_streak as "winStreak", win_streak_best as "bestWinStreak", last_played_at as "lastPlayedAt"
    from player_stats where player_id = ${playerId} and game <> '' and mode = '' order by game`
  return rows.map((row) => ({ ...row, lastPlayedAt: row.lastPlayedAt.toISOString() }))
}

/** Counts a match in, for its mode, its game and over all. Who never came is not counted. */
export async function countMatch(
  transaction: Transaction,
  { game, mode, endedAt, players }: EndedMatch,
): Promise<void> {
  const played = players.filter(({ rank }) => rank !== null)
  if (played.length === 0) return
  await transaction`
    insert into player_stats (player_id, game, mode, matches, wins, score_sum, score_best, win_streak, win_streak_best,
      last_played_at)
    select p.player_id, s.game, s.mode, 1, p.won, p.score, p.score, p.won, p.won, ${endedAt}
    from unnest(
      ${played.map(({ playerId }) => playerId)}::uuid[], ${played.map(({ score }) => score ?? 0)}::float8[],
      ${played.map(({ rank }) => (rank === 1 ? 1 : 0))}::int[]
    ) as p (player_id, score, won)
    cross join (values (${game}, ${mode}), (${game}, ''), ('', '')) as s (game, mode)
    order by p.player_id, s.game, s.mode
    on conflict (player_id, game, mode) do update set
      matches = player_stats.matches + 1,
      wins = player_stats.wins + excluded.wins,
      score_sum = player_stats.score_sum + excluded.score_sum,
      score_best = greatest(player_stats.score_best, excluded.score_best),
      win_streak = excluded.wins * (player_stats.win_streak + 1),
      win_streak_best = greatest(player_stats.win_streak_best, excluded.wins * (player_stats.win_streak + 1)),
      last_played_at = greatest(player_stats.last_played_at, excluded.last_played_at)`
}
