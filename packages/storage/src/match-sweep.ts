import { type AbandonedMatch, releasePlayers } from './match-abandonment.ts'
import type { PlacementJob } from './placement/placement-queue.ts'
import type { Sql } from './postgres.ts'
import { lockRoomsOfMatches } from './room-ending.ts'

/**
 * Matches still without a room `olderThanMs` after they were made, or claimed: the job may be lost, or its authority. To
 * offer one again whose authority is about to open the room is harmless: its job is still there.
 */
export async function findUnplaced(sql: Sql, olderThanMs: number): Promise<PlacementJob[]> {
  return sql<PlacementJob[]>`
    select id as "matchId", game, region from matches
    where status = 'placing' and ended_at is null and game in (select id from games where played_on = 'authority')
      and coalesce(claimed_at, created_at) < now() - ${olderThanMs} * interval '1 millisecond'
    order by created_at limit 1000`
}

/** Behind which match the next look at live matches begins. */
export interface LiveCursor {
  /** As Postgres writes it: to the microsecond. */
  createdAt: string
  matchId: string
}

/** Matches with a room, oldest first: the next `count` of them, and the cursor behind, undefined after the last one. */
export async function findLive(
  sql: Sql,
  { after, count }: { after: LiveCursor | undefined; count: number },
): Promise<{ matches: PlacementJob[]; next: LiveCursor | undefined }> {
  const { createdAt, matchId } = after ?? beforeAll
  const rows = await sql<(PlacementJob & LiveCursor)[]>`
    select id as "matchId", game, ${placeOf(sql)}, created_at::text as "createdAt" from matches
    where ${isLive(sql)} and (created_at, id) > (${createdAt}::text::timestamptz, ${matchId}::uuid)
    order by created_at, id limit ${count}`
  const last = rows.length < count ? undefined : rows.at(-1)
  return {
    matches: rows.map(({ matchId, game, region }) => ({ matchId, game, region: region ?? null })),
    next: last && { createdAt: last.createdAt, matchId: last.matchId },
  }
}

/** Those of the matches that have a room and are not over. */
export async function findLiveAmong(sql: Sql, matchIds: readonly string[]): Promise<PlacementJob[]> {
  return sql<PlacementJob[]>`
    select id as "matchId", game, ${placeOf(sql)} from matches
    where id = any(${[...matchIds]}::uuid[]) and ${isLive(sql)}`
}

const beforeAll: LiveCursor = { createdAt: '-infinity', matchId: '00000000-0000-0000-0000-000000000000' }

function isLive(sql: Sql) {
  return sql`status in ('waiting', 'running') and ended_at is null
    and game in (select id from games where played_on = 'authority')`
}

function placeOf(sql: Sql) {
  return sql`coalesce((select r.region from rooms r where r.match_id = matches.id), region) as region`
}

/**
 * Matches of a region that nobody there has taken for so long become matches of none. Returns them with the region that they
 * were of, each once.
 */
export async function releaseFromRegions(
  sql: Sql,
  olderThanMs: number,
): Promise<(PlacementJob & { region: string })[]> {
  return sql<(PlacementJob & { region: string })[]>`
    with untaken as (
      select id, region from matches
      where status = 'placing' and ended_at is null and region is not null
        and game in (select id from games where played_on = 'authority')
        and greatest(created_at, claimed_at, lease_ends_at) < now() - ${olderThanMs} * interval '1 millisecond'
      order by id limit 1000 for no key update
    )
    update matches m set region = null from untaken where m.id = untaken.id
    returning m.id as "matchId", m.game, untaken.region`
}

/**
 * Gives up matches for which no authority has opened a room within `placingMsMax`, and those that have been live for longer than any match
 * may last (`liveMsMax`), so that their players can queue again. Returns which. Those of studios' servers have a sweep of their own.
 */
export async function abandonOverdue(
  sql: Sql,
  limits: { placingMsMax: number; liveMsMax: number },
): Promise<string[]> {
  return sql.begin(async (transaction) => {
    const isOverdue = transaction`ended_at is null and created_at < now() - interval '1 millisecond' *
      case when status = 'placing' then ${limits.placingMsMax}::float8 else ${limits.liveMsMax}::float8 end`
    const overdue = await transaction<{ id: string }[]>`
      select id from matches where ${isOverdue} and game in (select id from games where played_on = 'authority')`
    if (overdue.length === 0) return []
    const ids = overdue.map(({ id }) => id)
    await lockRoomsOfMatches(transaction, ids)
    const abandoned = await transaction<AbandonedMatch[]>`
      update matches set status = 'abandoned', ended_at = now(), epoch = epoch + 1,
        reason = case when status = 'placing' then 'not_placed' else 'overdue' end
      where id = any(${ids}::uuid[]) and ${isOverdue} returning id, game, mode, reason`
    if (abandoned.length > 0) await releasePlayers(transaction, abandoned)
    return abandoned.map(({ id }) => id)
  })
}
