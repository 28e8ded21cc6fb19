import type { ArrivalTimeline } from '../client/arrival-timeline.ts'
import type { LocalClock } from '../client/local-clock.ts'
import { math } from '../game/math.ts'
import { predictedTicksMax } from './rollback-simulation.ts'

/**
 * The present is shown at most so far ahead of the confirmed tick expected by now. Below `predictedTicksMax` by the tick on the
 * way to which the present is, one for jitter, and one for a packet that is lost: it must not stand still for those.
 */
const aheadTicksMax = predictedTicksMax - 3
/** Faster or slower by this much while the delay changes. */
const dilationMax = 0.05
const snapTicks = 4

/**
 * The moment that is shown. It lags behind the hands' clock by the game's input delay; by more where the authority is so far
 * away that too much would have to be predicted: a longer delay of the hands is better than a world full of wrong guesses.
 */
export class PresentClock {
  private delayTicks: number
  private readonly delayTicksMin: number
  private lastTicks = 0

  constructor(
    inputDelayTicks: number,
    private readonly clock: LocalClock,
    private readonly timeline: ArrivalTimeline,
  ) {
    // The tick that the moment is on the way to must have its input.
    this.delayTicksMin = Math.max(inputDelayTicks, 1)
    this.delayTicks = this.delayTicksMin
  }

  /** In ticks with a fraction. */
  at(nowMs: number): number {
    const ahead = this.clock.now - this.timeline.tickAt(nowMs)
    const error = Math.max(this.delayTicksMin, ahead - aheadTicksMax) - this.delayTicks
    const step = Math.max(0, this.clock.now - this.lastTicks) * dilationMax
    this.lastTicks = this.clock.now
    this.delayTicks += Math.abs(error) > snapTicks ? error : math.clamp(error, -step, step)
    return this.clock.now - this.delayTicks
  }
}
