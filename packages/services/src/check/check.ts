import { delimiter, join } from 'node:path'
import { runQuietly } from '../process/run.ts'
import { repository } from '../repository.ts'

export interface Check {
  name: string
  run(): Promise<CheckResult>
  /** Mends what a machine can, and then says the same as `run`. */
  fix?(): Promise<CheckResult>
}

export type CheckResult =
  | { outcome: 'passed' }
  | { outcome: 'failed'; output: string }
  | { outcome: 'skipped'; reason: string }

export const passed: CheckResult = { outcome: 'passed' }

/** A cold type check of all workspaces on two cores takes about a minute. */
const toolTimeoutMs = 300_000

/** Runs a program of node_modules/.bin, or of the path, at the root of the repository. */
export async function runTool(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<CheckResult> {
  const path = [join(repository, 'node_modules/.bin'), process.env.PATH].join(delimiter)
  const { code, output } = await runQuietly(command, args, {
    cwd: repository,
    env: { ...process.env, ...env, PATH: path },
    timeoutMs: toolTimeoutMs,
  })
  return code === 0 ? passed : { outcome: 'failed', output }
}

export function failIfAny(problems: readonly string[]): CheckResult {
  return problems.length === 0 ? passed : { outcome: 'failed', output: problems.join('\n') }
}
