import { isPostgresAway } from '@gameserver/storage/postgres'
import { Refusal } from '../http/refusal.ts'

export interface GathererOptions<Ask, Answer> {
  /** One answer for each, in the same order. */
  answerAll: (asks: readonly Ask[]) => Promise<readonly Answer[]>
  perBatchMax: number
  /** Who comes when so many wait is asked to come again. */
  waitingMax: number
}

interface Waiting<Ask, Answer> {
  ask: Ask
  answered(answer: Answer): void
  failed(error: unknown): void
}

/**
 * Does for many at once what each asks for: what comes while one batch is under way gathers for the next one. So the more ask,
 * the less each costs, and who asks alone waits for nobody.
 */
export class Gatherer<Ask, Answer> {
  readonly #options: GathererOptions<Ask, Answer>
  readonly #waiting: Waiting<Ask, Answer>[] = []
  #isAnswering = false

  constructor(options: GathererOptions<Ask, Answer>) {
    this.#options = options
  }

  ask(ask: Ask): Promise<Answer> {
    if (this.#waiting.length >= this.#options.waitingMax)
      throw new Refusal(503, 'unavailable', 'Too many ask at once', { retryAfterSeconds: 1 })
    return new Promise((answered, failed) => {
      this.#waiting.push({ ask, answered, failed })
      if (!this.#isAnswering) void this.#answerAll()
    })
  }

  async #answerAll(): Promise<void> {
    this.#isAnswering = true
    // Those who come in the same turn belong to the first batch already.
    await new Promise(setImmediate)
    while (this.#waiting.length > 0) await this.#answer(this.#waiting.splice(0, this.#options.perBatchMax))
    this.#isAnswering = false
  }

  async #answer(batch: readonly Waiting<Ask, Answer>[]): Promise<void> {
    try {
      const answers = await this.#options.answerAll(batch.map(({ ask }) => ask))
      for (const [index, { answered }] of batch.entries()) answered(answers[index] as Answer)
    } catch (error) {
      // What is wrong with one of them is not to be the others' failure.
      if (batch.length > 1 && !isPostgresAway(error)) for (const one of batch) await this.#answer([one])
      else for (const { failed } of batch) failed(error)
    }
  }
}
