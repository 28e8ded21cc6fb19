import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { findChromium } from '../chromium.ts'
import { createProgress } from '../progress.ts'
import { repository } from '../repository.ts'
import { countResults } from '../test-results.ts'

const projects = ['unit', 'integration', 'realtime', 'e2e', 'browser'] as const

export const testCommand = new Command('test')
  .description('runs the tests, with services of their own on free ports')
  .argument('[filter...]', 'only test files whose path contains one of these')
  .option('--project <name...>', `only some of ${projects.join(', ')}`)
  .option('-t, --name <pattern>', 'only tests whose title matches')
  .action(async (filters: string[], options: { project?: string[]; name?: string }) => {
    const wanted = options.project ?? [...projects]
    const env = { ...process.env }
    if (wanted.includes('browser')) env.CHROMIUM_PATH = await findChromium(createProgress())

    const resultsFile = join(repository, 'test-artifacts', 'results.json')
    mkdirSync(join(repository, 'test-artifacts'), { recursive: true })
    rmSync(resultsFile, { force: true })
    const code = await runVitest(
      [
        ...['run', '--reporter=default', '--reporter=json', `--outputFile.json=${resultsFile}`],
        ...wanted.map((project) => `--project=${project}`),
        ...(options.name ? [`--testNamePattern=${options.name}`] : []),
        ...filters,
      ],
      env,
    )
    const { passed, failed, skipped } = countResults(resultsFile)
    process.exitCode = code === 0 && failed === 0 && passed > 0 ? 0 : 1
    // A run that ended badly for another reason than a test (an error outside of them, say) is no green one either.
    const failures = process.exitCode === 1 ? Math.max(failed, 1) : 0
    process.stdout.write(`${passed} passed, ${failures} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
  })

function runVitest(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const vitest = join(repository, 'node_modules/vitest/vitest.mjs')
  const child = spawn(process.execPath, [vitest, ...args], { cwd: repository, stdio: 'inherit', env })
  // Vitest hears Ctrl-C itself, and stops the services it started.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
}
