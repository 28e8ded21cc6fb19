import type { LeaderboardDefinition, RankReward, ResetSchedule } from '@gameserver/protocol/competition'
import type { Sql, Transaction } from './postgres.ts'
import { nextReset } from './reset-schedule.ts'

/** A leaderboard as whoever declares it writes it. */
export interface LeaderboardDeclaration {
  id: string
  name: string
  /** Whose results count; without one, scores come from servers alone. */
  game?: string
  /** Only results of this mode. */
  mode?: string
  policy?: LeaderboardDefinition['policy']
  direction?: LeaderboardDefinition['direction']
  scoreMin?: number
  scoreMax?: number
  schedule?: ResetSchedule
  /** To ranks that do not overlap. */
  rewards?: readonly RankReward[]
  /** 0 to 1: how far ratings of the game and mode go back to a new player's when a season ends. */
  ratingReset?: number
}

/** Sums of whole numbers up to this are exact. */
const scoreMagnitudeMax = Number.MAX_SAFE_INTEGER

/** A definition without its season. */
export type LeaderboardRules = Omit<LeaderboardDefinition, 'current'>

/**
 * Adds the leaderboard, or changes it. Scores already there were taken by the policy and direction of then: those, the game and
 * the mode stay as they are. A new schedule holds from the season on that is under way if that has no end yet, else from the next.
 */
export async function declareLeaderboard(
  transaction: Transaction,
  declaration: LeaderboardDeclaration,
): Promise<void> {
  const { id, name, game, mode, schedule, ratingReset, rewards = [] } = declaration
  checkRewards(rewards)
  await transaction`
    insert into leaderboards (id, name, game, mode, policy, direction, score_min, score_max, schedule, rewards, rating_reset)
    values (
      ${id}, ${name}, ${game ?? null}, ${mode ?? null}, ${declaration.policy ?? 'best'},
      ${declaration.direction ?? 'high'}, ${declaration.scoreMin ?? -scoreMagnitudeMax},
      ${declaration.scoreMax ?? scoreMagnitudeMax}, ${schedule ? transaction.json(schedule) : null},
      ${transaction.json(rewards as never)}, ${ratingReset ?? null}
    )
    on conflict (id) do update set
      name = excluded.name, score_min = excluded.score_min, score_max = excluded.score_max,
      schedule = excluded.schedule, rewards = excluded.rewards, rating_reset = excluded.rating_reset`
  const now = new Date()
  const endsAt = nextReset(schedule ?? null, now)
  await transaction`
    insert into leaderboard_seasons (leaderboard, season, starts_at, ends_at) values (${id}, 1, ${now}, ${endsAt})
    on conflict (leaderboard, season) do nothing`
  await transaction`
    update leaderboard_seasons set ends_at = ${endsAt}
    where leaderboard = ${id} and ends_at is null and ${endsAt}::timestamptz is not null`
}

/** A game has a leaderboard of its own, whether or not it says so; how an operator has changed it, it stays. */
export async function declareOwnLeaderboard(
  transaction: Transaction,
  game: { id: string; name: string },
): Promise<void> {
  const [known] = await transaction`select from leaderboards where id = ${game.id}`
  if (known === undefined) await declareLeaderboard(transaction, { ...game, game: game.id })
}

export async function findLeaderboardRules(sql: Sql, id: string): Promise<LeaderboardRules | undefined> {
  const [rules] = await sql<LeaderboardRules[]>`select ${columns(sql)} from leaderboards where id = ${id}`
  return rules
}

export async function listLeaderboardRules(sql: Sql, game: string | undefined): Promise<LeaderboardRules[]> {
  return sql<LeaderboardRules[]>`
    select ${columns(sql)} from leaderboards where ${game ?? null}::text is null or game = ${game ?? null}
    order by id`
}

/** Those in which a result of this game and mode counts, in the order of their ids. */
export async function leaderboardsOfResult(
  transaction: Transaction,
  { game, mode }: { game: string; mode: string },
): Promise<LeaderboardRules[]> {
  return transaction<LeaderboardRules[]>`
    select ${columns(transaction)} from leaderboards
    where game = ${game} and (mode is null or mode = ${mode}) order by id`
}

function checkRewards(rewards: readonly RankReward[]): void {
  const ordered = [...rewards].sort((a, b) => a.fromRank - b.fromRank)
  const isWrong = ordered.some(
    ({ fromRank, toRank }, index) =>
      fromRank < 1 || toRank < fromRank || fromRank <= (ordered[index - 1]?.toRank ?? 0),
  )
  if (isWrong) throw new RangeError('rewards go to ranks from 1 that do not overlap')
}

const columns = (sql: Sql | Transaction) => sql`
  id, name, game, mode, policy, direction, score_min as "scoreMin", score_max as "scoreMax", schedule, rewards`
