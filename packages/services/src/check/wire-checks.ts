import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository } from '../repository.ts'
import { type Check, type CheckResult, failIfAny, runTool } from './check.ts'

export const wireChecks: Check[] = [
  { name: 'wire messages: lint', run: () => runTool('buf', ['lint']) },
  { name: 'wire messages: format', run: () => runTool('buf', ['format', '--diff', '--exit-code']) },
  { name: 'wire messages: compatible with main', run: () => withScratchFolder(compareWithMain) },
  { name: 'wire messages: generated code is up to date', run: () => withScratchFolder(compareGenerated) },
]

/** The branch as it is published counts before the one here, which may be what is being checked. */
const mainBranches = ['origin/main', 'main']

async function compareWithMain(scratch: string): Promise<CheckResult> {
  const main = mainBranches.find((branch) => git('cat-file', '-e', `${branch}:proto`).status === 0)
  if (!main)
    return { outcome: 'skipped', reason: 'there is no branch main with a folder proto to compare with' }
  const archive = git('archive', main, 'proto', 'buf.yaml')
  spawnSync('tar', ['-x', '-C', scratch], { input: archive.stdout })
  return runTool('buf', ['breaking', '--against', scratch])
}

async function compareGenerated(scratch: string): Promise<CheckResult> {
  const generation = await runTool('buf', ['generate', '--output', scratch])
  if (generation.outcome !== 'passed') return generation
  const folder = 'packages/protocol/src/generated'
  const [fresh, kept] = await Promise.all([
    readTree(join(scratch, folder)),
    readTree(join(repository, folder)),
  ])
  const files = new Set([...fresh.keys(), ...kept.keys()])
  const outdated = [...files].filter((file) => fresh.get(file) !== kept.get(file))
  return failIfAny(
    outdated.map((file) => `${folder}/${file} is not what proto/ generates: run npm run generate`),
  )
}

async function readTree(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return new Map(
    await Promise.all(
      files.map(async (file) => [file.slice(folder.length + 1), await readFile(file, 'utf8')] as const),
    ),
  )
}

async function withScratchFolder(work: (folder: string) => Promise<CheckResult>): Promise<CheckResult> {
  const folder = await mkdtemp(join(tmpdir(), 'check-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function git(...args: string[]) {
  return spawnSync('git', args, { cwd: repository, maxBuffer: 64 * 1024 * 1024 })
}
