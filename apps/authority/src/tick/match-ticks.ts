import type { AnyGame, GameEvent, MatchAuthority } from '@gameserver/engine'
import type { Roster } from '../session/roster.ts'
import type { SnapshotSending } from '../snapshot/snapshot-sending.ts'
import type { MatchPhase } from '../transport/authority-event.ts'
import { CatchUp } from './catch-up.ts'
import { InputPatience } from './input-patience.ts'
import type { TickClock, Ticking } from './tick-clock.ts'
import { TickTimes } from './tick-times.ts'

interface Ticked {
  phase(): MatchPhase
  /** The tick just made is one after which players are sent the state. */
  snapshotDue(): void
  emitted(events: readonly GameEvent[]): void
  wentOn(ticks: number, waitedMs: number): void
  finished(): void
  failed(error: unknown): void
}

/** The ticks of a match: when they are due, and what follows from each. */
export class MatchTicks implements Ticking {
  readonly times = new TickTimes()
  skippedTotal: number
  /** Ticks that former owners made. */
  readonly before: number
  readonly #game: AnyGame
  readonly #play: MatchAuthority<AnyGame>
  readonly #roster: Roster
  readonly #snapshots: SnapshotSending
  readonly #clock: TickClock
  readonly #match: Ticked
  readonly #work: (run: () => void) => void
  readonly #patience: InputPatience
  #catchUp: CatchUp | undefined
  #startedMs: number
  #steppedMs = 0
  /** When the last tick was due. */
  #dueMs = 0
  /** Ticks that are due and wait for their inputs, and when the last of them was due. */
  #overdue = { ticks: 0, dueMs: 0 }
  #endedMs = 0
  #snapshotMade: (() => void) | undefined

