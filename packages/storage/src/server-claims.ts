import type { ServedPlayer } from '@gameserver/protocol/server'
import type { Sql } from './postgres.ts'
import { readServedPlayers } from './server-matches.ts'

export interface ServerClaim {
  serverId: string
  games: readonly string[]
  /** Matches of these, those that may be anywhere, and those that have waited for long. Undefined: all. */
  regions?: readonly string[] | undefined
  endpoint?: string | undefined
  /** How long the match is the server's without being heard of. */
  leaseMs: number
}

export interface ServerMatch {
  id: string
  game: string
  mode: string
  room: string
  region: string | null
  epoch: number
  seed: number
  players: ServedPlayer[]
}

/**
 * How many servers may have a match, one after the other. What has ended three of them is most likely in the match itself, and
 * its players have waited long.
 */
export const serverOwnersMax = 3

/**
 * A match of a region whose servers have not taken it for so long is anybody's: playing from afar is better than not at all.
 */
const offeredElsewhereAfterMs = 20_000

/**
 * Makes the server the owner of the match that has waited longest, by raising its epoch. Whether a match is free is told by its
 * row alone, which is locked: so of two who come at once one takes the next. Undefined: there is none.
 */
export async function claimServerMatch(sql: Sql, claim: ServerClaim): Promise<ServerMatch | undefined> {
  const { serverId, games, regions, endpoint, leaseMs } = claim
  return sql.begin(async (transaction) => {
    const [match] = await transaction<(Omit<ServerMatch, 'seed' | 'players'> & { seed: string })[]>`
      update matches set epoch = epoch + 1, authority_id = ${serverId}, endpoint = ${endpoint ?? null},
        claimed_at = now(), lease_ends_at = now() + ${leaseMs} * interval '1 millisecond'
      where id = (
        select id from matches
        where status = 'placing' and ended_at is null and epoch < ${serverOwnersMax}
          and game = any(${[...games]}::text[]) and coalesce(lease_ends_at, '-infinity') < now()
          and (${regions === undefined} or region is null or region = any(${[...(regions ?? [])]}::text[])
            or greatest(created_at, lease_ends_at) < now() - ${offeredElsewhereAfterMs} * interval '1 millisecond')
        order by created_at, id limit 1 for update skip locked)
      returning id, game, mode, room, region, epoch, seed`
    if (match === undefined) return undefined
    return { ...match, seed: Number(match.seed), players: await readServedPlayers(transaction, match.id) }
  })
}

/** How many matches are free, by game and region, null for anywhere: so that who waits need not try to claim one again and again. */
export async function countFreeServerMatches(
  sql: Sql,
  games: readonly string[],
): Promise<{ game: string; region: string | null; free: number }[]> {
  return sql<{ game: string; region: string | null; free: number }[]>`
    select game, count(*)::int as free,
      case when greatest(created_at, lease_ends_at) > now() - ${offeredElsewhereAfterMs} * interval '1 millisecond'
        then region end as region
    from matches
    where status = 'placing' and ended_at is null and epoch < ${serverOwnersMax}
      and game = any(${[...games]}::text[]) and coalesce(lease_ends_at, '-infinity') < now()
    group by 1, 3`
}
