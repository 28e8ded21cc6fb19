import { noInputDepth } from '../input/input-queue.ts'
import type { ArrivalTimeline } from './arrival-timeline.ts'

/** The clock runs this much faster or slower while it corrects itself: too little to be felt. */
const dilationMax = 0.05
/** Errors above this many ticks are corrected at once. */
const snapTicks = 10
/** Depths are judged by their least in such a window, so that one early packet doesn't hide a late one. */
const windowMs = 500
/** At first a shorter look is enough. */
const firstWindowMs = 100
/** Windows that must agree before the lead is shortened; to lengthen it, one is enough. */
const shortenWindows = 4
/** Ticks of safety for each window with a late packet: one alone is soon forgotten, a few in ten seconds are not. */
const safetyPerLateWindow = 0.6
const safetyDecayPerWindow = 0.05
const safetyTicksMax = 6
/** Slack is known to a whole tick, rounded down; aim at the middle of the range. */
const unknownSlack = 0.5
/** A longer pause between two calls is sleep, not a slow page. */
const sleepMs = 250
/** The clock stops where snapshots have stayed away for this long: the authority stands still too. */
const patienceMs = 250
/** Never predict further than this beyond the newest snapshot, whatever the delay. Below the authority's limit on inputs. */
export const predictedTicksMax = 60
const smoothing = 0.1

/**
 * The player's own time in ticks. It runs ahead of the authority so that inputs arrive just before their tick, and is steered
 * by the slack with which the authority says they came.
 */
export class LocalClock {
  rttMs = 0
  inputDepth = 0
  private readonly tickMs: number
  private ticks = 0
  private lastMs = 0
  private pendingTicks = 0
  private isStarted = false
  /** Snapshots stayed away, and the clock has stopped at its limit. */
  private isHeld = false
  private leadTicks = 0
  private safetyTicks = 0
  /** The lead is a guess still, to be put right at once. */
  private isCoarse = true
  private leastSlack = Number.POSITIVE_INFINITY
  private windowEndMs = Number.POSITIVE_INFINITY
  private judgeAfterMs = 0
  private readonly recentLeast: number[] = []
  private newestSnapshotTick = 0

  constructor(
    tickRate: number,
    private readonly sendTicks: number,
    private readonly timeline: ArrivalTimeline,
  ) {
    this.tickMs = 1000 / tickRate
  }

  get isRunning(): boolean {
    return this.isStarted
  }

  /** Local time, in ticks with a fraction, as of the last `advance`. */
  get now(): number {
    return this.ticks
  }

  /** Moves on to `nowMs`; time that runs backwards stands still. */
  advance(nowMs: number): void {
    if (!this.isStarted) return
    const elapsedMs = Math.max(0, nowMs - this.lastMs)
    this.lastMs = Math.max(this.lastMs, nowMs)
    if (elapsedMs > sleepMs) this.wake(this.lastMs)
    else {
      const elapsedTicks = elapsedMs / this.tickMs
      const correction = clamp(this.pendingTicks, -elapsedTicks * dilationMax, elapsedTicks * dilationMax)
      this.pendingTicks -= correction
      this.ticks += elapsedTicks + correction
    }
    const limit = this.limit()
    if (this.ticks > limit) this.isHeld = true
    this.ticks = Math.min(this.ticks, limit)
  }

  /** A snapshot has come, with the depth that the authority measured for this player. */
  observe(snapshotTick: number, depth: number, nowMs: number): void {
    this.newestSnapshotTick = snapshotTick
    if (!this.isStarted) this.start(snapshotTick, nowMs)
    if (this.isHeld) this.wake(nowMs)
    const isAwake = nowMs - this.lastMs <= sleepMs
    if (depth === noInputDepth || !isAwake) return
    const localTicks = this.ticks + Math.max(0, nowMs - this.lastMs) / this.tickMs
    this.inputDepth = depth
    this.leadTicks = approach(this.leadTicks, localTicks - this.timeline.tickAt(nowMs))
    // The authority's own time is half a tick past its tick on average.
    const rttMs = Math.max(0, (localTicks - snapshotTick - depth + 0.5) * this.tickMs)
    this.rttMs = this.rttMs === 0 ? rttMs : approach(this.rttMs, rttMs)
    if (nowMs >= this.judgeAfterMs) this.judge(depth - this.sendTicks, nowMs)
  }

  private start(snapshotTick: number, nowMs: number): void {
    this.isStarted = true
    this.lastMs = nowMs
    this.leadTicks = this.sendTicks + 1
    this.ticks = snapshotTick + this.leadTicks
    this.windowEndMs = Number.POSITIVE_INFINITY
  }

  /** Slack: whole ticks that the oldest new input of a packet came before it was needed. */
  private judge(slack: number, nowMs: number): void {
    if (this.windowEndMs === Number.POSITIVE_INFINITY) this.windowEndMs = nowMs + firstWindowMs
    this.leastSlack = Math.min(this.leastSlack, slack)
    if (nowMs < this.windowEndMs) return
    const least = this.leastSlack
    this.leastSlack = Number.POSITIVE_INFINITY
    this.windowEndMs = nowMs + windowMs
    this.steer(least, nowMs)
  }

  private steer(least: number, nowMs: number): void {
    if (least < 0) this.safetyTicks = Math.min(this.safetyTicks + safetyPerLateWindow, safetyTicksMax)
    else this.safetyTicks = Math.max(0, this.safetyTicks - safetyDecayPerWindow)
    this.recentLeast.push(least)
    if (this.recentLeast.length > shortenWindows) this.recentLeast.shift()
    const wanted = Math.round(this.safetyTicks)
    const missing = wanted - least
    const spare = Math.min(...this.recentLeast) - wanted - unknownSlack
    const isSettled = this.isCoarse || this.recentLeast.length === shortenWindows
    const correction = missing > 0 ? missing : spare > 0 && isSettled ? -spare : 0
    if (correction !== 0 && (this.isCoarse || Math.abs(correction) > snapTicks)) this.leap(correction, nowMs)
    else if (correction !== 0) this.correct(correction, nowMs)
    this.isCoarse = false
  }

  private leap(ticks: number, nowMs: number): void {
    this.ticks += ticks
    this.leadTicks += ticks
    this.pendingTicks = 0
    this.judgeAnew(nowMs, 0)
  }

  private correct(ticks: number, nowMs: number): void {
    this.pendingTicks = ticks
    this.judgeAnew(nowMs, (Math.abs(ticks) * this.tickMs) / dilationMax)
  }

  /** Depths still on their way tell of the clock before it was corrected. */
  private judgeAnew(nowMs: number, correctingMs: number): void {
    this.recentLeast.length = 0
    this.judgeAfterMs = nowMs + correctingMs + this.rttMs + 2 * this.sendTicks * this.tickMs
    this.windowEndMs = this.judgeAfterMs + windowMs
  }

  /** Takes up the lead it had, wherever the authority's time is now. */
  private wake(nowMs: number): void {
    this.ticks = this.timeline.tickAt(nowMs) + this.leadTicks
    this.lastMs = nowMs
    this.pendingTicks = 0
    this.isHeld = false
    this.isCoarse = true
    this.judgeAnew(nowMs, 0)
  }

  private limit(): number {
    const expected = Math.max(this.leadTicks, 0) + patienceMs / this.tickMs
    return this.newestSnapshotTick + Math.min(expected, predictedTicksMax)
  }
}

function approach(value: number, sample: number): number {
  return value + (sample - value) * smoothing
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max)
}
