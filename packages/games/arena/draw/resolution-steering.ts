/** Shares of the screen's pixels, along each side, that are drawn. */
const steps = [1, 0.8, 0.62, 0.48]
/** A judgement rests on this much time and on this many pictures at least. */
const judgementMsMin = 500
const judgementPicturesMin = 4
/** Above the first the hand feels it; what is between the two is left alone. */
const slowMs = 21
const fastMs = 17.2
/** Judgements in a row that must be fast before more pixels are tried: finer pictures are worth less than even ones. */
const fastJudgementsMin = 20
/**
 * Below this, fewer pixels must bring a gain of this much, or it was not the pixels: a display that shows 30 pictures a
 * second, say. Then all of them are drawn again.
 */
const displayMsMax = 42
const gainMin = 0.93
/** A picture later than this came after a pause, not after work. */
const pauseMs = 3_000

/** Chooses how many pixels are drawn from how long pictures take, so that a slow machine shows a soft picture smoothly. */
export class ResolutionSteering {
  #step: number
  #count = 0
  #sumMs = 0
  #fastJudgements = 0
  #beforeStepMs: number | undefined
  #isGivenUp = false

  /** `step`: where an earlier one on the same machine ended. */
  constructor(step = 0) {
    this.#step = step
  }

  get step(): number {
    return this.#step
  }

  get share(): number {
    return steps[this.#step] as number
  }

  /** Whether even the fewest pixels are too many: then less should be drawn in other ways. */
  get isExhausted(): boolean {
    return this.#step === steps.length - 1
  }

  /** Returns whether the share has changed. */
  picture(milliseconds: number): boolean {
    if (this.#isGivenUp || milliseconds > pauseMs || milliseconds <= 0) return false
    this.#sumMs += milliseconds
    this.#count++
    if (this.#sumMs < judgementMsMin || this.#count < judgementPicturesMin) return false
    const averageMs = this.#sumMs / this.#count
    this.#sumMs = 0
    this.#count = 0
    return this.#judge(averageMs)
  }

  #judge(averageMs: number): boolean {
    const before = this.#step
    const beforeStepMs = this.#beforeStepMs
    this.#beforeStepMs = undefined
    if (beforeStepMs !== undefined && averageMs < displayMsMax && averageMs > beforeStepMs * gainMin) {
      this.#step = 0
      this.#isGivenUp = true
    } else if (averageMs > slowMs && this.#step < steps.length - 1) {
      this.#beforeStepMs = averageMs
      this.#step++
    }
    this.#fastJudgements = averageMs < fastMs ? this.#fastJudgements + 1 : 0
    if (this.#fastJudgements >= fastJudgementsMin && this.#step > 0) {
      this.#fastJudgements = 0
      this.#step--
    }
    return this.#step !== before
  }
}
