import type { AnyGame, WorldOf } from '../game/define-game.ts'
import { math } from '../game/math.ts'
import type { Simulation } from '../game/simulation.ts'
import { Tape } from '../schema/tape.ts'
import { type Moment, SeenWorlds } from './seen-worlds.ts'

/** How far a shooter's view is followed back unless the game says otherwise: Overwatch's figure. */
const rewindMsUsual = 250

/**
 * The states of the last snapshots, so that what a player did can be judged by what that player saw: lag compensation as in
 * Valve's Source (Bernier, 2001), with whole states instead of hit boxes.
 */
export class SentStates<G extends AnyGame> {
  private readonly ring: (Moment & { tick: number })[] = []
  private readonly seenWorlds: SeenWorlds<G>
  private readonly rewindTicks: number
  private readonly sendTicks: number
  private newestTick = -1

  constructor(game: G) {
    this.seenWorlds = new SeenWorlds(game)
    this.sendTicks = game.tickRate / game.sendRate
    this.rewindTicks = ((game.rules?.rewindMs ?? rewindMsUsual) * game.tickRate) / 1000
    const kept = Math.ceil(this.rewindTicks / this.sendTicks) + 2
    for (let index = 0; index < kept; index++) this.ring.push({ tick: -1, state: new Tape() })
  }

  /** Keeps the state of a tick at which a snapshot is due. */
  keep(simulation: Simulation<G>): void {
    const { tick } = simulation
    const place = this.placeOf(tick)
    place.tick = tick
    this.newestTick = tick
    simulation.save(place.state)
  }

  /** The moment of a view that is followed: no further back than the game allows, nor beyond the newest snapshot. */
  shownSixteenths(shownTick: number, nowTick: number): number {
    const earliest = Math.max(nowTick - this.rewindTicks, 0)
    return Math.round(math.clamp(shownTick, earliest, Math.max(this.newestTick, earliest)) * 16)
  }

  /** The world as it was shown at a moment of `shownSixteenths`; undefined before the first snapshot. */
  seenAt(shownSixteenths: number): WorldOf<G> | undefined {
    if (this.newestTick < 0) return undefined
    const tick = shownSixteenths / 16
    const earlier = Math.floor(tick / this.sendTicks) * this.sendTicks
    const from = this.at(earlier) ?? this.at(this.newestTick)
    const to = this.at(earlier + this.sendTicks) ?? from
    return from && to && this.seenWorlds.between(from, to, tick)
  }

  /** Good until the ring has come round. */
  at(tick: number): Moment | undefined {
    const place = this.placeOf(tick)
    return place.tick === tick ? place : undefined
  }

  /** Copies of what is kept, the oldest first. */
  moments(): Moment[] {
    return this.ring
      .filter(({ tick }) => tick >= 0)
      .sort((a, b) => a.tick - b.tick)
      .map(({ tick, state }) => ({ tick, state: state.copy() }))
  }

  /** Goes on from what another one kept. */
  restore(moments: readonly Moment[]): void {
    for (const place of this.ring) place.tick = -1
    this.newestTick = -1
    for (const { tick, state } of moments) {
      const place = this.placeOf(tick)
      place.tick = tick
      place.state.assign(state)
      this.newestTick = tick
    }
  }

  private placeOf(tick: number): Moment & { tick: number } {
    const index = Math.round(tick / this.sendTicks) % this.ring.length
    return this.ring[index] as Moment & { tick: number }
  }
}
