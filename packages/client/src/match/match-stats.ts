import type { MatchClientStats } from '@gameserver/engine'
import type { Histogram } from './histogram.ts'
import type { DropReason } from './packet-reader.ts'
import type { Traffic } from './traffic.ts'

export interface MatchStats extends MatchClientStats {
  /** From handing an input to `advance` until its effect is back; InputLatency says how it is counted. */
  inputToStateMs: Histogram
  /** Inputs that the authority did not have in time and replaced by the ones before. */
  inputsLate: number
  /** Inputs that no snapshot confirmed within a second. */
  inputsLost: number
  sent: Readonly<Traffic>
  received: Readonly<Traffic>
  /** Packets not taken, by reason. */
  drops: ReadonlyMap<DropReason, number>
  /** Events of the game that could not be decoded. */
  malformedEvents: number
  /** Times the connection was lost, whoever restored it. */
  interruptions: number
  /** Times another authority went on with the match, without an interruption. */
  takeovers: number
  /** The longest time without a newer state since the match began, whatever the reason. */
  stateGapMsMax: number
}
