import type { PlacingWhy } from '@gameserver/protocol/http'
import type { PlacementHow } from './placed-match.ts'

export interface WaitingMatch {
  how: PlacementHow
  why: PlacingWhy
  /** Whose authorities are asked; null: all. */
  region: string | null
  since: Date
}

/** Waiting matches that have all in common. */
export interface WaitingMatches {
  how: PlacementHow
  why: PlacingWhy
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
  const [how, sinceMs, why, region] = answer as [PlacementHow, number, PlacingWhy, string]
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
  why: PlacingWhy,
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
