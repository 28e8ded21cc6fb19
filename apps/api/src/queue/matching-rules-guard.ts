import type { OpenMatch } from '@gameserver/matchmaking/open-match'
import type { CustomRule } from '@gameserver/matchmaking/queue-rules'
import type { QueuedTicket } from '@gameserver/storage/queue-pass'

/** A pass over 10,000 tickets takes some 50 ms without a rule; with it no more than this, so that other queues have their turn. */
const msPerPassMax = 300

/** A machine that stands still for a moment makes a pass slow. A rule that is slow makes all of them slow. */
const slowPassesMax = 3

/** A ticket that the rule can't bear may be gone by then, and nobody need start the process again. */
export const switchedOffMs = 300_000

/** Of what players read. */
const textLengthMax = 200

export type RuleFailure = 'threw' | 'nonsense' | 'slow'

/** Why a rule can't be asked further in this pass. */
export class RuleError extends Error {
  override readonly name = 'RuleError'
  readonly why: RuleFailure

  constructor(why: RuleFailure, message: string, options?: ErrorOptions) {
    super(message, options)
    this.why = why
  }
}

/**
 * A game's own rule, as far as it does what it should. One that throws or returns nonsense, or is slow time and again, is not
 * asked for a while: its queue goes on without it. A rule that never returns can't be helped here: it stops the process.
 */
export class GuardedRule {
  readonly #rule: CustomRule<QueuedTicket>
  readonly #failed: (error: RuleError) => void
  #slowPasses = 0
  #offUntilMs = Number.NEGATIVE_INFINITY

  /** `failed` is told when it is switched off. */
  constructor(rule: CustomRule<QueuedTicket>, failed: (error: RuleError) => void) {
    this.#rule = rule
    this.#failed = failed
  }

  get isOff(): boolean {
    return performance.now() < this.#offUntilMs
  }

  /** A pass with the rule, or without when it is off. Undefined: it took too long, and the next pass will show. */
  pass<Outcome>(decide: (custom: CustomRule<QueuedTicket> | undefined) => Outcome): Outcome | undefined {
    if (this.isOff) return decide(undefined)
    try {
      const outcome = decide(watched(this.#rule))
      this.#slowPasses = 0
      return outcome
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      if (error.why === 'slow' && ++this.#slowPasses < slowPassesMax) return undefined
      this.#slowPasses = 0
      this.#offUntilMs = performance.now() + switchedOffMs
      this.#failed(error)
      return decide(undefined)
    }
  }
}

/** The rule for one pass: throws a RuleError as soon as it fails, or has taken too long in all. */
function watched({ accepts, distance }: CustomRule<QueuedTicket>): CustomRule<QueuedTicket> {
  let [spentMs, limitMs] = [0, msPerPassMax]
  const startedCpu = process.cpuUsage()
  const ask = <Answer>(question: () => Answer): Answer => {
    const startedMs = performance.now()
    try {
      return question()
    } catch (error) {
      throw new RuleError('threw', `the rule threw: ${error}`, { cause: error })
    } finally {
      spentMs += performance.now() - startedMs
    }
  }
  const checkTime = () => {
    if (spentMs <= limitMs) return
    const { user, system } = process.cpuUsage(startedCpu)
    const isSlow = (user + system) / 1000 > msPerPassMax
    if (isSlow)
      throw new RuleError(
        'slow',
        `the rule took ${Math.round(spentMs)} ms of a pass, of ${msPerPassMax} at most`,
      )
    // Others had the processor. To look again takes time too.
    limitMs *= 2
  }
  return {
    ...(accepts && {
      accepts(tickets: readonly QueuedTicket[], isComplete: boolean, running: OpenMatch | undefined) {
        const verdict: unknown = ask(() => accepts(tickets, isComplete, running))
        checkTime()
        if (verdict === true) return true
        if (typeof verdict === 'string' && verdict.length > 0 && verdict.length <= textLengthMax)
          return verdict
        throw nonsense('accepts', verdict, `true, or a text of at most ${textLengthMax} characters`)
      },
    }),
    ...(distance && {
      distance(anchor: QueuedTicket, candidate: QueuedTicket) {
        const points: unknown = ask(() => distance(anchor, candidate))
        checkTime()
        if (typeof points === 'number' && points >= 0) return points
        throw nonsense('distance', points, 'a number from 0')
      },
    }),
  }
}

function nonsense(part: string, answer: unknown, expected: string): RuleError {
  return new RuleError('nonsense', `${part} must return ${expected}, not ${describe(answer)}`)
}

function describe(answer: unknown): string {
  if (typeof answer === 'string') return answer === '' ? 'no text' : `a text of ${answer.length}`
  return typeof answer === 'object' && answer !== null ? 'an object' : String(answer)
}
