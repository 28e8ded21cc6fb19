import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Experiment, RunOptions } from './experiment.ts'

export interface Telling {
  /** One document at the end, in place of a text after each experiment. */
  json: boolean
  say(line: string): void
  /** What was not as promised, or could not be done. */
  complain(line: string): void
}

/** One after the other. Returns whether all was as promised. */
export async function runExperiments(
  experiments: readonly Experiment[],
  options: RunOptions,
  { json, say, complain }: Telling,
): Promise<boolean> {
  const { folder, signal } = options
  const reports: object[] = []
  let isKept = true
  for (const experiment of experiments) {
    if (signal.aborted) break
    const { name } = experiment
    mkdirSync(join(folder, name), { recursive: true })
    try {
      const { report, text, broken } = await experiment.run(options)
      writeFileSync(join(folder, name, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
      reports.push(report)
      if (!json) say(text)
      for (const line of broken) complain(`${name}: ${line}`)
      isKept &&= broken.length === 0
    } catch (error) {
      complain(`${name}: ${(error as Error).message}`)
      isKept = false
    }
  }
  // Who asks for one fault reads its figures without looking for them. If there are none, there is nothing to read.
  if (json && experiments.length !== 1) say(JSON.stringify({ reports }))
  else if (json && reports[0] !== undefined) say(JSON.stringify(reports[0]))
  return isKept
}
