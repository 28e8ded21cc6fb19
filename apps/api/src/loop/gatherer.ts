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
  /** Of a batch that was refused: what is wrong with one of them is not to be the others' failure. */
  readonly #single: Waiting<Ask, Answer>[] = []
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
    for (let batch = this.#next(); batch.length > 0; batch = this.#next()) await this.#answer(batch)
    this.#isAnswering = false
  }

  #next(): readonly Waiting<Ask, Answer>[] {
    if (this.#single.length > 0) return this.#single.splice(0, 1)
    return this.#waiting.splice(0, this.#options.perBatchMax)
  }

  async #answer(batch: readonly Waiting<Ask, Answer>[]): Promise<void> {
    try {
      const answers = await this.#options.answerAll(batch.map(({ ask }) => ask))
      for (const [index, { answered }] of batch.entries()) answered(answers[index] as Answer)
    } catch (error) {
      if (isPostgresAway(error)) this.#failAll(batch, error)
      else if (batch.length > 1) this.#single.push(...batch)
      else batch[0]?.failed(error)
    }
  }

  /** Also those who wait: asked next, they would have waited twice as long as a request may. */
  #failAll(batch: readonly Waiting<Ask, Answer>[], error: unknown): void {
    for (const { failed } of [...batch, ...this.#single.splice(0), ...this.#waiting.splice(0)]) failed(error)
  }
}
