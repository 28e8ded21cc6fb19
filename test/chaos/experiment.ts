import type { Progress } from '@gameserver/services/progress'

/** How a run is made. */
export interface RunOptions {
  times: number
  matches: number
  players: number
  /** How long a run lasts in which nothing happens so many times. */
  minutes: number
  /** Where logs and what was seen are kept. */
  folder: string
  progress: Progress
  /** Aborted when nobody wants to know any more. */
  signal: AbortSignal
}

/** What came of it. */
export interface Outcome {
  /** For machines. */
  report: object
  /** The same for people. */
  text: string
  /** What was promised to be otherwise, in a line each. */
  broken: readonly string[]
}

/** Something that `npm run chaos` does by its name. */
export interface Experiment {
  readonly name: string
  readonly summary: string
  /** It takes so long that it is done only when it is asked for by its name. */
  readonly isLong?: true
  /** Rejects when it could not be carried out; what was lost is told by the outcome. */
  run(options: RunOptions): Promise<Outcome>
}
