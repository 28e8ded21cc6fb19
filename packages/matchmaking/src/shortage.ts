import { type Missing, shortOf } from './match-search.ts'
import type { Pool } from './pool.ts'
import type { Teams } from './queue-rules.ts'
import type { RegionLanes } from './region-lanes.ts'
import type { Ticket } from './ticket.ts'

/**
 * What all those who wait in a region lack together. It is looked at before any search: in a queue without healers nobody
 * needs to search.
 */
export function absentFrom<T extends Ticket>(
  pool: Pool<T>,
  { count, size, roles }: Teams,
  region: number,
): Missing | undefined {
  const { players, playing } = pool.lanes[region] as RegionLanes
  for (const [role, slots] of Object.values(roles ?? {}).entries()) {
    const short = count * slots - (playing[role] as number)
    if (short > 0) return { code: 'role', role: pool.roleNames[role] as string, short }
  }
  const short = count * size - players
  return short > 0 ? shortOf(short) : undefined
}

/** The first role that too few of these tickets' players play. */
export function missingRole<T extends Ticket>(
  pool: Pool<T>,
  { count, roles }: Teams,
  ids: readonly number[],
): Missing | undefined {
  for (const [role, slots] of Object.values(roles ?? {}).entries()) {
    let short = slots * count
    for (const id of ids) short -= pool.playing[id * pool.roleNames.length + role] as number
    if (short > 0) return { code: 'role', role: pool.roleNames[role] as string, short }
  }
  return undefined
}

/** Whether each team needs a party of at least so many, and too few of these are. */
export function missingParty<T extends Ticket>(
  { players }: Pool<T>,
  { count }: Teams,
  ids: readonly number[],
  atLeast: number,
): Missing | undefined {
  if (atLeast <= 1) return undefined
  const parties = ids.filter((id) => (players[id] as number) >= atLeast)
  return parties.length < count ? { code: 'parties', atLeast } : undefined
}
