import type { Findings } from './report.ts'
import type { ChaosStack } from './stack/chaos-stack.ts'

/** What a fault finds: a stack that is whole, and matches that run on it. */
export interface Scene {
  stack: ChaosStack
  matchIds: readonly string[]
  /** Goes to the log of the run. */
  note(text: string): void
}

/** What was done. */
export interface Injection {
  /** The matches that it happened to: their players are looked at for how long they saw nothing new. */
  matchIds: readonly string[]
  /**
   * What else was measured, by name; of several times the largest counts, or of names that end in `Min` the smallest.
   * `promises.ts` says what it may be.
   */
  findings?: Findings
}

/** Something that goes wrong while matches run. Times begin when `inject` is called. */
export interface Fault {
  readonly name: string
  readonly summary: string
  /** Of the applications, where the fault needs something else than is usual. */
  readonly env?: NodeJS.ProcessEnv
  /** How long players are looked at after `inject` has settled. */
  readonly watchMs: number
  /** Settles when it has happened; one that lasts, when it is over. */
  inject(scene: Scene): Promise<Injection>
  /** When nobody is looked at any more, before all that has ended is started again and the next time begins. */
  mend?(scene: Scene): Promise<void>
}
