import type { RankReward } from '@gameserver/protocol/competition'
import type { LeaderboardRules } from './leaderboard-definitions.ts'
import { seasonAt } from './leaderboard-seasons.ts'
import { addLiveEvents } from './live-events.ts'
import type { Sql, Transaction } from './postgres.ts'
import { drawRatingsBack, type Rating } from './ratings.ts'

/** A result that could not be settled so often keeps no season open. */
const triesMax = 10

export interface ClosedSeason {
  leaderboard: string
  season: number
  grants: number
}

interface DueSeason {
  leaderboard: string
  season: number
  game: string | null
  mode: string | null
  schedule: LeaderboardRules['schedule']
  rewards: RankReward[]
  ratingReset: number | null
}

/**
 * Closes one season whose end is at least `graceMs` ago, when all results from before its end are settled: rewards, the reset of
 * ratings and the mark commit together, once, by whichever process is first. Undefined: none is due.
 *
 * Play goes on meanwhile in the next season, which began when this one ended. The grace is for what was under way then: it must
 * be longer than any transaction lasts that ends a match or writes a score.
 */
export async function closeDueSeason(
  sql: Sql,
  { graceMs, newRating }: { graceMs: number; newRating: Rating },
): Promise<ClosedSeason | undefined> {
  return sql.begin(async (transaction) => {
    const [due] = await transaction<DueSeason[]>`
      select s.leaderboard, s.season, l.game, l.mode, l.schedule, l.rewards, l.rating_reset as "ratingReset"
      from leaderboard_seasons s join leaderboards l on l.id = s.leaderboard
      where s.closed_at is null and s.ends_at < now() - ${graceMs} * interval '1 millisecond'
        and not exists (
          select from outbox o join matches m on m.id = (o.payload ->> 'matchId')::uuid
          where o.relayed_at is null and o.topic = 'match.ended' and o.tries < ${triesMax}
            and m.game = l.game and m.ended_at < s.ends_at
        )
      order by s.ends_at, s.leaderboard limit 1 for update of s skip locked`
    if (due === undefined) return undefined
    const { leaderboard, season, game, mode, schedule, ratingReset } = due
    await seasonAt(transaction, { id: leaderboard, schedule }, new Date())
    const grants = await grantRewards(transaction, due)
    if (ratingReset !== null && game !== null)
      await drawRatingsBack(transaction, { game, mode, share: ratingReset, towards: newRating })
    await transaction`
      update leaderboard_seasons set closed_at = now() where leaderboard = ${leaderboard} and season = ${season}`
    return { leaderboard, season, grants }
  })
}

/** The leaderboards whose season has ended without a next one. Its beginning does not wait for somebody to ask. */
export async function beginDueSeasons(sql: Sql): Promise<void> {
  const due = await sql<Pick<LeaderboardRules, 'id' | 'schedule'>[]>`
    select l.id, l.schedule from leaderboards l join leaderboard_seasons s on s.leaderboard = l.id
    group by l.id having max(coalesce(s.ends_at, 'infinity')) <= now()`
  for (const rules of due) await seasonAt(sql, rules, new Date())
}

async function grantRewards(
  transaction: Transaction,
  { leaderboard, season, rewards }: DueSeason,
): Promise<number> {
  const lastRank = Math.max(0, ...rewards.map(({ toRank }) => toRank))
  if (lastRank === 0) return 0
  const grants = await transaction<{ playerId: string; rank: number }[]>`
    insert into season_grants (leaderboard, season, player_id, rank, reward)
    select ${leaderboard}, ${season}, r.player_id, r.rank, b.bracket -> 'reward'
    from (
      select player_id, row_number() over (order by rank_key, achieved_at, player_id) as rank from scores
      where leaderboard = ${leaderboard} and season = ${season}
      order by rank_key, achieved_at, player_id limit ${lastRank}
    ) r
    join jsonb_array_elements(${transaction.json(rewards as never)}::jsonb) b (bracket)
      on r.rank between (b.bracket ->> 'fromRank')::int and (b.bracket ->> 'toRank')::int
    on conflict (leaderboard, season, player_id) do nothing
    returning player_id as "playerId", rank`
  await addLiveEvents(
    transaction,
    grants.map((grant) => ({ ...grant, kind: 'season.rewarded', leaderboard, season })),
  )
  return grants.length
}
