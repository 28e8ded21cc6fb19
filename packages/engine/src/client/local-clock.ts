import { math } from '../game/math.ts'
import { catchUpMsMax, depthsPerTick, noInputDepth } from '../input/input-queue.ts'
import type { ArrivalTimeline } from './arrival-timeline.ts'
import type { Takeover } from './play-client.ts'

/** The clock runs this much faster or slower while it corrects itself: too little to be felt. */
const dilationMax = 0.05
/** Errors above this many ticks are corrected at once. */
const snapTicks = 10
/** Packets judged by: three seconds of them at 30 a second. Of several the authority may tell but the least depth. */
const packetsJudged = 90
/** One packet among these that came later than all others by more than this was held up by chance: nobody waits for it. */
const stragglerTicks = 0.5
/**
 * Beyond a packet's own length, until the first guess. Enough for most lines, so that not even the first inputs are late; a
 * longer one would be felt, and tell in the latency of the first tenths of a second.
 */
const sparedAtStartTicks = 3
/** The first guess needs no more than this to be put right. */
const packetsForGuess = 4
/**
 * While a match begins its machines are busy with it: late inputs are put right at once, since nobody steers finely yet. What
 * was heard until then is forgotten but for the newest, and the lead guessed anew from these.
 */
const packetsOfBeginning = 24
const packetsKeptOfBeginning = 8
/** Time to spare beyond what the packets judged by would have needed. */
const sparedTicks = 0.1
/** Errors below this are left: the next packet may say otherwise. */
const toleranceTicks = 0.1
/** A longer pause between two calls is sleep, not a slow page. */
const sleepMs = 250
/** The clock stops where snapshots have stayed away for this long: the authority stands still too. */
const patienceMs = 250
/** Never predict further than this beyond the newest snapshot, whatever the delay. Below the authority's limit on inputs. */
export const predictedTicksMax = 60
/** An authority that took the match over has said so, and sends nothing before it has made up for what was missed. */
const takeoverPatienceMs = 1_000
const smoothing = 0.1
/** Depths are told at least as often as each so many packets. */
const toldPacketsMax = 4

