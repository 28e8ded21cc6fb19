import type { Leaderboards } from '@gameserver/storage/leaderboards'
import type { Sql } from '@gameserver/storage/postgres'
import { boardOfAllTime, boardOfSeasons, coinsAt, game, scoreAt } from './contest.ts'

/** How many of each are not there, or there too often. All zero: everything that follows from the results is there once. */
export interface Audit {
  resultsMissing: number
  resultsRepeated: number
  /** Scores or places that are not those of the match. */
  scoresWrong: number
  ratingsMissing: number
  ratingsRepeated: number
  /** Changes that do not begin where the one before has ended, and ratings that are not where the last one ended. */
  ratingsWrong: number
  /** Players whose matches are not counted as often as they were played. */
  statsWrong: number
  rewardsMissing: number
  rewardsRepeated: number
  achievementsWrong: number
  seasonRewardsWrong: number
  leaderboardRowsWrong: number
  /** Rows in Redis that are not as in Postgres. */
  leaderboardCacheWrong: number
  outboxMissing: number
  outboxRepeated: number
  liveEventsMissing: number
  liveEventsRepeated: number
  /** Results that contradicted the one that was there. */
  resultsRefused: number
}

/** What each match was placed with: its players by slot. */
export type Played = ReadonlyMap<string, readonly string[]>

/** Counts, past everything that wrote it, what is in the database, and compares it with what was played. */
export async function audit(sql: Sql, leaderboards: Leaderboards, played: Played): Promise<Audit> {
  const seats = [...played].flatMap(([matchId, ids]) =>
    ids.map((playerId, slot) => ({ matchId, playerId, slot })),
  )
  const sumOf = (playerId: string, at: (slot: number) => number) =>
    seats.filter((seat) => seat.playerId === playerId).reduce((sum, { slot }) => sum + at(slot), 0)
  const playerIds = [...new Set(seats.map(({ playerId }) => playerId))]

  const ended = await counts(
    sql`select id as key, count(*)::int as count from matches where status = 'ended' group by id`,
  )
  const outbox = await counts(sql`
    select payload ->> 'matchId' as key, count(*)::int as count from outbox
    where topic = 'match.ended' and relayed_at is not null group by 1`)
  const rated = await counts(sql`
    select match_id || ' ' || player_id as key, count(*)::int as count from rating_changes group by 1`)
  const told = await counts(sql`
    select (body ->> 'matchId') || ' ' || player_id || ' ' || kind as key, count(*)::int as count from live_events
    where kind in ('match.ended', 'rating.changed') group by 1`)
  const scored = new Map(
    (
      await sql<{ key: string; score: number; rank: number }[]>`
        select match_id || ' ' || player_id as key, score, rank from match_players`
    ).map((row) => [row.key, row]),
  )
  const matchKeys = [...played.keys()]
  const seatKeys = seats.map(({ matchId, playerId }) => `${matchId} ${playerId}`)
  const liveKeys = seatKeys.flatMap((key) => [`${key} match.ended`, `${key} rating.changed`])

  const coins = new Map(
    (
      await sql<{ playerId: string; coins: number }[]>`
        select player_id as "playerId", (value ->> 'coins')::int as coins from kept where game = ${game}`
    ).map((row) => [row.playerId, row.coins]),
  )
  const coinsOff = playerIds.map((id) => (coins.get(id) ?? 0) - sumOf(id, coinsAt))
  const refused = await sql`select from refused_results`
  return {
    resultsMissing: missing(ended, matchKeys),
    // A match has one row: one that was ended twice shows in the events that go with it.
    resultsRepeated: repeated(await eventsOfMatches(sql), matchKeys),
    scoresWrong: seats.filter(({ matchId, playerId, slot }) => {
      const row = scored.get(`${matchId} ${playerId}`)
      return row?.score !== scoreAt(slot) || row.rank !== slot + 1
    }).length,
    ratingsMissing: missing(rated, seatKeys),
    ratingsRepeated: repeated(rated, seatKeys),
    ratingsWrong: await ratingsWrong(sql),
    statsWrong: await statsWrong(sql, playerIds, seats),
    rewardsMissing: coinsOff.filter((off) => off < 0).length,
    rewardsRepeated: coinsOff.filter((off) => off > 0).length,
    achievementsWrong: await achievementsWrong(sql),
    seasonRewardsWrong: await seasonRewardsWrong(sql),
    leaderboardRowsWrong: await rowsWrong(sql, playerIds, (id) => sumOf(id, scoreAt)),
    leaderboardCacheWrong: await cacheWrong(sql, leaderboards),
    outboxMissing: missing(outbox, matchKeys),
    outboxRepeated: repeated(outbox, matchKeys),
    liveEventsMissing: missing(told, liveKeys),
    liveEventsRepeated: repeated(told, liveKeys),
    resultsRefused: refused.length,
  }
}

type Counts = ReadonlyMap<string, number>

