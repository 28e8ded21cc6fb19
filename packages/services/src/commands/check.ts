import { availableParallelism } from 'node:os'
import { Command } from 'commander'
import type { Check, CheckResult } from '../check/check.ts'
import { runTool } from '../check/check.ts'
import { containerChecks } from '../check/container-checks.ts'
import { determinismChecks } from '../check/determinism.ts'
import { houseRules } from '../check/house-rules.ts'
import { typeChecks } from '../check/type-checks.ts'
import { wireChecks } from '../check/wire-checks.ts'
import { limitedTo } from '../process/limited-to.ts'

const biomeOptions = ['--colors=off', '--max-diagnostics=30']

/** Quick ones first. */
const checks: Check[] = [
  ...houseRules,
  ...containerChecks,
  {
    name: 'format and lint',
    run: () => runTool('biome', ['ci', ...biomeOptions]),
    fix: () => runTool('biome', ['check', '--write', ...biomeOptions]),
  },
  ...wireChecks,
  ...determinismChecks,
  {
    name: 'import boundaries',
    run: () =>
      runTool('depcruise', ['--config', '.dependency-cruiser.cjs', 'packages', 'apps', 'bench', 'test']),
  },
  ...typeChecks,
]

export const checkCommand = new Command('check')
  .description('runs all static checks, or those whose name contains a word given')
  .argument('[words...]')
  .option(
    '--fix',
    'first format what is not formatted, and mend what lint can without changing what a program does',
  )
  .action(async (words: string[], options: { fix?: boolean }) => {
    const chosen = checks.filter(
      ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
    )
    if (chosen.length === 0)
      throw new Error(`no such check; there are:\n${checks.map(({ name }) => name).join('\n')}`)
    const startedMs = performance.now()
    const failures = await runAll(chosen, options.fix ?? false)
    const summary =
      failures === 0 ? `${chosen.length} checks passed` : `${failures} of ${chosen.length} checks failed`
    process.stdout.write(`${summary} in ${seconds(startedMs)}\n`)
    process.exitCode = failures === 0 ? 0 : 1
  })

/** Begins as many at a time as there are cores, and tells of them in their order. Returns how many have failed. */
async function runAll(chosen: readonly Check[], isFixing: boolean): Promise<number> {
  // What mends writes to the files that others read.
  const within = limitedTo(isFixing ? 1 : availableParallelism())
  const outcomes = chosen.map(({ run, fix }) => within(() => timed((isFixing && fix) || run)))
  let failures = 0
  for (const [index, { name }] of chosen.entries()) {
    process.stdout.write(`${name.padEnd(46)} `)
    const { result, took } = (await outcomes[index]) as Timed
    const note = result.outcome === 'skipped' ? ` (${result.reason})` : ''
    process.stdout.write(`${result.outcome}  ${took}${note}\n`)
    if (result.outcome !== 'failed') continue
    failures++
    process.stdout.write(`${result.output.trimEnd().replace(/^/gm, '    ')}\n`)
  }
  return failures
}

interface Timed {
  result: CheckResult
  took: string
}

async function timed(run: Check['run']): Promise<Timed> {
  const startedMs = performance.now()
  const result = await run().catch((error: Error) => ({
    outcome: 'failed' as const,
    output: String(error.stack),
  }))
  return { result, took: seconds(startedMs) }
}

const seconds = (startedMs: number) => `${((performance.now() - startedMs) / 1000).toFixed(1)} s`