interface NeededLead {
  readonly tick: number
  readonly lead: number
}

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
  /** Between two calls of `advance`: a packet leaves up to this long after its tick. */
  private pauseTicks = 0
  /** How long packets wait for the call that sends them, of late. */
  private waitTicks = 0
  /** The lead is a guess still, to be put right at once. */
  private isCoarse = true
  private judgeAfterMs = 0
  /** By the tick they were told at: the leads with which packets would just have been in time. */
  private readonly neededLeads: NeededLead[] = []
  private firstToldTick = -1
  private lastToldTick = -1
  /** Depths come this far apart; each is the least of so many ticks. */
  private toldTicks: number
  private isBeginning = true
  private newestSnapshotTick = 0
  /** Another authority has the match, and no snapshot of it has come yet. */
  private isTakenOver = false

  constructor(
    tickRate: number,
    private readonly sendTicks: number,
    private readonly timeline: ArrivalTimeline,
  ) {
    this.tickMs = 1000 / tickRate
    this.toldTicks = sendTicks
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
      this.pauseTicks = approach(this.pauseTicks, elapsedTicks)
      const correction = math.clamp(
        this.pendingTicks,
        -elapsedTicks * dilationMax,
        elapsedTicks * dilationMax,
      )
      this.pendingTicks -= correction
      this.ticks += elapsedTicks + correction
    }
    const limit = this.limit()
    if (this.ticks > limit) this.isHeld = true
    this.ticks = Math.min(this.ticks, limit)
  }

  /** The packet that ends with `tick` leaves now. */
  sent(tick: number): void {
    this.waitTicks = approach(this.waitTicks, this.ticks - tick)
  }

  /** A snapshot has come, with the depth that the authority measured for this player; undefined: it tells others' depths. */
  observe(snapshotTick: number, depth: number | undefined, nowMs: number): void {
    this.newestSnapshotTick = snapshotTick
    if (!this.isStarted) this.start(snapshotTick, nowMs)
    if (this.isHeld || (this.isTakenOver && this.isFarOff(nowMs))) this.wake(nowMs)
    this.isTakenOver = false
    const isAwake = nowMs - this.lastMs <= sleepMs
    if (depth === undefined || depth === noInputDepth || !isAwake) return
    this.told(snapshotTick)
    const localTicks = this.ticks + Math.max(0, nowMs - this.lastMs) / this.tickMs
    this.inputDepth = depth / depthsPerTick
    const lead = localTicks - this.timeline.tickAt(nowMs)
    this.leadTicks = approach(this.leadTicks, lead)
    const rttMs = Math.max(0, (localTicks - snapshotTick - this.inputDepth) * this.tickMs)
    this.rttMs = this.rttMs === 0 ? rttMs : approach(this.rttMs, rttMs)
    const slack = this.inputDepth - (this.sendTicks - 1)
    if (nowMs >= this.judgeAfterMs) this.judge(slack, lead, nowMs)
  }

  /**
   * Another authority has the match. `dueTick` is the one that it would have made as it said so, had it had the match all the time,
   * and makes up to at once; undefined: its first snapshot tells where it goes on, which may be earlier. Either way the clock is
   * put there, and is not steered there.
   */
  takenOver({ tick, dueTick }: Takeover, nowMs: number): void {
    this.isTakenOver = true
    if (!this.isStarted || dueTick === undefined) return
    // What is said reliably may come late; but time did not go back unless too much was to be made up for.
    const expectedTick = Math.min(this.timeline.tickAt(nowMs), tick + catchUpMsMax / this.tickMs)
    const tickNow = Math.max(dueTick, expectedTick)
    this.timeline.observe(tickNow, nowMs)
    this.newestSnapshotTick = tickNow
    if (this.isHeld || this.isFarOff(nowMs)) this.wake(nowMs)
  }

  private isFarOff(nowMs: number): boolean {
    const localTicks = this.ticks + Math.max(0, nowMs - this.lastMs) / this.tickMs
    return Math.abs(this.timeline.tickAt(nowMs) + this.leadTicks - localTicks) > snapTicks
  }

  private start(snapshotTick: number, nowMs: number): void {
    this.isStarted = true
    this.lastMs = nowMs
    this.leadTicks = this.sendTicks + sparedAtStartTicks
    this.ticks = snapshotTick + this.leadTicks
  }

  private told(tick: number): void {
    if (this.firstToldTick < 0) this.firstToldTick = tick
    const sinceTicks = this.lastToldTick < 0 ? this.sendTicks : tick - this.lastToldTick
    this.toldTicks = math.clamp(sinceTicks, this.sendTicks, toldPacketsMax * this.sendTicks)
    this.lastToldTick = tick
  }

  /** Slack: ticks by which the oldest new input of a packet came before the step that needed it. */
  private judge(slack: number, lead: number, nowMs: number): void {
    const { neededLeads, sendTicks } = this
    const tick = this.lastToldTick
    // Pictures and ticks drift past each other: a wait that is short now may be a whole pause soon, all of a sudden.
    const longerWait = Math.max(0, this.pauseTicks - this.waitTicks)
    neededLeads.push({ tick, lead: lead - slack + longerWait })
    forgetBefore(neededLeads, tick - packetsJudged * sendTicks)
    const packetsHeard = (tick - this.firstToldTick + this.toldTicks) / sendTicks
    if (this.isBeginning && packetsHeard >= packetsOfBeginning) this.endBeginning(tick)
    if (this.isCoarse && packetsHeard < packetsForGuess) return
    const longest = (packetsJudged / 2) * sendTicks
    const error = sufficientLead(neededLeads, longest) + sparedTicks - lead
    if (this.isCoarse || Math.abs(error) > snapTicks || (this.isBeginning && error > 1))
      this.leap(error, nowMs)
    else this.pendingTicks = Math.abs(error) > toleranceTicks ? error : 0
    this.isCoarse = false
  }

  private endBeginning(tick: number): void {
    this.isBeginning = false
    this.isCoarse = true
    forgetBefore(this.neededLeads, tick - packetsKeptOfBeginning * this.sendTicks)
  }

  private leap(ticks: number, nowMs: number): void {
    this.ticks += ticks
    this.leadTicks += ticks
    this.pendingTicks = 0
    this.judgeAnew(nowMs)
  }

  /** Depths still on their way tell of the clock before it was corrected. */
  private judgeAnew(nowMs: number): void {
    this.judgeAfterMs = nowMs + this.rttMs + (this.sendTicks + this.toldTicks) * this.tickMs
  }

  /** Takes up the lead it had, wherever the authority's time is now. */
  private wake(nowMs: number): void {
    this.ticks = this.timeline.tickAt(nowMs) + this.leadTicks
    this.lastMs = nowMs
    this.pendingTicks = 0
    this.isHeld = false
    this.isCoarse = true
    this.judgeAnew(nowMs)
  }

  private limit(): number {
    const waitMs = this.isTakenOver ? takeoverPatienceMs : patienceMs
    const expected = Math.max(this.leadTicks, 0) + waitMs / this.tickMs
    return this.newestSnapshotTick + Math.min(expected, predictedTicksMax)
  }
}

/**
 * The lead that would have been enough for all packets, but for a single one that was held up much longer than the others:
 * that one is told from the others when these are from more than `longTicks`.
 */
function sufficientLead(neededLeads: readonly NeededLead[], longTicks: number): number {
  let greatest = Number.NEGATIVE_INFINITY
  let second = Number.NEGATIVE_INFINITY
  for (const { lead } of neededLeads) {
    if (lead > greatest) {
      second = greatest
      greatest = lead
    } else if (lead > second) second = lead
  }
  const spanTicks = (neededLeads.at(-1)?.tick ?? 0) - (neededLeads[0]?.tick ?? 0)
  const isAlone = greatest - second > stragglerTicks && spanTicks > longTicks
  return isAlone ? second : greatest
}

function forgetBefore(neededLeads: NeededLead[], tick: number): void {
  while (neededLeads[0] !== undefined && neededLeads[0].tick <= tick) neededLeads.shift()
}

function approach(value: number, sample: number): number {
  return value + (sample - value) * smoothing
}
