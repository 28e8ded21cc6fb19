import type { SeasonPeriod } from '@gameserver/protocol/competition'
import type { LeaderboardRules } from './leaderboard-definitions.ts'
import type { Sql, Transaction } from './postgres.ts'
import { nextReset } from './reset-schedule.ts'

interface SeasonRow {
  season: number
  startsAt: Date
  endsAt: Date | null
  closedAt: Date | null
}

/** The season of a leaderboard at a time not before the last one's start. Seasons up to then begin by being asked about. */
export async function seasonAt(
  sql: Sql | Transaction,
  { id, schedule }: Pick<LeaderboardRules, 'id' | 'schedule'>,
  at: Date,
): Promise<SeasonPeriod> {
  for (;;) {
    const [last] = await sql<SeasonRow[]>`
      select ${columns(sql)} from leaderboard_seasons where leaderboard = ${id} order by season desc limit 1`
    if (last === undefined) throw new Error(`leaderboard ${id} has no season`)
    if (last.endsAt === null || last.endsAt > at) return toPeriod(last)
    await sql`
      insert into leaderboard_seasons (leaderboard, season, starts_at, ends_at)
      values (${id}, ${last.season + 1}, ${last.endsAt}, ${nextReset(schedule, last.endsAt)})
      on conflict (leaderboard, season) do nothing`
  }
}

/**
 * The number of the season in which what was achieved at that time counts, and which stays open until the transaction has
 * ended. Normally that is the season of then; if it is closed already, the first that is not.
 */
export async function holdSeasonFor(
  transaction: Transaction,
  rules: Pick<LeaderboardRules, 'id' | 'schedule'>,
  at: Date,
): Promise<number> {
  await seasonAt(transaction, rules, at)
  const [held] = await transaction<{ season: number }[]>`
    select season from leaderboard_seasons
    where leaderboard = ${rules.id} and closed_at is null and (ends_at is null or ends_at > ${at})
    order by season limit 1 for key share`
  if (held !== undefined) return held.season
  // It has been closed between the two statements: the one of now is open.
  await seasonAt(transaction, rules, new Date())
  return holdSeasonFor(transaction, rules, new Date())
}

export async function findSeason(
  sql: Sql,
  leaderboard: string,
  season: number,
): Promise<SeasonPeriod | undefined> {
  const [row] = await sql<SeasonRow[]>`
    select ${columns(sql)} from leaderboard_seasons where leaderboard = ${leaderboard} and season = ${season}`
  return row && toPeriod(row)
}

/** Newest first. */
export async function listSeasons(sql: Sql, leaderboard: string, limit: number): Promise<SeasonPeriod[]> {
  const rows = await sql<SeasonRow[]>`
    select ${columns(sql)} from leaderboard_seasons where leaderboard = ${leaderboard}
    order by season desc limit ${limit}`
  return rows.map(toPeriod)
}

function toPeriod({ season, startsAt, endsAt, closedAt }: SeasonRow): SeasonPeriod {
  return {
    season,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt?.toISOString() ?? null,
    isFinal: closedAt !== null,
  }
}

const columns = (sql: Sql | Transaction) =>
  sql`season, starts_at as "startsAt", ends_at as "endsAt", closed_at as "closedAt"`