  constructor(options: {
    game: AnyGame
    play: MatchAuthority<AnyGame>
    roster: Roster
    snapshots: SnapshotSending
    clock: TickClock
    match: Ticked
    /** 0: the first tick is still to be made. */
    startedMs: number
    skipped: number
    /** All ticks are made by this. */
    work?: ((run: () => void) => void) | undefined
  }) {
    this.#game = options.game
    this.#play = options.play
    this.#roster = options.roster
    this.#snapshots = options.snapshots
    this.#clock = options.clock
    this.#match = options.match
    this.#startedMs = options.startedMs
    this.skippedTotal = options.skipped
    this.before = options.play.tick
    this.#work = options.work ?? ((run) => run())
    const { play, roster, clock } = options
    this.#patience = new InputPatience({
      get tick() {
        return play.tick
      },
      nowMs: clock.nowMs,
      get connectedSlots() {
        return roster.connectedSlots
      },
      hasInput: (slot, tick) => play.hasInput(slot, tick),
    })
  }

  /** Since the first tick was due, skipped ones left out. */
  get perSecond(): number {
    const ranMs = this.ranMs(this.#endedMs || this.#clock.nowMs())
    return ranMs === 0 ? 0 : (this.#play.tick * 1_000) / ranMs
  }

  ranMs(nowMs: number): number {
    return this.#startedMs === 0 ? 0 : nowMs - this.#startedMs
  }

  /** Ticks that are due and wait for their inputs. */
  get overdueTicks(): number {
    return this.#overdue.ticks
  }

  /** The share of a tick that has passed since the last one was made, or became due. */
  sinceStep(nowMs: number): number {
    return (nowMs - this.#steppedMs) / this.#periodMs
  }

  begin(): void {
    if (this.#catchUp) return
    this.#clock.start(this, this.#game.tickRate)
  }

  /** After a moment that nobody is to notice: what was not made is made up for. */
  goOnAtOnce(): void {
    if (this.#dueMs === 0) this.begin()
    else if (!this.#catchUp) this.#clock.start(this, this.#game.tickRate, this.#dueMs + this.#periodMs)
  }

  /** Since the last one was due. */
  ageMs(nowMs: number): number {
    return this.#dueMs === 0 ? 0 : nowMs - this.#dueMs
  }

  /** Settles when the next tick with a snapshot has been made, or after so long. */
  nextSnapshot(): Promise<void> {
    return new Promise((resolve) => {
      const settle = () => {
        clearTimeout(late)
        this.#snapshotMade = undefined
        resolve()
      }
      const late = setTimeout(settle, 2 * this.#ticksPerSnapshot * this.#periodMs)
      this.#snapshotMade = settle
    })
  }

  /** 0: none is to be made up for. */
  get dueTick(): number {
    return this.#catchUp?.dueTick ?? 0
  }

  /** Goes on where a former owner stood, whose last tick was due at `madeMs`. The players are told now. */
  goOn(madeMs: number): void {
    const beganMs = this.#clock.nowMs()
    this.#dueMs = madeMs
    this.#catchUp = new CatchUp({
      tick: this.#play.tick,
      madeMs,
      tickRate: this.#game.tickRate,
      nowMs: this.#clock.nowMs,
      hasInputs: (tick) => this.#hasInputs(tick),
      expect: (tick) => this.#play.catchUpTo(tick),
      due: (ticks, nextMs) => {
        this.#match.wentOn(ticks, this.#clock.nowMs() - beganMs)
        this.#makeUp(ticks, nextMs)
      },
    })
  }

  /** The players have been told that it goes on. */
  told(): void {
    this.#catchUp?.told()
  }

  inputCame(): void {
    this.#catchUp?.heard()
    if (this.#overdue.ticks > 0) this.#makeUnlessWaiting()
  }

  /** Until it begins again: what is not made meanwhile is not made up for. */
  suspend(): void {
    this.#catchUp?.stop()
    this.#catchUp = undefined
    this.#clock.stop(this)
    this.#overdue.ticks = 0
    this.#patience.forget()
  }

  stop(): void {
    this.suspend()
    this.#endedMs ||= this.#clock.nowMs()
  }

  /** The last of them was due at `dueMs`. */
  advance(ticks: number, dueMs: number): void {
    this.#overdue = { ticks: this.#overdue.ticks + ticks, dueMs }
    this.#steppedMs = this.#clock.nowMs()
    this.#makeUnlessWaiting()
  }

  #makeUnlessWaiting(): void {
    const { ticks, dueMs } = this.#overdue
    if (this.#patience.waits(ticks)) return
    this.#overdue.ticks = 0
    this.#dueMs = dueMs
    this.#work(() => this.#make(ticks))
  }

  get #periodMs(): number {
    return 1_000 / this.#game.tickRate
  }

  get #ticksPerSnapshot(): number {
    return this.#game.tickRate / this.#game.sendRate
  }

  #make(ticks: number): void {
    this.#startedMs ||= this.#clock.nowMs() - this.#periodMs
    for (let left = ticks; left > 0 && this.#match.phase() === 'running'; left--) {
      const beganMs = performance.now()
      const events = this.#play.step()
      // Of several ticks made up at once only the newest snapshot is worth sending.
      if (this.#play.isSnapshotDue && left <= this.#ticksPerSnapshot) {
        this.#snapshots.send()
        this.#match.snapshotDue()
        this.#snapshotMade?.()
      }
      this.times.add(performance.now() - beganMs)
      if (events.length > 0) this.#match.emitted(events)
      if (this.#play.isOver()) this.#match.finished()
    }
  }

  skipped(ticks: number): void {
    this.skippedTotal += ticks
  }

  failed(error: unknown): void {
    this.#match.failed(error)
  }

  #makeUp(ticks: number, nextMs: number): void {
    this.#catchUp = undefined
    this.#dueMs = nextMs - this.#periodMs
    this.#steppedMs = this.#clock.nowMs()
    this.#patience.wasDisturbed()
    try {
      this.#work(() => this.#make(ticks))
    } catch (error) {
      this.failed(error)
    }
    if (this.#match.phase() === 'running') this.#clock.start(this, this.#game.tickRate, nextMs)
  }

  #hasInputs(tick: number): boolean {
    return this.#roster.connectedSlots.every((slot) => this.#play.hasInput(slot, tick))
  }
}
