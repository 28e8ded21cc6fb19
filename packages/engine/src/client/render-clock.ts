import type { ArrivalTimeline } from './arrival-timeline.ts'

/** Nearly all arrivals lie within this many mean deviations. */
const delayJitters = 3
const delayMsMax = 500
/** Slower and faster by this much at most while the delay adapts; as Mirror has it. */
const slowerMax = 0.04
const fasterMax = 0.02
/** Share of the error that is taken back within a second's worth of ticks. */
const stiffness = 0.1
const snapMs = 250

/** The moment, in ticks with a fraction, at which the others are shown: as late as the arrivals' jitter asks for. */
export class RenderClock {
  delayMs: number
  private readonly tickMs: number
  private readonly delayMsLeast: number
  private ticks: number | undefined
  private lastMs = 0

  constructor(
    tickRate: number,
    sendRate: number,
    private readonly timeline: ArrivalTimeline,
    delayIntervals: number,
  ) {
    this.tickMs = 1000 / tickRate
    this.delayMsLeast = (1000 / sendRate) * delayIntervals
    this.delayMs = this.delayMsLeast
  }

  /** Called for each snapshot; longer delays are taken up at once, shorter ones gradually. */
  adapt(): void {
    const wantedMs = Math.min(this.delayMsLeast + delayJitters * this.timeline.jitterMs, delayMsMax)
    this.delayMs = Math.max(wantedMs, this.delayMs + (wantedMs - this.delayMs) * 0.02)
  }

  /** Never goes back, unless by a leap. */
  advance(nowMs: number): number {
    const target = this.timeline.tickAt(nowMs) - this.delayMs / this.tickMs
    const elapsedTicks = Math.max(0, nowMs - this.lastMs) / this.tickMs
    this.lastMs = Math.max(this.lastMs, nowMs)
    if (this.ticks === undefined || Math.abs(target - this.ticks) > snapMs / this.tickMs) this.ticks = target
    else {
      const error = target - (this.ticks + elapsedTicks)
      this.ticks += elapsedTicks * (1 + Math.min(Math.max(error * stiffness, -slowerMax), fasterMax))
    }
    return this.ticks
  }
}
