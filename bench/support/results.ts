/** One figure: `arena-10`, `kbitPerSecondDown`, 55.2, `kbit/s`. */
export interface BenchResult {
  readonly case: string
  readonly metric: string
  readonly value: number
  readonly unit: string
}

/** Digits that a measurement on a busy machine can mean. */
const digits = 4

/** To standard output: with `json` one line of `{bench, results}`, else a table with a row for each case. */
export function printResults(
  bench: string,
  results: readonly BenchResult[],
  { json }: { readonly json: boolean },
): void {
  const rounded = results.map((result) => ({ ...result, value: Number(result.value.toPrecision(digits)) }))
  if (json) process.stdout.write(`${JSON.stringify({ bench, results: rounded })}\n`)
  else console.table(rowsByCase(rounded))
}

function rowsByCase(results: readonly BenchResult[]): Record<string, Record<string, number>> {
  const rows: Record<string, Record<string, number>> = {}
  for (const { case: name, metric, unit, value } of results) {
    const column = metric.toLowerCase().endsWith(unit.toLowerCase()) ? metric : `${metric} (${unit})`
    rows[name] = { ...rows[name], [column]: value }
  }
  return rows
}
