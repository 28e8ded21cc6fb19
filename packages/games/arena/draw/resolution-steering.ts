/** Shares of the screen's pixels, along each side, that are drawn. */
const steps = [1, 0.8, 0.65, 0.5]
/** Pictures that one judgement rests on: half a second at best. */
const picturesPerJudgement = 30
/** Above this the hand feels it; what is between the two is left alone. */
const slowMs = 21
const fastMs = 17.2
/** Judgements in a row that must be fast before more pixels are tried: finer pictures are worth less than even ones. */
const fastJudgementsMin = 20
/** Fewer pixels must bring at least this, or it was not the pixels: a display of 30 pictures a second, a busy machine. */
const gainMin = 0.93
/** A picture later than this came after a pause, not after work. */
const pauseMs = 250

/** Chooses how many pixels are drawn from how long pictures take, so that a slow machine shows a soft picture smoothly. */
export class ResolutionSteering {
  #step = 0
  #count = 0
  #sumMs = 0
  #fastJudgements = 0
  #beforeStepMs: number | undefined
  #isGivenUp = false

  get share(): number {
    return steps[this.#step] as number
  }

  /** Returns whether the share has changed. */
  picture(milliseconds: number): boolean {
    if (this.#isGivenUp || milliseconds > pauseMs || milliseconds <= 0) return false
    this.#sumMs += milliseconds
    if (++this.#count < picturesPerJudgement) return false
    const averageMs = this.#sumMs / this.#count
    this.#sumMs = 0
    this.#count = 0
    return this.#judge(averageMs)
  }

  #judge(averageMs: number): boolean {
    const before = this.#step
    const beforeStepMs = this.#beforeStepMs
    this.#beforeStepMs = undefined
    if (beforeStepMs !== undefined && averageMs > beforeStepMs * gainMin) {
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
