import type { Outcome } from './experiment.ts'
import { brokenPromises } from './promises.ts'
import { formatReport, type Report } from './report.ts'

/** Of something that was to happen `times` times. */
export function outcomeOf(report: Report, times: number): Outcome {
  const isShort = report.times < times
  const short = isShort ? [`happened ${report.times} times, not ${times}`] : []
  return { report, text: formatReport(report), broken: [...short, ...brokenPromises(report)] }
}
