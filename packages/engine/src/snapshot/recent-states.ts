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
  private readonly ring: RecentState[] = []
  private newest = -1

  keep(tick: number, state: Tape): void {
    this.newest = (this.newest + 1) % statesKept
    const place = this.ring[this.newest] ?? {
      tick,
      state: new Tape(state.length),
      holders: new Uint8Array(slotsMax),
    }
    this.ring[this.newest] = place
    place.tick = tick
    place.state.assign(state)
    place.holders.fill(0)
  }

  acknowledged(slot: number, tick: number): void {
    for (const place of this.ring)
      if (place.tick === tick) {
        place.holders[slot] = 1
        return
      }
  }

  /** The player may hold none of them any more. */
  forget(slot: number): void {
    for (const { holders } of this.ring) holders[slot] = 0
  }

  /** The newest state after `tick` that all of these players have. */
  newestOfAll(slots: readonly number[], tick: number): RecentState | undefined {
    let best: RecentState | undefined
    for (const place of this.ring)
      if (place.tick > (best?.tick ?? tick) && slots.every((slot) => place.holders[slot] === 1)) best = place
    return best
  }
}
