import type { Missing } from './match-search.ts'
import { farthestMs, type Pool } from './pool.ts'
import type { Ticket } from './ticket.ts'
import { widened } from './widening.ts'

/** Why a ticket waits, for its player. */
export interface Waiting {
  readonly code: Missing['code']
  /** For people. It changes only when something does that they would notice: ratings are told in steps. */
  readonly text: string
  /** Place among those who wait, from 1; by age. */
  readonly position: number
  /** Of the search as it is now; undefined where ratings, or latencies, do not matter. */
  readonly tolerancePoints?: number
  readonly latencyLimitMs?: number
}

/** Tolerances are told in steps, or each pass would change the text of everybody who waits. */
const toldPoints = 50
const toldMs = 10

export function describeWaiting<T extends Ticket>(
  pool: Pool<T>,
  missing: ReadonlyMap<number, Missing>,
): [id: string, waiting: Waiting][] {
  const { rating, latency } = pool.rules
  const played = rolesPlayed(pool, missing)
  return [...missing].map(([id, lack], at) => {
    const tolerancePoints = roundUp(pool.tolerance[id] as number, toldPoints)
    const latencyLimitMs = latency && roundUp(widened(latency.limitMs, pool.waitedMs(id)), toldMs)
    const within = rating === undefined ? '' : ` within ${tolerancePoints} rating points`
    const waiting = {
      code: lack.code,
      text: textOf(pool, id, lack, `${within}${inRegions(pool, id)}`, played),
      position: at + 1,
      ...(rating === undefined ? {} : { tolerancePoints }),
      ...(latencyLimitMs === undefined ? {} : { latencyLimitMs }),
    }
    return [pool.ticket(id).id, waiting]
  })
}

function textOf<T extends Ticket>(
  pool: Pool<T>,
  id: number,
  lack: Missing,
  where: string,
  played: ReadonlySet<string>,
): string {
  switch (lack.code) {
    case 'players':
      return `needs ${lack.short} more ${lack.short === 1 ? 'player' : 'players'}${where}`
    case 'role':
      if (!played.has(lack.role)) return `no one in the queue plays ${lack.role}`
      return `needs ${lack.short} more to play ${lack.role}${where}`
    case 'roles':
      return `there is no one yet for some of the roles${where}`
    case 'fit':
      return `the parties in the queue do not add up to a match${where}`
    case 'parties':
      return lack.atLeast === undefined
        ? `waiting for parties of like size to play against each other${where}`
        : `needs a party of ${lack.atLeast} or more to play against${where}`
    case 'balance':
      return `teams would not be even${where}`
    case 'gather':
      return 'giving others a moment to join'
    case 'latency':
      return farAway(pool, id)
    case 'rule':
      return lack.text
  }
}

function inRegions<T extends Ticket>(pool: Pool<T>, id: number): string {
  if (pool.rules.latency === undefined) return ''
  const names = pool.regions.filter((_, region) => pool.canPlayIn(id, region))
  return names.length > 2 ? ` in ${names.length} regions` : ` in ${names.join(' or ')}`
}

function farAway<T extends Ticket>(pool: Pool<T>, id: number): string {
  const { latency } = pool.rules
  const [nearest] = pool.regions
    .map((region) => ({ region, ms: farthestMs(pool.ticket(id), region as string) }))
    .sort((a, b) => a.ms - b.ms)
  if (latency === undefined || nearest === undefined || nearest.ms === Number.POSITIVE_INFINITY) {
    return 'none of the regions was reached'
  }
  const limitMs = roundUp(widened(latency.limitMs, pool.waitedMs(id)), toldMs)
  const isNear = nearest.ms <= latency.limitMs.max
  const hope = isNear
    ? `the limit is ${limitMs} ms now, and widens`
    : `at most ${latency.limitMs.max} ms will do`
  return `the nearest region, ${nearest.region}, is ${Math.round(nearest.ms)} ms away; ${hope}`
}

function rolesPlayed<T extends Ticket>(pool: Pool<T>, missing: ReadonlyMap<number, Missing>): Set<string> {
  let bits = 0
  if (pool.roleNames.length > 0)
    for (const id of missing.keys()) for (const roles of pool.roles[id] ?? []) bits |= roles
  return new Set(pool.roleNames.filter((_, role) => bits & (1 << role)))
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step
}