async function counts(rows: PromiseLike<readonly { key?: string; count?: number }[]>): Promise<Counts> {
  return new Map((await rows).map(({ key, count }) => [key as string, count as number]))
}

const missing = (counted: Counts, keys: readonly string[]) => keys.filter((key) => !counted.has(key)).length
const repeated = (counted: Counts, keys: readonly string[]) =>
  keys.filter((key) => (counted.get(key) ?? 0) > 1).length

function eventsOfMatches(sql: Sql): Promise<Counts> {
  return counts(sql`
    select payload ->> 'matchId' as key, count(*)::int as count from outbox where topic = 'match.ended' group by 1`)
}

async function ratingsWrong(sql: Sql): Promise<number> {
  const [wrong] = await sql<{ count: number }[]>`
    with chained as (
      select player_id, game, mode, mu_before, mu, row_number() over w as turn, lag(mu) over w as mu_last, lead(mu) over w as mu_next
      from rating_changes window w as (partition by player_id, game, mode order by id)
    )
    select (
      (select count(*) from chained where turn > 1 and mu_before <> mu_last)
      + (select count(*) from chained c join ratings r using (player_id, game, mode) where c.mu_next is null and c.mu <> r.mu)
    )::int as count`
  return wrong?.count ?? 0
}

async function statsWrong(
  sql: Sql,
  playerIds: readonly string[],
  seats: readonly { playerId: string }[],
): Promise<number> {
  const rows = await sql<{ playerId: string; counted: number; rated: number }[]>`
    select s.player_id as "playerId", s.matches as counted, r.matches as rated
    from player_stats s join ratings r on r.player_id = s.player_id where s.game = ''`
  return playerIds.filter((id) => {
    const times = seats.filter(({ playerId }) => playerId === id).length
    return !rows.some((row) => row.playerId === id && row.counted === times && row.rated === times)
  }).length
}

/** Those that the stats call for and nobody has, or has been told of other than once. */
async function achievementsWrong(sql: Sql): Promise<number> {
  const [wrong] = await sql<{ count: number }[]>`
    select count(*)::int as count from achievements a
    join player_stats s on s.game = a.game and s.mode = ''
    where (s.matches >= a.goal)::int <> (
        select count(*) from player_achievements u where u.player_id = s.player_id and u.achievement = a.id)
      or (s.matches >= a.goal)::int <> (
        select count(*) from live_events e where e.player_id = s.player_id and e.kind = 'achievement.unlocked'
          and e.body ->> 'achievement' = a.id)`
  return wrong?.count ?? 0
}

/** Of closed seasons, places with a reward that was not given and told once. */
async function seasonRewardsWrong(sql: Sql): Promise<number> {
  const [wrong] = await sql<{ count: number }[]>`
    with due as (
      select leaderboard, season, player_id, rank from (
        select s.*, row_number() over (partition by leaderboard, season order by rank_key, achieved_at, player_id) as rank
        from scores s join leaderboard_seasons p using (leaderboard, season)
        where leaderboard = ${boardOfSeasons} and p.closed_at is not null
      ) ranked where rank <= 2
    )
    select (
      (select count(*) from due full join season_grants g using (leaderboard, season, player_id)
        where due.rank is distinct from g.rank)
      + (select count(*) from due where 1 <> (
        select count(*) from live_events e where e.player_id = due.player_id and e.kind = 'season.rewarded'
          and (e.body ->> 'season')::int = due.season))
    )::int as count`
  return wrong?.count ?? 0
}

/** The board of all time has each player's whole score, and the seasons of the other one have it between them. */
async function rowsWrong(
  sql: Sql,
  playerIds: readonly string[],
  total: (playerId: string) => number,
): Promise<number> {
  const rows = await sql<{ leaderboard: string; playerId: string; score: number }[]>`
    select leaderboard, player_id as "playerId", sum(score) as score from scores group by 1, 2`
  const isRight = (leaderboard: string, id: string) =>
    rows.some((row) => row.leaderboard === leaderboard && row.playerId === id && row.score === total(id))
  return playerIds.flatMap((id) => [boardOfAllTime, boardOfSeasons].filter((board) => !isRight(board, id)))
    .length
}

async function cacheWrong(sql: Sql, leaderboards: Leaderboards): Promise<number> {
  const season = await leaderboards.season(boardOfAllTime, undefined)
  if (season === undefined) return 1
  // The first look builds what Redis may not have.
  await leaderboards.top(season, { offset: 0, limit: 100 })
  await leaderboards.settled()
  const { rows } = await leaderboards.top(season, { offset: 0, limit: 100 })
  const expected = await sql<{ playerId: string; score: number }[]>`
    select player_id as "playerId", score from scores where leaderboard = ${boardOfAllTime} order by rank_key, achieved_at, player_id`
  const isAt = (index: number, { playerId, score }: { playerId: string; score: number }) =>
    rows[index]?.playerId === playerId && rows[index]?.score === score
  return (
    expected.filter((row, index) => !isAt(index, row)).length + Math.max(0, rows.length - expected.length)
  )
}
