import { findMatching } from '@gameserver/games/find-matching.ts'
import type { MatchingRule } from '@gameserver/games/matching.ts'
import type { Logger } from 'pino'
import type { Metrics } from '../operation/metrics.ts'
import { GuardedRule } from './matching-rules-guard.ts'

export interface MatchingRulesOptions {
  /** Where the games are; those built with this program, unless told. */
  folder?: string | undefined
  /** For development: rules that have been saved since can be loaded anew. */
  isAgain: boolean
  log: Logger
  metrics: Metrics
}

type LoadedRules = Map<string, { rule: MatchingRule; guarded: GuardedRule }>

/** The games' own rules that this process has, by queue. */
export class MatchingRules {
  readonly #options: MatchingRulesOptions
  #rules: LoadedRules = new Map()
  #problems = ''

  constructor(options: MatchingRulesOptions) {
    this.#options = options
  }

  /** Undefined: not here. Another process may have it. */
  find(game: string, mode: string): GuardedRule | undefined {
    return this.#rules.get(`${game}/${mode}`)?.guarded
  }

  /** Loads those that are new or, when that is wanted, have been saved since. What can't be used is logged, and as if it were not there. */
  async load(): Promise<void> {
    const { folder, isAgain, log } = this.#options
    const problems: string[] = []
    const found = await findMatching({ folder, isAgain, report: (problem) => problems.push(problem) })
    const before = this.#rules
    this.#rules = new Map()
    for (const { game, matching } of found)
      for (const [mode, rule] of Object.entries(matching)) this.#add(game, mode, rule, before)
    if (problems.join() !== this.#problems) for (const problem of problems) log.error(problem)
    this.#problems = problems.join()
  }

  #add(game: string, mode: string, rule: MatchingRule, before: LoadedRules): void {
    const { log, metrics } = this.#options
    const queue = `${game}/${mode}`
    const known = before.get(queue)
    if (known?.rule === rule) {
      this.#rules.set(queue, known)
      return
    }
    const guarded = new GuardedRule(rule, (error) => {
      metrics.matchingRuleFailures.inc({ game, mode, why: error.why })
      log.error({ err: error.cause ?? error, game, mode }, `${error.message}: matches are made without it`)
    })
    this.#rules.set(queue, { rule, guarded })
    log.info({ game, mode }, "a game's own rule of matching is loaded")
  }
}
