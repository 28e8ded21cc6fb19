import { findLive, findLiveAmong, type LiveCursor } from '@gameserver/storage/match-sweep'
import type { PlacementJob, PlacementQueue } from '@gameserver/storage/placement/placement-queue'
import type { Sql } from '@gameserver/storage/postgres'

/** Live matches that are looked at in one pass; the next pass goes on behind them. A millisecond of Redis' time. */
const lookedAtMax = 1_000

/**
 * Finds live matches that nobody plays and nobody is asked to take: Redis was wiped while their owner was dead, or died together
 * with it. Owners that live tell a wiped Redis what they have, by their next beat; so a match is given out only when it has been
 * found forgotten in each of `sightings` passes. Passes are counted and not seconds, so that no time counts in which Redis, or this
 * process, stood still, and the owners could not tell.
 */
export class ForgottenMatches {
  readonly #sql: Sql
  readonly #placement: PlacementQueue
  readonly #sightings: number
  /** In how many passes in a row each was forgotten. */
  #suspects = new Map<string, number>()
  #cursor: LiveCursor | undefined

  constructor(options: { sql: Sql; placement: PlacementQueue; sightings: number }) {
    this.#sql = options.sql
    this.#placement = options.placement
    this.#sightings = options.sightings
  }

  /** One pass. Returns those that have been forgotten for long enough. Rejects when Postgres or Redis do not answer. */
  async look(): Promise<PlacementJob[]> {
    const suspects = this.#suspects
    this.#suspects = new Map()
    const looked = await this.#lookedAt([...suspects.keys()])
    if (looked.size === 0) return []
    const overdue: PlacementJob[] = []
    const seen = new Map<string, number>()
    for (const matchId of await this.#placement.forgotten([...looked.keys()])) {
      const sightings = (suspects.get(matchId) ?? 0) + 1
      if (sightings < this.#sightings) seen.set(matchId, sightings)
      else overdue.push({ ...(looked.get(matchId) as PlacementJob), isTakeover: true })
    }
    this.#suspects = seen
    return overdue
  }

  async #lookedAt(suspectIds: readonly string[]): Promise<Map<string, PlacementJob>> {
    const { matches, next } = await findLive(this.#sql, { after: this.#cursor, count: lookedAtMax })
    this.#cursor = next
    const suspects = suspectIds.length > 0 ? await findLiveAmong(this.#sql, suspectIds) : []
    return new Map([...matches, ...suspects].map((match) => [match.matchId, match]))
  }
}
