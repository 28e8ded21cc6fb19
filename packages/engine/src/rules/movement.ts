import type { AnyGame } from '../game/define-game.ts'
import { math } from '../game/math.ts'
import { placeAxesOf, proposingOf } from '../game/proposal.ts'
import type { StructValue } from '../schema/struct-coder.ts'

/** Way that a player who wasn't heard may make up for afterwards. */
export const unheardMsMax = 500
/** Way that a player who was heard to stand may make up for: pages that are drawn slowly move by leaps. */
const heardMsMax = 100
/** Clocks are steered by up to this share: who moves by the wall's clock moves faster by as much in a tick. */
const speedTolerance = 1.05
/** Beyond what rounding explains. */
const toleranceUnits = 0.05
/** From the news of a correction to a proposal that heeds it: a page's few pictures. */
const heedMs = 100
/** Who acknowledges nothing can't be said to know of a correction; after this long it counts nevertheless. */
const unawareMsMax = 2000

export type MovementBreach = 'too_fast' | 'teleported'
/** What becomes of a proposal: `ignored` is refused too, but nobody's fault. */
export type MovementVerdict = 'accepted' | 'ignored' | MovementBreach

export interface MovementLimits {
  readonly axes: readonly string[]
  readonly unitsPerTick: number
  readonly teleportUnits: number
  /** By so much may a proposal be off the way that was allowed. */
  readonly slackUnits: number
  readonly unheardUnitsMax: number
  readonly heardUnitsMax: number
  readonly heedTicks: number
  readonly unawareTicksMax: number
  /** Breaches change nothing. */
  readonly isLenient: boolean
}

/** Since when the entity is elsewhere than its player thinks, and the tick from which on the player's inputs know of it. */
interface Correction {
  readonly sinceTick: number
  awareTick: number
}

/** What a game's rules say of proposals; undefined if they limit no way, or if there are no proposals. */
export function movementLimitsOf(game: AnyGame): MovementLimits | undefined {
  const proposing = proposingOf(game)
  const axes = proposing === undefined ? [] : placeAxesOf(game, proposing)
  const { maxSpeed = Number.POSITIVE_INFINITY, teleportUnits = Number.POSITIVE_INFINITY } = game.rules ?? {}
  if (axes.length === 0 || (maxSpeed === Number.POSITIVE_INFINITY && teleportUnits === maxSpeed))
    return undefined
  const ticksIn = (ms: number): number => math.ceil((ms * game.tickRate) / 1000)
  const diagonal = math.sqrt(axes.reduce((sum, { step }) => sum + step * step, 0))
  return {
    axes: axes.map(({ name }) => name),
    unitsPerTick: (maxSpeed * speedTolerance) / game.tickRate,
    teleportUnits,
    slackUnits: diagonal + toleranceUnits,
    unheardUnitsMax: (maxSpeed * unheardMsMax) / 1000,
    heardUnitsMax: (maxSpeed * heardMsMax) / 1000,
    heedTicks: ticksIn(heedMs),
    unawareTicksMax: ticksIn(unawareMsMax),
    isLenient: game.mode === 'observer',
  }
}

/**
 * The way of one player's own entity, as the player proposes it. An anchor follows the proposals at top speed, and a proposal
 * must be within a small slack of where the anchor can get: adding up the lengths of steps instead would refuse honest
 * players, whose rounded steps along a diagonal are longer than their way, or let small steps through that sum up.
 *
 * After a refusal, and whenever the game itself puts the entity elsewhere, the player goes on from the old place until the news has
 * come. Such proposals are ignored, and count as breaches only from when the player's acknowledgements say that it knew.
 */
export class Movement {
  private readonly anchor: number[]
  /** Where the entity is after a step that doesn't move it. */
  private readonly expected: number[]
  private allowanceUnits: number
  private isThere = false
  private correction: Correction | undefined

  /** `allowanceUnits`: what the player may make up for in the beginning. */
  constructor(
    private readonly limits: MovementLimits,
    allowanceUnits = limits.unheardUnitsMax,
  ) {
    this.anchor = limits.axes.map(() => 0)
    this.expected = limits.axes.map(() => 0)
    this.allowanceUnits = allowanceUnits
  }

  /** The player's inputs after `inputTick` know of the state after `knownTick`. */
  learns(inputTick: number, knownTick: number): void {
    const { correction } = this
    if (correction !== undefined && knownTick >= correction.sinceTick)
      correction.awareTick = math.min(correction.awareTick, inputTick)
  }

