import type { PlayerSlot } from '../game/define-game.ts'
import type { NamedValue } from '../game/named-codec.ts'
import type { Moment } from '../rewind/seen-worlds.ts'
import type { Presses } from '../rules/cadence.ts'
import type { Tape } from '../schema/tape.ts'
import type { Happening } from './tick-record.ts'

/** Where a match stands between two ticks. */
export interface Checkpoint {
  readonly tick: number
  /** With what came since the tick was made. */
  readonly state: Tape
  /** States of the last snapshots, the oldest first, for lag compensation. */
  readonly sent: readonly Moment[]
  /** What came since the tick was made; part of the next tick's record. */
  readonly happenings: readonly Happening[]
  /** What the game emitted in these; to be told with the next tick. */
  readonly emitted: readonly NamedValue[]
  /** What the rules remember: no cadence and no cooldown starts afresh when a match changes hands. */
  readonly presses: ReadonlyMap<PlayerSlot, Presses>
  readonly doneTicks: ReadonlyMap<string, number>
}
