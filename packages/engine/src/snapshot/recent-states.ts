import { Tape } from '../schema/tape.ts'
import { slotsMax } from '../schema/types.ts'

/** Acknowledgements come back within half a second, at 30 snapshots a second, or not at all. */
const statesKept = 16

/** A scope's state as it was sent, and who has understood it. */
export interface RecentState {
  tick: number
  readonly state: Tape
  /** A 1 for each slot. */
  readonly holders: Uint8Array
}

/** The states of a scope in the last snapshots: what all have of them may serve as a baseline. */
export class RecentStates {
  private readonly ring: (RecentState | undefined)[] = new Array(statesKept).fill(undefined)

  constructor(private readonly sendTicks: number) {}

  keep(tick: number, state: Tape): void {
    const index = this.placeOf(tick)
    const place = this.ring[index] ?? {
      tick,
      state: new Tape(state.length),
      holders: new Uint8Array(slotsMax),
    }
    this.ring[index] = place
    place.tick = tick
    place.state.assign(state)
    place.holders.fill(0)
  }

  acknowledged(slot: number, tick: number): void {
    const place = this.ring[this.placeOf(tick)]
    if (place?.tick === tick) place.holders[slot] = 1
  }

  /** The player may hold none of them any more. */
  forget(slot: number): void {
    for (const place of this.ring) if (place !== undefined) place.holders[slot] = 0
  }

  /** The newest state after `tick` that all of these players have. */
  newestOfAll(slots: readonly number[], tick: number): RecentState | undefined {
    let best: RecentState | undefined
    for (const place of this.ring)
      if (
        place !== undefined &&
        place.tick > (best?.tick ?? tick) &&
        slots.every((slot) => place.holders[slot] === 1)
      )
        best = place
    return best
  }

  private placeOf(tick: number): number {
    return Math.floor(tick / this.sendTicks) % statesKept
  }
}
