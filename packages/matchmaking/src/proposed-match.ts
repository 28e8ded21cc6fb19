import { type SeatedPlayer, seated } from './backfill.ts'
import type { Found } from './match-search.ts'
import type { Pool } from './pool.ts'
import type { Ticket } from './ticket.ts'
import { type TeamStrength, winChances } from './win-chances.ts'

export interface ProposedMatch<T extends Ticket> {
  /** Oldest first. */
  readonly tickets: readonly T[]
  /** A free-for-all is one team. */
  readonly teams: readonly ProposedTeam<T>[]
  /** The one that is best for whom it is worst; undefined where latencies do not matter. */
  readonly region: string | undefined
  /** Chance of each team to win. */
  readonly winChances: readonly number[]
}

export interface ProposedTeam<T extends Ticket> {
  readonly tickets: readonly T[]
  readonly players: readonly SeatedPlayer[]
}

/** What was found, with its region, roles and chances. */
export function proposed<T extends Ticket>(pool: Pool<T>, { teams }: Found): ProposedMatch<T> {
  const { shape } = pool.rules
  const slots = shape.kind === 'teams' ? Object.values(shape.roles ?? {}) : []
  const ids = teams.flat().sort((a, b) => a - b)
  const region = pool.regions[bestRegion(pool, ids)]
  return {
    tickets: ids.map((id) => pool.ticket(id)),
    teams: teams.map((team) => ({
      tickets: team.map((id) => pool.ticket(id)),
      players: seated(pool, team, slots),
    })),
    region,
    winChances: winChances(teams.map((team) => strengthOf(pool, team))),
  }
}

function strengthOf<T extends Ticket>(pool: Pool<T>, ids: readonly number[]): TeamStrength {
  const strength = { mu: 0, variance: 0 }
  for (const id of ids) {
    strength.mu += pool.mu[id] as number
    strength.variance += pool.variance[id] as number
  }
  return strength
}

function bestRegion<T extends Ticket>(pool: Pool<T>, ids: readonly number[]): number {
  let best = 0
  let bestMs = Number.POSITIVE_INFINITY
  for (let region = 0; region < pool.regions.length; region += 1) {
    let worstMs = 0
    for (const id of ids) worstMs = Math.max(worstMs, pool.latencyOf(id, region))
    if (worstMs >= bestMs) continue
    best = region
    bestMs = worstMs
  }
  return best
}