  /** To be asked once for each tick. `proposed` is undefined if nothing was heard for it: the entity should stay then. */
  review(tick: number, proposed: StructValue | undefined, own: StructValue | undefined): MovementVerdict {
    if (own === undefined) {
      if (this.isThere) this.allowanceUnits = 0
      this.isThere = false
      return 'accepted'
    }
    this.followGame(tick, own)
    const { unitsPerTick, unheardUnitsMax, heardUnitsMax } = this.limits
    const reachUnits = math.min(this.allowanceUnits + unitsPerTick, unheardUnitsMax + unitsPerTick)
    if (proposed === undefined) {
      this.allowanceUnits = math.min(reachUnits, unheardUnitsMax)
      this.expect(own)
      return 'accepted'
    }
    const breach = this.breachOf(proposed, own, reachUnits)
    if (breach !== undefined) return this.refuse(tick, breach, proposed, own)
    const usedUnits = this.pullAnchor(proposed, reachUnits)
    this.allowanceUnits = math.min(reachUnits - usedUnits, heardUnitsMax)
    if (!this.limits.isLenient) this.correction = undefined
    this.expect(proposed)
    return 'accepted'
  }

  private breachOf(proposed: StructValue, own: StructValue, reachUnits: number): MovementBreach | undefined {
    const { teleportUnits, slackUnits } = this.limits
    if (this.unitsBetween(proposed, this.placeOf(own)) > teleportUnits) return 'teleported'
    return this.unitsBetween(proposed, this.anchor) > reachUnits + slackUnits ? 'too_fast' : undefined
  }

  private refuse(
    tick: number,
    breach: MovementBreach,
    proposed: StructValue,
    own: StructValue,
  ): MovementVerdict {
    const verdict = this.isUnaware(tick) ? 'ignored' : breach
    if (this.limits.isLenient) {
      this.moveAnchor(proposed)
      this.allowanceUnits = 0
      this.expect(proposed)
    } else {
      if (verdict === breach) this.correction = { sinceTick: tick, awareTick: Number.POSITIVE_INFINITY }
      this.expect(own)
    }
    return verdict
  }

  private isUnaware(tick: number): boolean {
    if (this.correction === undefined) return false
    const { sinceTick, awareTick } = this.correction
    const { heedTicks, unawareTicksMax } = this.limits
    return tick <= math.min(awareTick + heedTicks, sinceTick + unawareTicksMax)
  }

  /** What the game moved by no more than players move is still the way that was allowed. */
  private followGame(tick: number, own: StructValue): void {
    const { axes, unitsPerTick, teleportUnits, slackUnits } = this.limits
    const movedUnits = this.unitsBetween(own, this.expected)
    if (this.isThere && movedUnits <= math.min(unitsPerTick + slackUnits, teleportUnits)) {
      for (const [index, axis] of axes.entries())
        (this.anchor[index] as number) += (own[axis] as number) - (this.expected[index] as number)
      return
    }
    if (this.isThere) this.allowanceUnits = 0
    this.isThere = true
    this.moveAnchor(own)
    this.correction = { sinceTick: tick - 1, awareTick: Number.POSITIVE_INFINITY }
  }

  /** Moves the anchor towards a place, by `unitsMax` at most; returns by how much. */
  private pullAnchor(place: StructValue, unitsMax: number): number {
    const { axes } = this.limits
    const units = this.unitsBetween(place, this.anchor)
    const share = units > unitsMax ? unitsMax / units : 1
    for (const [index, axis] of axes.entries()) {
      const from = this.anchor[index] as number
      this.anchor[index] = from + ((place[axis] as number) - from) * share
    }
    return units * share
  }

  private moveAnchor(place: StructValue): void {
    for (const [index, axis] of this.limits.axes.entries()) this.anchor[index] = place[axis] as number
  }

  private expect(place: StructValue): void {
    for (const [index, axis] of this.limits.axes.entries()) this.expected[index] = place[axis] as number
  }

  private placeOf(entity: StructValue): number[] {
    return this.limits.axes.map((axis) => entity[axis] as number)
  }

  private unitsBetween(place: StructValue, from: readonly number[]): number {
    let squares = 0
    for (const [index, axis] of this.limits.axes.entries()) {
      const units = (place[axis] as number) - (from[index] as number)
      squares += units * units
    }
    return math.sqrt(squares)
  }
}
