import type { TickRecord } from '@gameserver/engine'
import type {
  JournalKey,
  JournalOutcome,
  MatchJournals,
  ToldMessage,
} from '@gameserver/storage/match-journals'
import type { Logger } from 'pino'
import { JournalPages, type JournalSubject } from './journal-pages.ts'

/** An answer usually takes 1 ms. A match that was given up on sooner, on a busy machine, would not outlive its process meanwhile. */
const answerMsUsual = 200
/** After Redis was too slow, or away. */
const retryMs = 250

export interface JournalWriterOptions extends JournalSubject {
  readonly store: Pick<MatchJournals, 'isConnected' | 'write'>
  readonly key: JournalKey
  readonly log: Logger
  /** What waits for Redis waits no longer; 200 unless told. */
  readonly answerMsMax?: number
  /** Another authority has the match. Nothing that waits is ever done. */
  stale(): void
  /** Whether the match would outlive this process now: told when it is first known, and when it changes. */
  resumable(isResumable: boolean): void
}

/**
 * `holding`: what players are told reliably waits until it is written down. `away`: Redis does not answer, nothing is written, and
 * nothing waits. `returning`: a keyframe is on its way, with which writing begins again. `over` and `lost` are for good.
 */
type Mode = 'holding' | 'away' | 'returning' | 'over' | 'lost'

interface Sent {
  readonly sentMs: number
  /** To be called when it is written. */
  readonly runs: (() => void)[]
  readonly finished: ((isWritten: boolean) => void)[]
}

/**
 * Writes down in Redis what a successor needs to go on with a match: a keyframe a few times a second, and in between what has
 * come since, in one command for each snapshot. What players are told reliably is told when that is done, so that no successor is
 * behind it. What comes in one turn of the event loop is written together or not at all: a tick, what the game emitted in it, and
 * what is told of that are never apart.
 *
 * No match waits for Redis: what has waited for `answerMsMax` is done all the same, and the match can't be resumed until Redis
 * answers again. A process that itself stood still for so long has to find out whether the match is still its own before it says
 * anything: that is up to whoever publishes.
 */
export class JournalWriter {
  readonly #options: JournalWriterOptions
  readonly #pages: JournalPages
  readonly #inFlight: Sent[] = []
  /** For the next write. */
  #due: (() => void)[] = []
  #finished: ((isWritten: boolean) => void)[] = []
  /** Those being called now. */
  #running: (() => void)[] | undefined
  #mode: Mode = 'holding'
  #isResumable: boolean | undefined
  #isScheduled = false
  #isAfresh = true
  /** Above those of all other writers that this process has had for the match. */
  #serial = Date.now()
  #answerTimer: NodeJS.Timeout | undefined
  #retryTimer: NodeJS.Timeout | undefined

  /** Nothing is written before `flush` or `after` is called. */
  constructor(options: JournalWriterOptions) {
    this.#options = options
    this.#pages = new JournalPages(options)
  }

  get isResumable(): boolean {
    return this.#isResumable ?? false
  }

  /** Of a tick just made. */
  record(record: TickRecord): void {
    if (this.#isCollecting) this.#guarded(() => this.#pages.record(record))
  }

  /** `standing()` is not what it was. */
  standingChanged(): void {
    this.#pages.standingChanged()
  }

  /** What is about to be told to all, with its number; to be published in `after`. */
  told(message: ToldMessage): void {
    this.#pages.told(message)
  }

