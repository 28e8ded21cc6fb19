import type { ReusedList } from './reused-list.ts'
import type { SentKeyframe } from './sent-keyframe.ts'

/** A player as the receiver of keyframes. */
export interface Receiver {
  readonly slot: number
  /** Tick at which the player was last heard from. */
  readonly heardTick: number
}

/**
 * A baseline's age at which the next keyframe is sent: deltas grow with age, keyframes cost too. Arenas of 10 and 32 players
 * take a tenth less than with 1 s; 0.25 s would save 2 % more, but leave no time for acknowledgements.
 */
const intervalMs = 500
/** Time for an acknowledgement to come back; after it a keyframe is sent again. Spaced, since losses come in bursts. */
const repeatAfterMs = 150
/** A player who has said nothing for this long isn't waited for. */
const silentAfterMs = 500
/** After this time most are enough; the others ask for the keyframe on the reliable way. */
const patienceMs = 750
const enoughShare = 0.8
/** A baseline is good for this long, if a fresher one is to be had: deltas grow by a percent or so a tick. */
const freshMs = 100

/** The times of keyframes in ticks. */
export interface KeyframeTimes {
  readonly intervalTicks: number
  readonly repeatAfterTicks: number
  readonly silentAfterTicks: number
  readonly patienceTicks: number
  readonly freshTicks: number
}

export function keyframeTimes(tickRate: number): KeyframeTimes {
  const ticks = (ms: number): number => Math.ceil((ms * tickRate) / 1000)
  return {
    intervalTicks: ticks(intervalMs),
    repeatAfterTicks: ticks(repeatAfterMs),
    silentAfterTicks: ticks(silentAfterMs),
    patienceTicks: ticks(patienceMs),
    freshTicks: ticks(freshMs),
  }
}

/**
 * Chooses the keyframe that a scope's deltas are taken against. The state of any snapshot that all who are there have understood
 * may become one, which costs nothing; while they do, deltas are against something fresh. If that doesn't come about for
 * half a second, a keyframe goes out, and again while players lack it; it becomes the baseline when all, or most after a while,
 * have acknowledged it. So no player's loss costs the others much, and a lost packet never costs more than one interval.
 */
export class KeyframeRotation {
  private following: SentKeyframe | undefined

  /** `phaseTicks` is taken off the first interval, so that not all scopes change their baselines at the same tick. */
  constructor(
    private current: SentKeyframe,
    private readonly times: KeyframeTimes,
    private phaseTicks = 0,
  ) {}

  get baseline(): SentKeyframe {
    return this.current
  }

  /** The keyframe under way. */
  get next(): SentKeyframe | undefined {
    return this.following
  }

  /**
   * Whether the snapshot now due should be a new keyframe. The one of tick 0 has nobody in it: it is replaced at once. So is
   * one against which deltas have grown too long for a packet.
   */
  isDue(tick: number, isTooFar: boolean): boolean {
    const { intervalTicks } = this.times
    const age = tick - this.current.tick
    if (this.following !== undefined || age === 0) return false
    return isTooFar || this.current.tick === 0 || age >= intervalTicks - this.phaseTicks
  }

  send(keyframe: SentKeyframe): void {
    this.following = keyframe
    this.phaseTicks = 0
  }

  /** Takes a state that all have for the baseline. */
  promote(keyframe: SentKeyframe): void {
    this.current = keyframe
    if (this.following !== undefined && this.following.tick <= keyframe.tick) this.following = undefined
  }

  /** Makes the keyframe under way the baseline if enough have it. */
  review(tick: number, receivers: ReusedList<Receiver>): void {
    const next = this.following
    if (next === undefined) return
    let waiting = 0
    let holding = 0
    for (let index = 0; index < receivers.count; index++) {
      const { slot, heardTick } = receivers.at(index)
      if (next.isHeldBy(slot)) holding++
      else if (!isSilent(heardTick, tick, this.times)) waiting++
    }
    const isPatient = tick - next.tick < this.times.patienceTicks
    if (waiting > 0 && (isPatient || holding < (holding + waiting) * enoughShare)) return
    this.current = next
    this.following = undefined
  }
}

/** Whether a player has said nothing for so long that nobody waits. */
export function isSilent(heardTick: number, tick: number, { silentAfterTicks }: KeyframeTimes): boolean {
  return tick - heardTick >= silentAfterTicks
}
