import type { PlacementHow } from './placed-match.ts'

/**
 * Why a match waits; what is further down is closer to being played. `retried`: who had it could not open it, and there is nobody
 * else. `soon`: an authority is about to take it. `quarantined`: matches of the game have killed their authorities.
 */
export type WaitingWhy =
  | 'no_authority'
  | 'no_region'
  | 'no_game'
  | 'draining'
  | 'no_capacity'
  | 'overloaded'
  | 'retried'
  | 'soon'
  | 'quarantined'

export interface WaitingMatch {
  how: PlacementHow
  why: WaitingWhy
  /** Whose authorities are asked; null: all. */
  region: string | null
  since: Date
}

/** Waiting matches that have all in common. */
export interface WaitingMatches {
  how: PlacementHow
  why: WaitingWhy
  game: string
  region: string | null
  count: number
  /** How long the one has waited that has waited longest. */
  oldestSeconds: number
}

/** An authority that is alive, as it has told last. */
export interface SeenAuthority {
  id: string
  host: string
  region: string | null
  /** Those included that it prepares to take. */
  matches: number
  capacity: number
  cpuShare: number
  tickLagMs: number
  isDraining: boolean
  isSpare: boolean
}

export interface PlacementOverview {
  waiting: WaitingMatches[]
  authorities: SeenAuthority[]
}

export function readWaiting(answer: unknown): WaitingMatch | undefined {
  if (answer === null) return undefined
  const [how, sinceMs, why, region] = answer as [PlacementHow, number, WaitingWhy, string]
  return { how, why, region: region || null, since: new Date(sinceMs) }
}

export function readOverview(answer: unknown): PlacementOverview {
  const [waiting, authorities] = answer as [WaitingRow[], AuthorityRow[]]
  return {
    waiting: waiting.map(([how, why, game, region, count, oldestMs]) => {
      return { how, why, game, region: region || null, count, oldestSeconds: oldestMs / 1_000 }
    }),
    authorities: authorities.map(
      ([id, host, region, matches, capacity, cpuShare, tickLagMs, isDraining, isSpare]) => ({
        ...{ id, host, region: region || null, matches, capacity },
        cpuShare: Number(cpuShare),
        tickLagMs: Number(tickLagMs),
        isDraining: isDraining === 1,
        isSpare: isSpare === 1,
      }),
    ),
  }
}

type WaitingRow = [
  how: PlacementHow,
  why: WaitingWhy,
  game: string,
  region: string,
  count: number,
  oldestMs: number,
]

type AuthorityRow = [
  id: string,
  host: string,
  region: string,
  matches: number,
  capacity: number,
  cpuShare: string,
  tickLagMs: string,
  isDraining: number,
  isSpare: number,
]