  /** Calls are made in their order, once all up to now is written down: at once if it is, or while Redis is away. */
  after(run: () => void): void {
    if (this.#mode === 'lost') return
    if (this.#mode === 'holding' && (this.#due.length > 0 || this.#isAnythingNew)) {
      this.#due.push(run)
      this.#schedule()
      return
    }
    const earlier = this.#running ?? (this.#mode === 'holding' ? this.#inFlight.at(-1)?.runs : undefined)
    if (earlier) earlier.push(run)
    else run()
  }

  /** After the ticks of a snapshot: what is new is written at the end of this turn. */
  flush(): void {
    if (this.#mode === 'holding' && this.#isAnythingNew) this.#schedule()
  }

  /**
   * Writes a keyframe of where the match stands, for a successor that goes on from it. Settles when it is written and what waited
   * has been done; false: it is not written, because Redis is away or another authority has the match.
   */
  finish(): Promise<boolean> {
    if (this.#mode === 'over' || this.#mode === 'lost') return Promise.resolve(false)
    return new Promise((resolve) => {
      this.#finished.push(resolve)
      if (this.#mode === 'away') this.#return()
      else if (this.#mode === 'holding') this.#schedule()
    })
  }

  /** `over`: what waits is done now, and what comes at once. `lost`: another authority has the match, and nothing is done. */
  close(how: 'over' | 'lost'): void {
    if (this.#mode === 'over' || this.#mode === 'lost') return
    this.#mode = how
    clearTimeout(this.#retryTimer)
    this.#release(how === 'over')
  }

  get #isCollecting(): boolean {
    return this.#mode === 'holding' || this.#mode === 'returning'
  }

  get #isAnythingNew(): boolean {
    return this.#isAfresh || this.#pages.isAnythingNew
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    queueMicrotask(() => {
      this.#isScheduled = false
      if (this.#mode === 'holding') this.#guarded(() => this.#write())
    })
  }

  #write(): void {
    const { store, key } = this.#options
    const page = this.#isAfresh ? this.#pages.afresh() : this.#pages.next(this.#finished.length > 0)
    const sent: Sent = {
      sentMs: performance.now(),
      runs: this.#due.splice(0),
      finished: this.#finished.splice(0),
    }
    this.#isAfresh = false
    this.#inFlight.push(sent)
    this.#awaitAnswer()
    store.write(key, { serial: ++this.#serial, ...page }).then(
      (outcome) => this.#answered(sent, outcome),
      () => this.#answered(sent, undefined),
    )
  }

  #answered(sent: Sent, outcome: JournalOutcome | undefined): void {
    if (this.#mode === 'over' || this.#mode === 'lost') return
    if (outcome === 'stale_epoch') this.#lose()
    // Else it has been given up.
    else if (sent === this.#inFlight[0]) {
      if (outcome === 'written') this.#written(sent)
      else this.#fail()
    }
  }

  #written(sent: Sent): void {
    this.#tellResumable(true)
    const wasReturning = this.#mode === 'returning'
    this.#mode = 'holding'
    this.#call(sent.runs)
    this.#inFlight.shift()
    for (const settle of sent.finished) settle(true)
    this.#awaitAnswer()
    if (wasReturning && (this.#isAnythingNew || this.#finished.length > 0)) this.#schedule()
  }

  /** What waits is done, though it is not written down. */
  #fail(): void {
    this.#mode = 'away'
    this.#tellResumable(false)
    this.#release(true)
    this.#retryTimer = setTimeout(() => this.#return(), retryMs)
  }

  #return(): void {
    clearTimeout(this.#retryTimer)
    if (this.#mode !== 'away') return
    if (!this.#options.store.isConnected) {
      this.#fail()
      return
    }
    this.#mode = 'returning'
    this.#isAfresh = true
    this.#guarded(() => this.#write())
  }

  #lose(): void {
    this.close('lost')
    this.#options.stale()
  }

  /** Everything that waits, in its order. */
  #release(isDone: boolean): void {
    clearTimeout(this.#answerTimer)
    const waiting = this.#inFlight.splice(0)
    const finished = [...waiting.flatMap((sent) => sent.finished), ...this.#finished.splice(0)]
    const runs = [...waiting.flatMap((sent) => sent.runs), ...this.#due.splice(0)]
    if (isDone) this.#call(runs)
    for (const settle of finished) settle(false)
  }

  /** What is added to them meanwhile is called as well. */
  #call(runs: (() => void)[]): void {
    this.#running = runs
    for (const run of runs) {
      try {
        run()
      } catch (error) {
        this.#options.log.error({ err: error }, 'what waited for the journal failed')
      }
    }
    this.#running = undefined
  }

  /** The turn after the timer lets answers in that came while this process was too busy to read them. */
  #awaitAnswer(): void {
    clearTimeout(this.#answerTimer)
    const [oldest] = this.#inFlight
    if (oldest === undefined) return
    const giveUp = () => oldest === this.#inFlight[0] && this.#fail()
    const { answerMsMax = answerMsUsual } = this.#options
    const leftMs = oldest.sentMs + answerMsMax - performance.now()
    this.#answerTimer = setTimeout(() => setImmediate(giveUp), Math.max(0, leftMs))
  }

  #tellResumable(isResumable: boolean): void {
    if (this.#isResumable === isResumable) return
    this.#isResumable = isResumable
    this.#options.resumable(isResumable)
  }

  /** What can't be encoded is a bug, which must not cost the match. */
  #guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#options.log.error({ err: error }, 'the journal is not written')
      this.#fail()
      clearTimeout(this.#retryTimer)
    }
  }
}
