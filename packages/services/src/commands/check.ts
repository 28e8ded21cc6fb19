import { Command } from 'commander'
import type { Check } from '../check/check.ts'
import { runTool } from '../check/check.ts'
import { containerChecks } from '../check/container-checks.ts'
import { determinismChecks } from '../check/determinism.ts'
import { houseRules } from '../check/house-rules.ts'
import { wireChecks } from '../check/wire-checks.ts'

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
  { name: 'types of tests and measurements', run: () => runTool('tsc', ['--noEmit', '--project', 'test']) },
  {
    name: 'types of the workspaces',
    run: () =>
      runTool(
        'turbo',
        ['run', 'typecheck', '--continue', '--concurrency=100%', '--output-logs=errors-only'],
        {
          TURBO_TELEMETRY_DISABLED: '1',
        },
      ),
  },
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
    let failures = 0
    for (const check of chosen) {
      if (!(await runCheck(check, options.fix ?? false))) failures++
    }
    const summary =
      failures === 0 ? `${chosen.length} checks passed` : `${failures} of ${chosen.length} checks failed`
    process.stdout.write(`${summary} in ${seconds(startedMs)}\n`)
    process.exitCode = failures === 0 ? 0 : 1
  })

async function runCheck({ name, run, fix }: Check, isFixing: boolean): Promise<boolean> {
  const startedMs = performance.now()
  process.stdout.write(`${name.padEnd(46)} `)
  const result = await ((isFixing && fix) || run)().catch((error: Error) => ({
    outcome: 'failed' as const,
    output: String(error.stack),
  }))
  const note = result.outcome === 'skipped' ? ` (${result.reason})` : ''
  process.stdout.write(`${result.outcome}  ${seconds(startedMs)}${note}\n`)
  if (result.outcome === 'failed') process.stdout.write(`${result.output.trimEnd().replace(/^/gm, '    ')}\n`)
  return result.outcome !== 'failed'
}

const seconds = (startedMs: number) => `${((performance.now() - startedMs) / 1000).toFixed(1)} s`
