/** Weight of a new sample: a time constant of about a third of a second at 30 snapshots per second. */
const sampleWeight = 0.1
/** An arrival so far from what was expected means that the authority stood still, or this machine slept. */
const breakMs = 250

/** When snapshots arrive: the authority's ticks as this side sees them, with the transport's delay in them. */
export class ArrivalTimeline {
  /** Mean distance of arrivals from their expected time. */
  jitterMs = 0
  private readonly tickMs: number
  private firstTickMs: number | undefined

  constructor(tickRate: number) {
    this.tickMs = 1000 / tickRate
  }

  observe(tick: number, nowMs: number): void {
    const sampleMs = nowMs - tick * this.tickMs
    const early = sampleMs - (this.firstTickMs ?? sampleMs)
    if (this.firstTickMs === undefined || Math.abs(early) > breakMs) {
      this.firstTickMs = sampleMs
      return
    }
    this.firstTickMs += early * sampleWeight
    this.jitterMs += (Math.abs(early) - this.jitterMs) * sampleWeight
  }

  /** The tick, with a fraction, whose snapshot is expected now. */
  tickAt(nowMs: number): number {
    return this.firstTickMs === undefined ? 0 : (nowMs - this.firstTickMs) / this.tickMs
  }
}
