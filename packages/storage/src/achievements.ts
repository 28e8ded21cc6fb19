import type { Achievement, PlayerAchievement } from '@gameserver/protocol/competition'
import type { EndedMatch } from './competitors.ts'
import type { NewLiveEvent } from './live-events.ts'
import type { Sql, Transaction } from './postgres.ts'

/** An achievement as whoever declares it writes it. */
export interface AchievementDeclaration {
  id: string
  name: string
  description?: string
  /** Over all games without one. */
  game?: string
  /** Over all modes of the game without one. */
  mode?: string
  counter: Achievement['counter']
  goal: number
}

/** Adds the achievement, or changes it: who has it keeps it, who has come to the new goal gets it with the next match. */
export async function declareAchievement(
  transaction: Transaction,
  declaration: AchievementDeclaration,
): Promise<void> {
  const { id, name, description = '', game = null, mode = null, counter, goal } = declaration
  await transaction`
    insert into achievements (id, game, mode, name, description, counter, goal)
    values (${id}, ${game}, ${mode}, ${name}, ${description}, ${counter}, ${goal})
    on conflict (id) do update set
      game = excluded.game, mode = excluded.mode, name = excluded.name, description = excluded.description,
      counter = excluded.counter, goal = excluded.goal`
}

/** Those that the players of a match have come to, by stats into which the match is counted. */
export async function unlockAchievements(
  transaction: Transaction,
  { id: matchId, game, mode, players }: EndedMatch,
): Promise<NewLiveEvent[]> {
  const playerIds = players.map(({ playerId }) => playerId)
  const unlocked = await transaction<{ playerId: string; achievement: string }[]>`
    insert into player_achievements (player_id, achievement, match_id)
    select s.player_id, a.id, ${matchId} from achievements a ${reached(transaction)}
    where s.player_id = any(${playerIds}::uuid[])
      and (a.game is null or a.game = ${game}) and (a.mode is null or a.mode = ${mode}) and c.value >= a.goal
    order by s.player_id, a.id
    on conflict (player_id, achievement) do nothing
    returning player_id as "playerId", achievement`
  return unlocked.map((event) => ({ ...event, kind: 'achievement.unlocked', matchId }))
}

export async function listAchievements(sql: Sql, game: string | undefined): Promise<Achievement[]> {
  return sql<Achievement[]>`
    select ${columns(sql)} from achievements a
    where ${game ?? null}::text is null or game = ${game ?? null} order by a.game nulls first, a.id`
}

/** All there are, with how far the player is. */
export async function playerAchievements(
  sql: Sql,
  asked: { playerId: string; game?: string | undefined },
): Promise<PlayerAchievement[]> {
  const { playerId, game = null } = asked
  const rows = await sql<(Omit<PlayerAchievement, 'unlockedAt'> & { unlockedAt: Date | null })[]>`
    select ${columns(sql)}, u.unlocked_at as "unlockedAt",
      case when u.unlocked_at is null then greatest(0, least(a.goal, coalesce(s.value, 0))) else a.goal end as progress
    from achievements a
    left join player_achievements u on u.achievement = a.id and u.player_id = ${playerId}
    left join lateral (
      select c.value from (select) as one ${reached(sql)} where s.player_id = ${playerId}
    ) s on true
    where ${game}::text is null or a.game = ${game} order by a.game nulls first, a.id`
  return rows.map((row) => ({ ...row, unlockedAt: row.unlockedAt?.toISOString() ?? null }))
}

/** Joins an achievement `a` with the stats `s` that it looks at, and its counter's value in them. */
const reached = (sql: Sql | Transaction) => sql`
  join player_stats s on s.game = coalesce(a.game, '') and s.mode = coalesce(a.mode, '')
  cross join lateral (
    select case a.counter when 'matches' then s.matches when 'wins' then s.wins when 'scoreSum' then s.score_sum
      when 'bestScore' then s.score_best when 'winStreak' then s.win_streak_best end as value
  ) c`

const columns = (sql: Sql) => sql`a.id, a.game, a.mode, a.name, a.description, a.counter, a.goal`
