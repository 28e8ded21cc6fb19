import type { AnyGame, PlayerSlot, Rules } from '../game/define-game.ts'
import { math } from '../game/math.ts'
import { type Proposing, proposingOf } from '../game/proposal.ts'
import type { EntityMap } from '../schema/entity-map.ts'
import type { StructValue } from '../schema/struct-coder.ts'

/** A breach of a game's declared rules by an input that was legal in itself. */
export type Breach = 'too_frequent' | 'too_fast' | 'teleported'

/** Who was not heard for longer than this doesn't save up more way to go. */
const allowanceMsMax = 500
/** Positions are rounded, and clocks drift: a proposal may be this share faster than allowed, and a little more. */
const speedTolerance = 1.05
const toleranceUnits = 0.05

const axes = ['x', 'y', 'z'] as const

interface Conduct {
  readonly pressedTicks: Map<string, number>
  wasHeld: Set<string>
  /** Units that the own entity may still move. */
  allowance: number
}

/**
 * Looks at each input as its tick comes, and corrects what breaks a rule: a button pressed too soon counts as not pressed, a
 * proposal that leads too far leaves the entity where it is. What it returns is what the tick is made with and what is
 * recorded, so that whoever makes the tick again needs no referee. In mode `observer` breaches are noted alone.
 */
export class Referee {
  private readonly rules: Rules<unknown, Record<string, unknown>>
  private readonly cadence: readonly [field: string, ticks: number][]
  private readonly proposing: Proposing | undefined
  private readonly axes: readonly string[]
  private readonly unitsPerTick: number
  private readonly allowanceMax: number
  private readonly isLenient: boolean
  private readonly conducts = new Map<PlayerSlot, Conduct>()

  constructor(game: AnyGame) {
    this.rules = game.rules ?? {}
    this.cadence = Object.entries(this.rules.cadenceTicks ?? {}) as [string, number][]
    this.proposing = proposingOf(game)
    this.axes = axes.filter((axis) => this.proposing?.fields.includes(axis))
    this.isLenient = game.mode === 'observer'
    const { maxSpeed } = this.rules
    this.unitsPerTick = maxSpeed === undefined ? Number.POSITIVE_INFINITY : maxSpeed / game.tickRate
    this.allowanceMax = maxSpeed === undefined ? Number.POSITIVE_INFINITY : (maxSpeed * allowanceMsMax) / 1000
  }

  get isNeeded(): boolean {
    return this.cadence.length > 0 || this.axes.length > 0
  }

  forget(slot: PlayerSlot): void {
    this.conducts.delete(slot)
  }

  /** `input` as it may be played at `tick`, and the breach found, if any. `input` itself is left as it is. */
  review(
    slot: PlayerSlot,
    tick: number,
    input: StructValue,
    world: StructValue,
  ): { input: StructValue; breach: Breach | undefined } {
    const conduct = this.conductOf(slot)
    const early = this.pressedTooSoon(conduct, tick, input)
    const breach = this.moveBreach(conduct, slot, input, world)
    if (early.length === 0 && breach === undefined) return { input, breach: undefined }
    if (this.isLenient) return { input, breach: breach ?? 'too_frequent' }
    const corrected = { ...input }
    for (const field of early) corrected[field] = false
    const own = breach && this.ownEntity(slot, world)
    if (own) for (const field of this.proposing?.fields ?? []) corrected[field] = own[field]
    return { input: corrected, breach: breach ?? 'too_frequent' }
  }

  /** A press that doesn't count isn't held either: it begins when the time has come, if the button is still down. */
  private pressedTooSoon(conduct: Conduct, tick: number, input: StructValue): string[] {
    const early: string[] = []
    for (const [field, ticks] of this.cadence) {
      if (input[field] !== true) {
        conduct.wasHeld.delete(field)
        continue
      }
      if (conduct.wasHeld.has(field)) continue
      if (tick - (conduct.pressedTicks.get(field) ?? Number.NEGATIVE_INFINITY) < ticks) early.push(field)
      else {
        conduct.pressedTicks.set(field, tick)
        conduct.wasHeld.add(field)
      }
    }
    return early
  }

  private moveBreach(
    conduct: Conduct,
    slot: PlayerSlot,
    input: StructValue,
    world: StructValue,
  ): Breach | undefined {
    if (this.axes.length === 0) return undefined
    const own = this.ownEntity(slot, world)
    if (own === undefined) return undefined
    let squared = 0
    for (const axis of this.axes) {
      const moved = (input[axis] as number) - (own[axis] as number)
      squared += moved * moved
    }
    const units = math.sqrt(squared)
    conduct.allowance = Math.min(conduct.allowance + this.unitsPerTick * speedTolerance, this.allowanceMax)
    if (units > (this.rules.teleportUnits ?? Number.POSITIVE_INFINITY)) return 'teleported'
    if (units > conduct.allowance + toleranceUnits) return 'too_fast'
    conduct.allowance = Math.max(0, conduct.allowance - units)
    return undefined
  }

  private ownEntity(slot: PlayerSlot, world: StructValue): StructValue | undefined {
    const map = this.proposing && (world[this.proposing.map] as EntityMap<StructValue>)
    return map?.get(slot)
  }

  private conductOf(slot: PlayerSlot): Conduct {
    const known = this.conducts.get(slot)
    if (known !== undefined) return known
    const conduct: Conduct = { pressedTicks: new Map(), wasHeld: new Set(), allowance: this.unitsPerTick }
    this.conducts.set(slot, conduct)
    return conduct
  }
}
