/** What all inputs together are waited for: longer standstills are seen as such anyway. */
const patienceMsMax = 200

/** Of the time that passes, so much may be waited: who holds inputs back slows nobody down by more. */
const regainedShare = 0.1

/** A process that has so many ticks to make at once stood still, and has not read yet what came meanwhile. */
const standstillTicks = 3

/** What held up everybody lets go of the one as of the other. */
const graceMs = 60

/** So long after such a moment, and after a takeover, packets are still held up here and there. */
const aftermathMs = 1_000

export interface Awaiting {
  /** The last one made. */
  readonly tick: number
  nowMs(): number
  readonly connectedSlots: readonly number[]
  hasInput(slot: number, tick: number): boolean
}

/**
 * Whether ticks that are due wait for their inputs. When one player's come late, that is his line, and the others play on. When
 * those of all do, or this process stood still, it is neither his nor theirs: the server or the machine held them up, and
 * what everybody pressed would be lost. They are there in a moment, and the ticks are then made up for.
 */
export class InputPatience {
  readonly #match: Awaiting
  #leftMs = patienceMsMax
  /** When it was known what is left. */
  #knownMs: number
  #sinceMs: number | undefined
  /** Whether what is waited for held up more than a single line. */
  #isCommon = false
  #aftermathEndsMs = 0
  #awaited: readonly number[] = []
  /** When the first of those who are waited for was complete. */
  #firstMs: number | undefined

  constructor(match: Awaiting) {
    this.#match = match
    this.#knownMs = match.nowMs()
  }

  /** Of so many ticks that are due. To be asked when one becomes due, and when an input comes meanwhile. */
  waits(overdue: number): boolean {
    const nowMs = this.#match.nowMs()
    if (this.#sinceMs === undefined) return this.#begins(overdue, nowMs)
    if (!this.#isOver(overdue, this.#sinceMs, nowMs)) return true
    this.#leftMs -= nowMs - this.#sinceMs
    this.#knownMs = nowMs
    if (this.#isCommon && overdue >= standstillTicks) this.wasDisturbed()
    this.forget()
    return false
  }

  /** For all alike: for a moment, ticks wait for whoever's inputs are late. */
  wasDisturbed(): void {
    this.#aftermathEndsMs = this.#match.nowMs() + aftermathMs
  }

  /** Nothing is waited for. */
  forget(): void {
    this.#sinceMs = undefined
  }

  #begins(overdue: number, nowMs: number): boolean {
    const { connectedSlots, tick } = this.#match
    const isPunctual = (slot: number) => this.#match.hasInput(slot, tick)
    const isMissing = (slot: number) => isPunctual(slot) && !this.#match.hasInput(slot, tick + overdue)
    if (!connectedSlots.some(isMissing)) return false
    const punctual = connectedSlots.filter(isPunctual)
    const isOfAll = punctual.every(isMissing)
    this.#isCommon = overdue >= standstillTicks || isOfAll
    if (!this.#isCommon && nowMs >= this.#aftermathEndsMs) return false
    this.#leftMs = Math.min(patienceMsMax, this.#leftMs + (nowMs - this.#knownMs) * regainedShare)
    this.#knownMs = nowMs
    if (this.#leftMs <= graceMs) return false
    this.#awaited = punctual
    this.#firstMs = isOfAll ? undefined : nowMs
    this.#sinceMs = nowMs
    return true
  }

  #isOver(overdue: number, sinceMs: number, nowMs: number): boolean {
    if (nowMs - sinceMs >= this.#leftMs) return true
    const complete = this.#awaited.filter((slot) => this.#isComplete(slot, overdue)).length
    if (complete > 0) this.#firstMs ??= nowMs
    return complete === this.#awaited.length || nowMs - (this.#firstMs ?? nowMs) >= graceMs
  }

  #isComplete(slot: number, overdue: number): boolean {
    const { hasInput, tick } = this.#match
    for (let due = tick + overdue; due > tick; due--) if (!hasInput(slot, due)) return false
    return true
  }
}
