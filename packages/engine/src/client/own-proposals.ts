import type { AnyGame, PlayerSlot } from '../game/define-game.ts'
import { copyOf, type Proposing, proposingOf } from '../game/proposal.ts'
import { Movement, type MovementLimits, movementLimitsOf, unheardMsMax } from '../rules/movement.ts'
import type { EntityMap } from '../schema/entity-map.ts'
import type { StructValue } from '../schema/struct-coder.ts'
import type { SentInputs } from './sent-inputs.ts'

/** Holds what `unheardMsMax` is at the fastest rate; a power of two. */
const ringTicks = 64

type Place = readonly unknown[]

/**
 * What becomes of the own player's proposals, as far as this side can tell. Ticks are made again from where the authority says
 * that the player is: proposals sent before that was known would take the player back at once, had they not to pass here.
 */
export class OwnProposals {
  private readonly proposing: Proposing | undefined
  private readonly limits: MovementLimits | undefined
  private readonly unheardTicksMax: number
  private readonly places: Place[] = []
  private readonly placeTicks = new Int32Array(ringTicks).fill(-1)
  /** Since when the player may not have been heard, for all that is known. */
  private readonly sinceTicks = new Int32Array(ringTicks)
  private movement: Movement | undefined

  constructor(
    game: AnyGame,
    private readonly slot: PlayerSlot,
    private readonly sent: SentInputs,
  ) {
    this.proposing = proposingOf(game)
    this.limits = game.mode === 'validated' ? movementLimitsOf(game) : undefined
    this.unheardTicksMax = Math.min((unheardMsMax * game.tickRate) / 1000, ringTicks - 1)
  }

  /**
   * Goes on from a state that the authority has told. Who is where it was predicted to be some ticks earlier has not been heard
   * since: that way may be made up for. Who is anywhere else was put there.
   */
  restart(tick: number, world: StructValue): void {
    const { limits } = this
    const own = this.ownIn(world)
    if (limits === undefined || own === undefined) return
    const place = placeOf(own, limits)
    const sinceTick = this.lastThere(tick, place)
    const allowanceUnits = (tick - (sinceTick ?? tick)) * limits.unitsPerTick
    this.movement = new Movement(
      limits,
      sinceTick === undefined ? 0 : Math.max(allowanceUnits, limits.heardUnitsMax),
    )
    this.keep(tick, place, sinceTick ?? tick)
  }

  /** The input for a tick as the authority will play it, if it comes in time. `world` is that of the tick before. */
  at(tick: number, world: StructValue): StructValue {
    const input = this.sent.at(tick)
    const own = this.ownIn(world)
    if (this.proposing === undefined || own === undefined) return input
    const place = this.limits && placeOf(own, this.limits)
    if (place && !this.isAt(tick - 1, place)) this.keep(tick - 1, place, tick - 1)
    const isSent = this.sent.get(tick) !== undefined
    const verdict = this.movement?.review(tick, isSent ? input : undefined, own) ?? 'accepted'
    if (isSent && verdict === 'accepted') return input
    const kept = this.proposing.fields.map((field) => [field, copyOf(own[field])])
    return { ...input, ...Object.fromEntries(kept) }
  }

  /** When the player was last predicted to be there, and since when it may have stayed there unheard. */
  private lastThere(tick: number, place: Place): number | undefined {
    for (let ticks = 0; ticks <= this.unheardTicksMax; ticks++)
      if (this.isAt(tick - ticks, place)) return this.sinceTicks[(tick - ticks) & (ringTicks - 1)]
    return undefined
  }

  private isAt(tick: number, place: Place): boolean {
    const kept = this.places[tick & (ringTicks - 1)]
    return (
      this.placeTicks[tick & (ringTicks - 1)] === tick && place.every((value, axis) => value === kept?.[axis])
    )
  }

  private keep(tick: number, place: Place, sinceTick: number): void {
    this.places[tick & (ringTicks - 1)] = place
    this.placeTicks[tick & (ringTicks - 1)] = tick
    this.sinceTicks[tick & (ringTicks - 1)] = sinceTick
  }

  private ownIn(world: StructValue): StructValue | undefined {
    return this.proposing && (world[this.proposing.map] as EntityMap<StructValue>).get(this.slot)
  }
}

function placeOf(own: StructValue, { axes }: MovementLimits): Place {
  return axes.map((axis) => own[axis])
}
