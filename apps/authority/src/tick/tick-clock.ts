/**
 * Drives the ticks of all matches of the process from one timer.
 *
 * Deadlines are absolute: the n-th tick of a match is due at its start + n periods, so a late timer never adds up. Timers
 * have millisecond grain, hence a tick within `earlyMsMax` of its deadline is made at once instead of after another
 * wake-up; that is ±0.5 ms of jitter without a spinning core. After a stall the missed ticks are made up in one go, up to
 * `catchUpTicksMax`; what is beyond is skipped and counted, since making up for longer would itself stall the others.
 */
export interface Ticking {
  /** Makes so many ticks, of which the last was due at `dueMs`. A throw removes it from the clock. */
  advance(ticks: number, dueMs: number): void
  skipped(ticks: number): void
  failed(error: unknown): void
}

/** At 60 Hz a sixth of a second, well below the quarter of a second after which players notice a jump anyway. */
export const catchUpTicksMax = 10

const earlyMsMax = 0.5

/** How soon it is asked again whether ticks may be made. */
const heldMs = 5

interface Entry {
  ticking: Ticking
  periodMs: number
  dueMs: number
}

export class TickClock {
  readonly nowMs: () => number
  readonly #mayTick: () => boolean
  readonly #entries = new Map<Ticking, Entry>()
  #timer: NodeJS.Timeout | undefined
  #started = 0
  #late = { ms: 0, wakes: 0 }

  /** While `mayTick` denies it no tick is made: they are late then, as after a stall. */
  constructor(nowMs: () => number = () => performance.now(), mayTick: () => boolean = () => true) {
    this.nowMs = nowMs
    this.#mayTick = mayTick
  }

  get size(): number {
    return this.#entries.size
  }

  /** The first tick is due at `dueMs`: for a match that goes on, the time that clients have tuned in to. */
  start(ticking: Ticking, tickRate: number, dueMs?: number): void {
    const periodMs = 1_000 / tickRate
    this.#entries.set(ticking, { ticking, periodMs, dueMs: dueMs ?? this.#firstDueMs(periodMs) })
    this.#schedule()
  }

  /** Multiples of the golden ratio spread any number of matches over the period, so that they don't tick together. */
  #firstDueMs(periodMs: number): number {
    const phase = (this.#started++ * 0.618_033_988_75) % 1
    return this.nowMs() + periodMs * (1 + phase)
  }

  stop(ticking: Ticking): void {
    this.#entries.delete(ticking)
    this.#schedule()
  }

  /** By how much ticks have been late on average since this was asked last. */
  takeLateMs(): number {
    const { ms, wakes } = this.#late
    this.#late = { ms: 0, wakes: 0 }
    return wakes === 0 ? 0 : ms / wakes
  }

  /** Makes all ticks that are due; called by the timer. */
  wake(): void {
    if (!this.#mayTick()) {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => this.wake(), heldMs)
      return
    }
    for (const entry of this.#entries.values()) this.#advance(entry)
    this.#schedule()
  }

  #advance(entry: Entry): void {
    const lateMs = this.nowMs() + earlyMsMax - entry.dueMs
    if (lateMs < 0) return
    this.#late.ms += Math.max(0, lateMs - earlyMsMax)
    this.#late.wakes++
    const due = Math.floor(lateMs / entry.periodMs) + 1
    const ticks = Math.min(due, catchUpTicksMax)
    entry.dueMs += due * entry.periodMs
    if (due > ticks) entry.ticking.skipped(due - ticks)
    try {
      entry.ticking.advance(ticks, entry.dueMs - entry.periodMs)
    } catch (error) {
      this.#entries.delete(entry.ticking)
      entry.ticking.failed(error)
    }
  }

  #schedule(): void {
    clearTimeout(this.#timer)
    if (this.#entries.size === 0) return
    let nextMs = Number.POSITIVE_INFINITY
    for (const { dueMs } of this.#entries.values()) nextMs = Math.min(nextMs, dueMs)
    this.#timer = setTimeout(() => this.wake(), Math.max(0, nextMs - this.nowMs()))
  }
}
