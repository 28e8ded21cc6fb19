import type { OpenMatch } from './open-match.ts'
import { assignRoles } from './role-slots.ts'
import type { Member, Ticket } from './ticket.ts'
import { roleBits } from './ticket-roles.ts'
import { type Widening, wideningProblem } from './widening.ts'

/** How a queue makes matches. All but `custom` is plain JSON. */
export interface QueueRules<T extends Ticket = Ticket> {
  readonly shape: Teams | FreeForAll
  /**
   * How far, in points (see `pointsPerMu`), others' ratings may lie from that of who has waited longest. None:
   * ratings do not matter.
   */
  readonly rating?: Widening | undefined
  /**
   * Points by which the tolerance grows for each point of the ticket's own uncertainty (sigma): who is new can be met
   * by more.
   */
  readonly uncertaintyShare: number
  /**
   * Where matches can be, and the round trip that each player bears. None: there is one place, or it does not matter.
   */
  readonly latency?: { readonly regions: readonly string[]; readonly limitMs: Widening } | undefined
  /**
   * By how many players the largest parties of the teams may differ: 0 lets four friends meet nobody but four
   * friends.
   */
  readonly partyDifference: Widening
  /** By how many points the sums of the teams' ratings may differ. */
  readonly teamDifference: Widening
  /** Names of properties that all tickets of a match share: a map, an input device. */
  readonly same: readonly string[]
  /** Whether tickets may fill seats of running matches. */
  readonly backfill: boolean
  readonly custom?: CustomRule<T> | undefined
}

export interface Teams {
  readonly kind: 'teams'
  readonly count: number
  /** Players in each. */
  readonly size: number
  /** How many of each role a team has: `{ tank: 1, healer: 1, damage: 3 }`; together `size`. */
  readonly roles?: Readonly<Record<string, number>>
}

export interface FreeForAll {
  readonly kind: 'freeForAll'
  readonly playersMin: number
  readonly playersMax: number
  /** How long a match that could start with fewer players waits for more, from its oldest ticket. */
  readonly gatherMs: number
}

/**
 * A game's own say, pure functions of their arguments. `accepts` is asked each time a ticket is about to join those
 * chosen so far: if it refuses some tickets, no more of them may please it. With `isComplete` they are all that the
 * match will have.
 */
export interface CustomRule<T extends Ticket> {
  accepts?(tickets: readonly T[], isComplete: boolean, running: OpenMatch | undefined): true | string
  /** Points added to the difference of two ratings, 0 or more; Infinity if these two never play together. */
  distance?(anchor: T, candidate: T): number
}

export const defaultRules = {
  rating: { start: 100, perSecond: 10, max: 1000 },
  uncertaintyShare: 0.25,
  latencyLimitMs: { start: 80, perSecond: 4, max: 200 },
  partyDifference: { start: 1, perSecond: 0.05, max: 100 },
  teamDifference: { start: 300, perSecond: 20, max: 3000 },
} as const

export type QueueSettings<T extends Ticket = Ticket> = Partial<QueueRules<T>> & Pick<QueueRules<T>, 'shape'>

/** More would make the sets of roles (2 to the power of this) too many to go through for each player. */
export const rolesMax = 6
/** A room of the engine has 128 slots. */
export const playersMax = 128

/**
 * Rules with a default for what is not said; `rating: undefined` says that ratings do not matter. Throws a RangeError
 * that names what is wrong.
 */
export function queueRules<T extends Ticket = Ticket>(settings: QueueSettings<T>): QueueRules<T> {
  const { latencyLimitMs: _, ...defaults } = defaultRules
  const rules = { ...defaults, same: [], backfill: true, ...settings }
  const problem = shapeProblem(rules.shape) ?? limitsProblem(rules)
  if (problem !== undefined) throw new RangeError(`queue rules: ${problem}`)
  return rules
}

/**
 * Why a ticket can never be matched in this queue, or undefined: to be said when it comes, not when it has waited in
 * vain.
 */
export function misfit(
  { shape }: QueueRules,
  { members, playersMin = 1, playersMax = 1e9 }: Ticket,
): string | undefined {
  const seats = shape.kind === 'teams' ? shape.size : shape.playersMax
  if (members.length > seats) return `a party may have at most ${seats} players here`
  if (shape.kind === 'freeForAll') {
    const [low, high] = [Math.max(playersMin, shape.playersMin), Math.min(playersMax, shape.playersMax)]
    return low > high || members.length > high
      ? `matches have ${shape.playersMin} to ${shape.playersMax} players`
      : undefined
  }
  if (playersMin > shape.count * shape.size || playersMax < shape.count * shape.size) {
    return `matches have ${shape.count * shape.size} players`
  }
  return shape.roles && roleMisfit(shape.roles, members)
}

function roleMisfit(roles: Readonly<Record<string, number>>, members: readonly Member[]): string | undefined {
  const names = Object.keys(roles)
  const played = members.map((member) => roleBits(names, member))
  if (played.includes(0)) return `roles are ${names.join(', ')}`
  return assignRoles(played, Object.values(roles)) ? undefined : 'a team has no roles for all of this party'
}

function shapeProblem(shape: Teams | FreeForAll): string | undefined {
  const isCount = (value: number) => Number.isInteger(value) && value >= 1 && value <= playersMax
  if (shape.kind === 'freeForAll') {
    const { playersMin: low, playersMax: high, gatherMs } = shape
    if (!isCount(low) || !isCount(high) || low > high)
      return `playersMin to playersMax must lie in 1 to ${playersMax}`
    return gatherMs >= 0 ? undefined : 'gatherMs must be a number from 0'
  }
  const { count, size, roles } = shape
  if (!isCount(count) || !isCount(size) || !isCount(count * size))
    return `count × size must lie in 1 to ${playersMax}`
  if (roles === undefined) return undefined
  const slots = Object.values(roles)
  if (slots.length > rolesMax || !slots.every(isCount))
    return `there may be 1 to ${rolesMax} roles, each played by one or more`
  return slots.reduce((sum, slot) => sum + slot, 0) === size ? undefined : 'the roles must add up to size'
}

function limitsProblem({
  rating,
  latency,
  partyDifference,
  teamDifference,
  uncertaintyShare,
}: QueueRules): string | undefined {
  const limits = { rating, 'latency.limitMs': latency?.limitMs, partyDifference, teamDifference }
  for (const [name, limit] of Object.entries(limits)) {
    const problem = limit && wideningProblem(limit)
    if (problem) return `${name}: ${problem}`
  }
  if (!(uncertaintyShare >= 0 && uncertaintyShare < Number.POSITIVE_INFINITY))
    return 'uncertaintyShare must be a number from 0'
  return latency?.regions.length === 0 ? 'latency.regions must name one or more' : undefined
}
