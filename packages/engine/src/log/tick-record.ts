import type { Arrival } from '../game/arrival.ts'
import type { PlayerSlot } from '../game/define-game.ts'
import type { StructValue } from '../schema/struct-coder.ts'

/** What came from outside between two ticks, in the order in which it took effect. */
export type Happening =
  | ({ readonly type: 'join'; readonly slot: PlayerSlot } & Arrival<StructValue>)
  | { readonly type: 'leave'; readonly slot: PlayerSlot }
  | {
      readonly type: 'command'
      readonly slot: PlayerSlot
      readonly kind: number
      readonly value: StructValue
    }

/** All that entered the simulation for one tick: with the seed, settings and seats, a match is the sequence of these. */
export interface TickRecord {
  readonly tick: number
  /** Before the tick was made. */
  readonly happenings: readonly Happening[]
  /** Of each player who is there, as the step was given them. */
  readonly inputs: ReadonlyMap<PlayerSlot, StructValue>
  /**
   * What `asSeenBy` was asked for: by slot, the moment at which the player was shown the others, in sixteenths of a tick. Undefined
   * in most ticks, in which nobody was asked about.
   */
  readonly shown?: ReadonlyMap<PlayerSlot, number> | undefined
}
