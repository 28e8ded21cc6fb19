import type { AnyGame, PlayerSlot } from '../game/define-game.ts'
import { copyOf, type Proposing, proposingOf } from '../game/proposal.ts'
import type { EntityMap } from '../schema/entity-map.ts'
import type { StructValue } from '../schema/struct-coder.ts'
import { Cadence, type Heard, type Presses } from './cadence.ts'
import { Movement, type MovementBreach, type MovementLimits, movementLimitsOf } from './movement.ts'

/** A breach of a game's declared rules by an input that was legal in itself. */
export type Breach = 'too_frequent' | MovementBreach

interface Conduct {
  readonly cadence: Cadence
  readonly movement: Movement | undefined
}

/**
 * Looks at each input as its tick comes, and corrects what breaks a rule: a button pressed too soon counts as not pressed, a
 * proposal that leads too far leaves the entity as it is, and so does a tick for which nothing came. What it returns is what
 * the tick is made with and what is recorded, so that whoever makes the tick again needs no referee. In mode `observer` breaches
 * are noted alone.
 */
export class Referee {
  readonly isNeeded: boolean
  private readonly proposing: Proposing | undefined
  private readonly limits: MovementLimits | undefined
  private readonly isLenient: boolean
  private readonly conducts = new Map<PlayerSlot, Conduct>()

  constructor(private readonly game: AnyGame) {
    this.proposing = proposingOf(game)
    this.limits = movementLimitsOf(game)
    this.isLenient = game.mode === 'observer'
    const hasCadence = Object.keys(game.rules?.cadenceTicks ?? {}).length > 0
    this.isNeeded = hasCadence || this.proposing !== undefined
  }

  /** What is remembered of the players' presses, for who takes the match over. */
  presses(): ReadonlyMap<PlayerSlot, Presses> {
    return new Map([...this.conducts].map(([slot, { cadence }]) => [slot, cadence.presses()]))
  }

  /**
   * Goes on from what another one remembered. Of the players' ways nothing is: while a match changed hands nobody was heard, and
   * all may make up for that.
   */
  resume(presses: ReadonlyMap<PlayerSlot, Presses>): void {
    for (const [slot, before] of presses) this.conducts.set(slot, this.conductFrom(before))
  }

  /** Instead of `review`, for a tick that was made with `input`, reviewed already. */
  follow(slot: PlayerSlot, tick: number, input: StructValue): void {
    if (this.isNeeded) this.conductOf(slot).cadence.follow(tick, input)
  }

  forget(slot: PlayerSlot): void {
    this.conducts.delete(slot)
  }

  /** The player's inputs after `inputTick` know of the state after `knownTick`. */
  learns(slot: PlayerSlot, inputTick: number, knownTick: number): void {
    this.conducts.get(slot)?.movement?.learns(inputTick, knownTick)
  }

  /**
   * `input` as it may be played at `tick`, and the breaches found. `input` itself, which may be an older one repeated if none was
   * heard for the tick, is left as it is.
   */
  review(
    slot: PlayerSlot,
    tick: number,
    input: StructValue,
    heard: Heard,
    world: StructValue,
  ): { input: StructValue; breaches: readonly Breach[] } {
    const { cadence, movement } = this.conductOf(slot)
    const { early, isBreach } = cadence.review(tick, input, heard)
    const breaches: Breach[] = isBreach ? ['too_frequent'] : []
    const own = this.ownEntity(slot, world)
    const isHeard = heard.has(tick)
    const verdict = movement?.review(tick, isHeard ? input : undefined, own) ?? 'accepted'
    if (verdict === 'too_fast' || verdict === 'teleported') breaches.push(verdict)
    const stays = !isHeard || (verdict !== 'accepted' && !this.isLenient)
    return { input: this.corrected(input, this.isLenient ? [] : early, stays ? own : undefined), breaches }
  }

  private corrected(
    input: StructValue,
    early: readonly string[],
    kept: StructValue | undefined,
  ): StructValue {
    if (early.length === 0 && (kept === undefined || this.proposing === undefined)) return input
    const corrected = { ...input }
    for (const field of early) corrected[field] = false
    if (kept) for (const field of this.proposing?.fields ?? []) corrected[field] = copyOf(kept[field])
    return corrected
  }

  private ownEntity(slot: PlayerSlot, world: StructValue): StructValue | undefined {
    const map = this.proposing && (world[this.proposing.map] as EntityMap<StructValue>)
    return map?.get(slot)
  }

  private conductOf(slot: PlayerSlot): Conduct {
    const known = this.conducts.get(slot)
    if (known !== undefined) return known
    const conduct = this.conductFrom(undefined)
    this.conducts.set(slot, conduct)
    return conduct
  }

  private conductFrom(before: Presses | undefined): Conduct {
    return {
      cadence: new Cadence(this.game.rules ?? {}, before),
      movement: this.limits && new Movement(this.limits),
    }
  }
}
