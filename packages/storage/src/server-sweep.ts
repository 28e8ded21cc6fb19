import { type AbandonedMatch, releasePlayers } from './match-abandonment.ts'
import type { Sql } from './postgres.ts'
import { lockRoomsOfMatches } from './room-ending.ts'
import { serverOwnersMax } from './server-claims.ts'

/** Leases that end at once, as when the API was away: the rest at the next pass. */
const matchesPerPassMax = 500

export interface LostMatch {
  id: string
  game: string
  serverId: string
  epoch: number
}

/**
 * Offers the matches again whose servers are not heard of any more, and gives up those that too many servers have had, and those
 * into which no server has let players for `placingMsMax`. The epoch stays: the server may come back as long as no other one has claimed.
 */
export async function sweepServerMatches(
  sql: Sql,
  { placingMsMax }: { placingMsMax: number },
): Promise<{ lost: LostMatch[]; abandoned: AbandonedMatch[] }> {
  const lost = await sql<LostMatch[]>`
    update matches set status = 'placing' where id in (
      select id from matches
      where status in ('waiting', 'running') and ended_at is null and lease_ends_at < now()
      order by id limit ${matchesPerPassMax} for no key update skip locked)
    returning id, game, authority_id as "serverId", epoch`
  return { lost: [...lost], abandoned: await abandonHopeless(sql, placingMsMax) }
}

async function abandonHopeless(sql: Sql, placingMsMax: number): Promise<AbandonedMatch[]> {
  return sql.begin(async (transaction) => {
    const isHopeless = transaction`status = 'placing' and ended_at is null and (
      epoch >= ${serverOwnersMax} and lease_ends_at < now()
      or game in (select id from games where played_on = 'server')
        and greatest(created_at, claimed_at, case when lease_ends_at < now() then lease_ends_at end)
          < now() - ${placingMsMax} * interval '1 millisecond')`
    const hopeless = await transaction<{ id: string }[]>`
      select id from matches where ${isHopeless} order by id limit ${matchesPerPassMax}`
    if (hopeless.length === 0) return []
    const ids = hopeless.map(({ id }) => id)
    await lockRoomsOfMatches(transaction, ids)
    await transaction`select from matches where id = any(${ids}::uuid[]) order by id for no key update`
    const abandoned = await transaction<AbandonedMatch[]>`
      update matches set status = 'abandoned', ended_at = now(),
        reason = case when epoch >= ${serverOwnersMax} then 'server_lost' else 'not_placed' end
      where id = any(${ids}::uuid[]) and ${isHopeless} returning id, game, mode, reason`
    if (abandoned.length > 0) await releasePlayers(transaction, abandoned)
    return [...abandoned]
  })
}
