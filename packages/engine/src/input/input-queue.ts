import { math } from '../game/math.ts'
import type { InputPacket } from '../packets.ts'
import type { StructCoder, StructValue } from '../schema/struct-coder.ts'
import { sameWords, Tape } from '../schema/tape.ts'

/** Ticks after which a player who isn't heard from lets go of all keys; until then the last input is repeated. */
export const repeatTicksMax = 8

/**
 * Inputs ahead of the match by more than this are refused: about a second, since a player's clock may have run on while
 * the authority stood still.
 */
export const inputLeadTicksMax = 64

/** A packet whose newest input is older than this has been replayed, or was sent by a clock that makes no sense. */
export const inputAgeTicksMax = 256

/** Inputs for ticks that were made longer ago are forgotten. */
const keptTicks = 64
/** Must be a power of two, and hold `inputLeadTicksMax` ticks ahead and `keptTicks` behind. */
const ringTicksUsual = 128
/**
 * A match that was taken over makes up for `catchUpMsMax` of ticks at most, whose inputs come all at once: at the fastest rate 256 of
 * them, besides those of the usual ring.
 */
export const catchUpMsMax = 2_000
export const ringTicksTakenOver = 512

/** Depths are told in eighths of a tick: 2 ms at 60 Hz, and one byte for what is usual. */
export const depthsPerTick = 8
/** Depth of a player from whom no input has come yet. */
export const noInputDepth = -64 * depthsPerTick
/** Deeper ones say no more. */
const depthMax = 63 * depthsPerTick
/** A packet that comes right before a step must not look like one that comes right after it. */
const sinceStepMax = 1 - 1 / depthsPerTick

/** When a packet came. */
interface ArrivalTime {
  /** The one that the match has made. */
  readonly tick: number
  /** That are due since, and wait for their inputs. */
  readonly overdueTicks: number
  /** Of the way from there to the next one; undefined: the match is behind its time, and depths tell nothing. */
  readonly sinceStep: number | undefined
}

/** One player's inputs by tick: each is taken once, whenever and however often it came. */
export class InputQueue {
  /** Newest tick an input has come for; 0 for none. */
  newestTick = 0
  /** Inputs that came after their tick, so that the player's last one had been repeated. */
  lateCount = 0
  /** The moment at which the others were shown to the player when the input last taken was decided on. */
  shownTick = 0
  private readonly words: number
  private readonly ring: Int32Array
  private readonly ticks: Int32Array
  private readonly shownTicks: Float64Array
  private readonly tape = new Tape()
  private current: StructValue
  private missedTicks = 0
  private leastDepth = Number.POSITIVE_INFINITY
  private lastDepth: number | undefined

  /** Players send a packet every `sendTicks`. `ringTicks` must be a power of two. */
  constructor(
    private readonly coder: StructCoder,
    private readonly sendTicks: number,
    private readonly ringTicks = ringTicksUsual,
  ) {
    this.words = coder.words as number
    this.ring = new Int32Array(ringTicks * this.words)
    this.ticks = new Int32Array(ringTicks).fill(-1)
    this.shownTicks = new Float64Array(ringTicks)
    this.current = coder.initial()
  }

  has(tick: number): boolean {
    return this.ticks[tick & (this.ringTicks - 1)] === tick
  }

  /** The input that came for a tick of late, in time or not. */
  get(tick: number): StructValue | undefined {
    return this.has(tick) ? this.restore(tick) : undefined
  }

  /**
   * Takes those of the tape's `count` inputs that are new; the last one is for `newestTick`. `shownSixteenths` belongs to the newest
   * input: older ones were decided on as much earlier. Returns whether an input contradicts what had come for its tick before,
   * which stays.
   */
  accept(
    { newestTick, count, shownSixteenths }: Pick<InputPacket, 'newestTick' | 'count' | 'shownSixteenths'>,
    inputs: Tape,
    { tick, overdueTicks, sinceStep }: ArrivalTime,
  ): boolean {
    let isContradictory = false
    if (newestTick > this.newestTick) {
      if (sinceStep !== undefined)
        this.measure(newestTick, tick + overdueTicks + math.clamp(sinceStep, 0, sinceStepMax))
      this.newestTick = newestTick
    }
    for (let index = 0; index < count; index++) {
      const inputTick = newestTick - count + 1 + index
      const isForgotten = inputTick < 1 || inputTick <= tick - keptTicks
      if (isForgotten) continue
      if (this.has(inputTick)) {
        if (!this.isStored(inputTick, inputs, index)) isContradictory = true
        continue
      }
      if (inputTick <= tick) this.lateCount++
      this.store(inputTick, inputs, index)
      this.shownTicks[inputTick & (this.ringTicks - 1)] = shownSixteenths / 16 - (newestTick - inputTick)
    }
    return isContradictory
  }

  /** The input for a tick: the player's, else the last one again, else one with no key held. */
  take(tick: number): StructValue {
    this.shownTick++
    if (this.has(tick)) {
      this.missedTicks = 0
      this.shownTick = this.shownTicks[tick & (this.ringTicks - 1)] as number
      this.current = this.restore(tick)
    } else if (++this.missedTicks === repeatTicksMax + 1) this.current = this.coder.initial()
    return this.current
  }

  /**
   * By how much newer inputs were ahead of the match when they came, in `depthsPerTick`: the least since `startInterval`, or
   * that of the last ones if none came since.
   */
  get depth(): number {
    const depth = this.leastDepth === Number.POSITIVE_INFINITY ? this.lastDepth : this.leastDepth
    return depth === undefined
      ? noInputDepth
      : math.clamp(Math.floor(depth * depthsPerTick), -depthMax, depthMax)
  }

  /** Begins a new interval of measuring depth. */
  startInterval(): void {
    this.leastDepth = Number.POSITIVE_INFINITY
  }

  /**
   * After a lost packet the next one brings inputs that are older by as much: that they are late counts like any lateness, so
   * that players on a lossy line keep one packet's time in hand. Longer gaps count no more: nobody would wait for those.
   */
  private measure(newestTick: number, matchTicks: number): void {
    const missedTicks = this.newestTick === 0 ? 0 : newestTick - this.newestTick - this.sendTicks
    this.lastDepth = newestTick - matchTicks - math.clamp(missedTicks, 0, this.sendTicks)
    this.leastDepth = Math.min(this.leastDepth, this.lastDepth)
  }

  private restore(tick: number): StructValue {
    this.tape.words = this.ring
    this.tape.at = (tick & (this.ringTicks - 1)) * this.words
    return this.coder.restore(this.tape)
  }

  private isStored(tick: number, inputs: Tape, index: number): boolean {
    const at = (tick & (this.ringTicks - 1)) * this.words
    return sameWords(this.ring, at, inputs.words, index * this.words, this.words)
  }

  private store(tick: number, inputs: Tape, index: number): void {
    const slot = tick & (this.ringTicks - 1)
    this.ticks[slot] = tick
    const from = index * this.words
    for (let word = 0; word < this.words; word++)
      this.ring[slot * this.words + word] = inputs.words[from + word] as number
  }
}
