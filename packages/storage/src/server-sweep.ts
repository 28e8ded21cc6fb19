import { type AbandonedMatch, releasePlayers } from './match-abandonment.ts'
import type { Sql } from './postgres.ts'
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
  return sql.begin(async (transaction) => {
    const lost = await transaction<LostMatch[]>`
      update matches set status = 'placing' where id in (
        select id from matches
        where status in ('waiting', 'running') and ended_at is null and lease_ends_at < now()
        order by id limit ${matchesPerPassMax} for no key update skip locked)
      returning id, game, authority_id as "serverId", epoch`
    const abandoned = await transaction<AbandonedMatch[]>`
      update matches set status = 'abandoned', ended_at = now(),
        reason = case when epoch >= ${serverOwnersMax} then 'server_lost' else 'not_placed' end
      where id in (
        select m.id from matches m join games g on g.id = m.game
        where m.status = 'placing' and m.ended_at is null and (
          m.epoch >= ${serverOwnersMax} and m.lease_ends_at < now()
          or g.played_on = 'server'
            and greatest(m.created_at, m.claimed_at, case when m.lease_ends_at < now() then m.lease_ends_at end)
              < now() - ${placingMsMax} * interval '1 millisecond')
        order by m.id limit ${matchesPerPassMax} for no key update of m skip locked)
      returning id, game, mode, reason`
    if (abandoned.length > 0) await releasePlayers(transaction, abandoned)
    return { lost: [...lost], abandoned: [...abandoned] }
  })
}
