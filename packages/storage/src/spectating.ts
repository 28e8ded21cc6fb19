import type { MatchStatus } from '@gameserver/protocol/http'
import type { WatchedPlayer } from '@gameserver/protocol/spectate'
import { iso } from './parties.ts'
import type { Sql } from './postgres.ts'

/** A match as it depends on for who may watch it. */
export interface WatchableMatch {
  id: string
  game: string
  gameVersion: string
  mode: string
  room: string
  region: string | null
  status: MatchStatus
  startedAt: string | null
  /** What the game's manifest says of spectators: nobody has checked it. */
  terms: unknown
  schemaHash: number | null
  /** Since it has ended; null: it has not. */
  endedSecondsAgo: number | null
  /** Whether anybody has wanted to watch it. */
  isWatched: boolean
  /** Whether the player has, or had, a seat in it. */
  isPlayer: boolean
  /** The room that it was made in, if it was made in one. */
  origin: WatchedOrigin | null
}

export interface WatchedOrigin {
  code: string
  allowsSpectators: boolean
  visibility: 'public' | 'private'
  hasPassword: boolean
  isMember: boolean
  isBanned: boolean
}

export async function findWatchable(
  sql: Sql,
  { matchId, playerId }: { matchId: string; playerId: string },
): Promise<WatchableMatch | undefined> {
  const [match] = await sql<WatchableMatch[]>`
    select m.id, m.game, g.version as "gameVersion", m.mode, m.room, m.region, m.status,
      ${iso(sql, 'm.started_at')} as "startedAt", g.manifest -> 'spectators' as terms,
      (g.manifest ->> 'schemaHash')::float8 as "schemaHash",
      extract(epoch from clock_timestamp() - m.ended_at)::float8 as "endedSecondsAgo",
      m.watched_at is not null as "isWatched",
      exists (select from match_players p where p.match_id = m.id and p.player_id = ${playerId}) as "isPlayer",
      (select jsonb_build_object('code', r.code, 'allowsSpectators', r.allows_spectators,
          'visibility', r.visibility, 'hasPassword', r.password_hash is not null,
          'isMember', exists (select from room_members b where b.room_id = r.id and b.player_id = ${playerId}),
          'isBanned', exists (select from room_bans b where b.room_id = r.id and b.player_id = ${playerId}))
        from rooms r where r.match_id = m.id) as origin
    from matches m join games g on g.id = m.game where m.id = ${matchId}`
  return match
}

/** Its owner hears of it within a second, and begins to show the match. */
export async function noteWatched(sql: Sql, matchId: string): Promise<void> {
  await sql`update matches set watched_at = clock_timestamp() where id = ${matchId} and ended_at is null`
}

export interface RunningMatch {
  id: string
  game: string
  mode: string
  room: string
  region: string | null
  startedAt: string
  terms: unknown
  isWatched: boolean
  players: WatchedPlayer[]
}

/** Where a page ended: the next one begins after it. */
export interface RunningCursor {
  /** To the microsecond, as Postgres keeps it. */
  createdAt: string
  id: string
}

/** Matches that run and that everybody may watch, the newest first. The cursor is null on the last page. */
export async function listRunning(
  sql: Sql,
  query: { game?: string | undefined; after?: RunningCursor | undefined; limit: number },
): Promise<{ matches: RunningMatch[]; next: RunningCursor | null }> {
  const { game, after, limit } = query
  const rows = await sql<(RunningMatch & { createdAt: string })[]>`
    select m.id, m.game, m.mode, m.room, m.region, ${iso(sql, 'm.started_at')} as "startedAt",
      g.manifest -> 'spectators' as terms, m.watched_at is not null as "isWatched",
      to_char(m.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt",
      ${seatedPlayers(sql)} as players
    from matches m join games g on g.id = m.game
    where m.status = 'running' and jsonb_typeof(g.manifest -> 'spectators') = 'object'
      and not exists (select from rooms r where r.match_id = m.id
        and (not r.allows_spectators or r.visibility = 'private' or r.password_hash is not null))
      ${game ? sql`and m.game = ${game}` : sql``}
      ${after ? sql`and (m.created_at, m.id) < (${after.createdAt}::text::timestamptz, ${after.id}::uuid)` : sql``}
    order by m.created_at desc, m.id desc limit ${limit + 1}`
  const matches = rows.slice(0, limit)
  const last = matches.at(-1)
  return {
    matches: matches.map(({ createdAt: _createdAt, ...match }) => match),
    next: rows.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null,
  }
}

export async function findSeated(sql: Sql, matchId: string): Promise<WatchedPlayer[]> {
  const [match] = await sql<{ players: WatchedPlayer[] }[]>`
    select ${seatedPlayers(sql)} as players from matches m where m.id = ${matchId}`
  return match?.players ?? []
}

/** What the game's authorities say of it, from which its packets can be decoded. */
export async function findDescription(sql: Sql, game: string): Promise<Record<string, unknown> | undefined> {
  const [row] = await sql<
    { manifest: Record<string, unknown> }[]
  >`select manifest from games where id = ${game}`
  return row?.manifest
}

/** Of `matches m`; also those who have left it, since their scores stay. */
function seatedPlayers(sql: Sql) {
  return sql`(select coalesce(jsonb_agg(jsonb_build_object(
      'playerId', p.player_id, 'name', p.name, 'slot', p.slot, 'team', p.team) order by p.slot), '[]')
    from match_players p where p.match_id = m.id)`
}
