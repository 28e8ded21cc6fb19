import type { Progress } from '@gameserver/services/progress'
import type { Report } from './report.ts'

/** How a run is made. */
export interface RunOptions {
  times: number
  matches: number
  players: number
  /** Where logs and what was seen are kept. */
  folder: string
  progress: Progress
  /** Aborted when nobody wants to know any more. */
  signal: AbortSignal
}

/** Something that `npm run chaos` does by its name. */
export interface Experiment {
  readonly name: string
  readonly summary: string
  /** Rejects when it could not be carried out; what was lost is told by the report. */
  run(options: RunOptions): Promise<Report>
}
